import { Checkbox, Due } from "../../ui";
import { AddTask } from "./AddTask";
import { useSheetWords } from "./sheetWords";
import type { Task } from "./tasks";
import type { ViewProps } from "./TaskList";
import styles from "./sheet.module.css";
import { useWords } from "./words";

/** The parts of a task. */
export function TaskParts({ task, project, tasks, rights, onOpen }: Omit<ViewProps, "shown"> & { task: Task }) {
  const words = useSheetWords();
  const page = useWords();
  const parts = tasks.parts.value.get(task.id) ?? [];
  if (!parts.length && !rights.edit) return null;
  return (
    <section class={styles.section} aria-label={words.parts}>
      <h3>{words.parts}</h3>
      {parts.length > 0 && (
        <ul>
          {parts.map((part) => {
            const done = part.status === "done" || tasks.busy.value.has(part.id);
            return (
              <li key={part.id} class={styles.part}>
                <Checkbox
                  label={done ? page.reopen(part.title) : page.complete(part.title)}
                  hideLabel
                  round
                  checked={done}
                  disabled={!rights.edit}
                  onChecked={() => void tasks.toggle(part)}
                />
                <button type="button" class={styles.partTitle} data-done={done ? "" : undefined} onClick={() => onOpen(part)}>
                  {part.title}
                </button>
                <span class={styles.partDue}>
                  <Due due_date={part.due_date} done={done} />
                </span>
              </li>
            );
          })}
        </ul>
      )}
      {rights.edit && <AddTask small project={project.id} more={{ parent_task_id: task.id }} label={words.addPart} onAdded={tasks.set} />}
    </section>
  );
}
