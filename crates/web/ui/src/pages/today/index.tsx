import { useRef } from "preact/hooks";
import { dateOf, formatDate, minutesOf, timeOf } from "../../i18n";
import { QuickAdd, quickAddWords } from "../../quickadd";
import { nameOfMe, Page, useKey } from "../../shell";
import { Badge, Card, EmptyState, ErrorState, Skeleton } from "../../ui";
import { Birthdays, Reminders } from "./Aside";
import { Coming } from "./Coming";
import { useDay, useNow, type Dashboard } from "./data";
import { DueRow } from "./Due";
import { eventsOf, Timeline } from "./Timeline";
import styles from "./today.module.css";
import { Weather } from "./Weather";
import { useWords } from "./words";

function greetingOf(now: string): "night" | "morning" | "day" | "evening" {
  const hour = minutesOf(timeOf(now)) / 60;
  return hour < 5 ? "night" : hour < 11 ? "morning" : hour < 18 ? "day" : hour < 22 ? "evening" : "night";
}

function DueList({ title, todos, tasks, dashboard, late }: { title: string; todos: Dashboard["due_todos"]; tasks: Dashboard["due_tasks"]; dashboard: Dashboard; late?: boolean }) {
  const count = todos.length + tasks.length;
  if (!count) return null;
  return (
    <Card title={title} flush aside={<Badge tone={late ? "danger" : "neutral"}>{count}</Badge>}>
      <ul class={styles.dueList}>
        {todos.map((todo) => (
          <DueRow key={`todo-${todo.id}-${todo.due_date}`} thing={{ kind: "todo", todo }} day={dashboard.date} />
        ))}
        {tasks.map((task) => (
          <DueRow key={`task-${task.id}-${task.due_date}`} thing={{ kind: "task", task }} day={dashboard.date} />
        ))}
      </ul>
    </Card>
  );
}

/** Fetched with the page. */
export const words = [quickAddWords];

/** The day: what is due, what happens, and what comes next. */
export default function Today() {
  const w = useWords();
  const now = useNow();
  const day = dateOf(now);
  const { dashboard, agenda } = useDay(day);
  const input = useRef<HTMLInputElement>(null);
  useKey("pages.add", () => input.current?.focus());

  const it = dashboard.data.value;
  const range = agenda.data.value;
  const error = dashboard.error.value;
  const due = it ? it.due_todos.length + it.due_tasks.length : 0;
  const overdue = it ? it.overdue_todos.length + it.overdue_tasks.length : 0;
  const events = range ? eventsOf(range.events, day) : null;

  return (
    <Page
      title={w.title}
      heading={w.greet(w.greeting[greetingOf(now)], nameOfMe())}
      subtitle={formatDate(day, "long-day")}
      actions={it?.weather && <Weather weather={it.weather} />}
    >
      <div class={styles.columns}>
        <div class={styles.main}>
          <QuickAdd inputRef={input} />
          {it ? (
            <>
              <DueList title={w.overdue} todos={it.overdue_todos} tasks={it.overdue_tasks} dashboard={it} late />
              <DueList title={w.due} todos={it.due_todos} tasks={it.due_tasks} dashboard={it} />
              {!due && !overdue && (
                <Card>
                  <EmptyState small icon="check" title={w.nothingDue}>
                    {w.nothingDueText}
                  </EmptyState>
                </Card>
              )}
            </>
          ) : error ? (
            <Card>
              <ErrorState small error={error} onRetry={() => void dashboard.reload()} />
            </Card>
          ) : (
            <Skeleton rows={6} />
          )}
        </div>
        <div class={styles.side}>
          <Card title={w.schedule}>
            {events ? (
              events.length ? (
                <Timeline events={events} day={day} now={now} />
              ) : (
                <p class={styles.quiet}>{w.noEvents}</p>
              )
            ) : agenda.error.value ? (
              <ErrorState small error={agenda.error.value} onRetry={() => void agenda.reload()} />
            ) : (
              <Skeleton rows={3} kind="line" />
            )}
          </Card>
          {it && <Reminders dashboard={it} />}
          {it && <Birthdays birthdays={it.birthdays} />}
        </div>
        <div class={styles.rest}>{range && <Coming agenda={range} day={day} />}</div>
      </div>
    </Page>
  );
}
