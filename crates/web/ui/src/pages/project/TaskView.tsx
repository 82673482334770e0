import type { ComponentChildren } from "preact";
import { describeRule, formatDay, formatList } from "../../i18n";
import { Badge, Button, Due, usePriorityWords } from "../../ui";
import { nameIn } from "./people";
import { useSheetWords } from "./sheetWords";
import type { Task } from "./tasks";
import type { ViewProps } from "./TaskList";
import styles from "./sheet.module.css";
import { useWords } from "./words";

/** A task for those who may look at it and change nothing: no fields, only what they hold. */
export function TaskView({ task, tasks, members, onOpen }: Omit<ViewProps, "shown"> & { task: Task }) {
  const words = useSheetWords();
  const page = useWords();
  const priorities = usePriorityWords();
  const linked = (ids: readonly number[]) => (
    <span class={styles.chips}>
      {ids.map((id) => {
        const one = tasks.byId.value.get(id);
        return (
          one && (
            <Button key={id} small onClick={() => onOpen(one)}>
              {one.title}
              {one.status === "done" && ` (${words.done})`}
            </Button>
          )
        );
      })}
    </span>
  );
  const rows: [string, ComponentChildren][] = [
    [words.status, <Badge>{page.statuses[task.status]}</Badge>],
    [priorities.label, task.priority === "none" ? null : priorities.of[task.priority]],
    [words.start, task.start_date ? formatDay(task.start_date) : null],
    [words.due, task.due_date ? <Due due_date={task.due_date} done={task.status === "done"} recurs={Boolean(task.recurrence_rule)} /> : null],
    [words.repeats, task.recurrence_rule ? describeRule(task.recurrence_rule, task.due_date) : null],
    [words.assignees, task.assignee_ids.length ? formatList(task.assignee_ids.map((id) => nameIn(members, id, page))) : null],
    [words.depends, task.depends_on.length ? linked(task.depends_on) : null],
    [words.parent, task.parent_task_id ? linked([task.parent_task_id]) : null],
  ];
  return (
    <>
      <dl class={styles.facts}>
        {rows.map(
          ([name, value], i) =>
            value && (
              <div key={i} class={styles.fact}>
                <dt>{name}</dt>
                <dd>{value}</dd>
              </div>
            ),
        )}
      </dl>
      {task.description && <p class={styles.text}>{task.description}</p>}
    </>
  );
}
