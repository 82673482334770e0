import { useRef, useState } from "preact/hooks";
import { addDays, daysBetween, formatDay, formatRelativeDay, formatTime, region, startOfWeek, type CivilDate } from "../../i18n";
import { links } from "../../shell/links";
import { Checkbox, cx, Icon, IconButton, Menu } from "../../ui";
import { completeTask, completeTodo, moveTodo } from "./actions";
import type { Task, Todo } from "./data";
import styles from "./today.module.css";
import { useWords } from "./words";

const TONES = { high: "danger", medium: "warning", low: "accent", none: undefined } as const;

interface RowProps {
  thing: { kind: "todo"; todo: Todo } | { kind: "task"; task: Task };
  day: CivilDate;
}

/** Something to do: ticked off, moved, opened. */
export function DueRow({ thing, day }: RowProps) {
  const w = useWords();
  /** The version that was ticked off. After an undo it is another one, also where the list wasn't loaded in between. */
  const [ticked, setTicked] = useState<number>();
  const row = useRef<HTMLLIElement>(null);
  const it = thing.kind === "todo" ? thing.todo : thing.task;
  const done = ticked === it.version;
  const late = it.due_date != null && daysBetween(it.due_date, day) > 0;
  const time = thing.kind === "todo" && thing.todo.due_time ? formatTime(thing.todo.due_time) : null;
  const href = thing.kind === "todo" ? links.todo(it.id) : links.task(thing.task.project_id, it.id);

  async function complete() {
    if (done) return;
    setTicked(it.version);
    // The row goes: whoever uses the keyboard goes on at its neighbour.
    const near = row.current?.nextElementSibling ?? row.current?.previousElementSibling;
    const hadFocus = row.current?.contains(document.activeElement);
    const worked = thing.kind === "todo" ? await completeTodo(thing.todo, w) : await completeTask(thing.task, w);
    if (!worked) setTicked(undefined);
    else if (hadFocus) near?.querySelector<HTMLInputElement>("input")?.focus();
  }

  const monday = addDays(startOfWeek(day, region.value.weekStart), 7);
  const move = (to: CivilDate) => () => thing.kind === "todo" && void moveTodo(thing.todo, to, w);

  return (
    <li ref={row} class={cx(styles.due, done && styles.done)}>
      <Checkbox label={w.complete(it.title)} hideLabel round tone={TONES[it.priority]} checked={done} onChecked={complete} />
      <a href={href} class={styles.what}>
        <span class={styles.title}>{it.title}</span>
        <span class={styles.meta}>
          {it.due_date && late && (
            <span class={styles.late} title={formatDay(it.due_date, day)}>
              {formatRelativeDay(it.due_date, day)}
            </span>
          )}
          {time && <span>{time}</span>}
          {it.recurrence_rule && <Icon name="repeat" size={14} />}
          {thing.kind === "todo" && thing.todo.category && <span>{thing.todo.category}</span>}
          {it.priority !== "none" && (
            <span class="sr-only">{w.priority[it.priority]}</span>
          )}
        </span>
      </a>
      {thing.kind === "todo" && !it.recurrence_rule && (
        <Menu
          align="end"
          trigger={(props) => <IconButton {...props} icon="clock" small label={w.more(it.title)} class={styles.more} />}
          items={[
            { heading: w.moveTo },
            late && { label: w.today, icon: "today", onSelect: move(day) },
            { label: w.tomorrow, icon: "arrow-right", onSelect: move(addDays(day, 1)) },
            { label: w.nextWeek, icon: "calendar", note: formatDay(monday, day), onSelect: move(monday) },
          ]}
        />
      )}
    </li>
  );
}
