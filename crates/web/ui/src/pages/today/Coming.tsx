import { addDays, daysFrom, formatDate, formatDay, formatTime, type CivilDate } from "../../i18n";
import { links } from "../../shell/links";
import { Card, cx, Icon } from "../../ui";
import { AHEAD, isAllDay, isBusy, isDueOn, type Agenda } from "./data";
import { eventsOf } from "./Timeline";
import styles from "./today.module.css";
import { useWords } from "./words";

/** How many things of a day are shown; the rest is a number that leads to the day. */
const EACH = 5;

interface Thing {
  key: string;
  title: string;
  time: string | null;
  color?: string;
  icon?: "todo" | "cake";
  href?: string;
}

function thingsOf(agenda: Agenda, day: CivilDate, w: ReturnType<typeof useWords>): Thing[] {
  return [
    ...agenda.birthdays
      .filter((birthday) => birthday.date === day)
      .map((birthday): Thing => ({
        key: `birthday-${birthday.person_id}`,
        title: birthday.age == null ? w.birthday(birthday.display_name) : w.turns(birthday.display_name, birthday.age),
        time: null,
        icon: "cake",
        href: links.person(birthday.person_id),
      })),
    ...eventsOf(agenda.events, day).map((event): Thing => ({
      key: `event-${isBusy(event) ? `busy-${event.calendar_id}` : event.id}-${event.start_local}`,
      title: isBusy(event) ? w.busy : event.title,
      time: isAllDay(event) || event.start_local.slice(0, 10) !== day ? null : formatTime(event.start_local),
      color: isBusy(event) ? "var(--border-strong)" : event.display_color,
      ...(isBusy(event) ? {} : { href: links.event(event.event_id, day, event.recurrence_id) }),
    })),
    ...agenda.todos
      .filter((todo) => isDueOn(todo, day))
      .map((todo): Thing => ({
        key: `todo-${todo.id}`,
        title: todo.title,
        time: todo.due_time ? formatTime(todo.due_time) : null,
        icon: "todo",
        href: links.todo(todo.id),
      })),
    ...agenda.tasks
      .filter((task) => task.status !== "done" && (task.due_date === day || task.planned_dates.includes(day)))
      .map((task): Thing => ({ key: `task-${task.id}`, title: task.title, time: null, icon: "todo", href: links.task(task.project_id, task.id) })),
  ];
}

/** The days after today, each with what is on it; days with nothing are left out. */
export function Coming({ agenda, day }: { agenda: Agenda; day: CivilDate }) {
  const w = useWords();
  const days = daysFrom(addDays(day, 1), AHEAD)
    .map((date) => ({ date, things: thingsOf(agenda, date, w) }))
    .filter(({ things }) => things.length > 0);
  return (
    <Card title={w.coming}>
      {!days.length && <p class={styles.quiet}>{w.noneComing}</p>}
      {days.map(({ date, things }) => (
        <section key={date} class={styles.comingDay} aria-label={formatDate(date, "long-day")}>
          <h3 class={styles.date}>
            <a href={links.day(date)}>
              <span>{date === addDays(day, 1) ? formatDay(date, day) : formatDate(date, "weekday")}</span>
              <span class={styles.dayMonth}>{formatDate(date, "day-month")}</span>
            </a>
          </h3>
          <ul class={styles.things}>
            {things.slice(0, EACH).map((thing) => {
              const inner = (
                <>
                  {thing.color ? <span class={styles.dot} style={{ background: thing.color }} /> : <Icon name={thing.icon ?? "todo"} size={14} class={styles.small} />}
                  {thing.time && <span class={styles.thingTime}>{thing.time}</span>}
                  <span class={styles.thingTitle}>{thing.title}</span>
                </>
              );
              return (
                <li key={thing.key}>
                  {thing.href ? (
                    <a href={thing.href} class={styles.thing}>
                      {inner}
                    </a>
                  ) : (
                    <span class={cx(styles.thing)}>{inner}</span>
                  )}
                </li>
              );
            })}
            {things.length > EACH && (
              <li>
                <a href={links.day(date)} class={cx(styles.thing, styles.quiet)}>
                  {w.moreDue(things.length - EACH)}
                </a>
              </li>
            )}
          </ul>
        </section>
      ))}
    </Card>
  );
}
