import type { Problem } from "../../api";
import { today } from "../../i18n";
import {
  Button,
  Checkbox,
  Chip,
  DateField,
  fieldText,
  lazyPart,
  PRIORITIES,
  RecurrenceField,
  Select,
  TextArea,
  TextField,
  usePriorityWords,
} from "../../ui";
import type { Form } from "./form";
import { nameOf } from "./people";
import { useSheetWords } from "./sheetWords";
import { candidates, STATUSES, type Task } from "./tasks";
import type { ViewProps } from "./TaskList";
import styles from "./sheet.module.css";
import { useWords } from "./words";

/** At the end of the form, below what one sees at first. */
const TaskSelect = lazyPart(async () => ({ default: (await import("./TaskSelect")).TaskSelect }));

interface Props extends Omit<ViewProps, "shown"> {
  id: number;
  form: Form;
  onForm: (change: Partial<Form>) => void;
  /** What was refused. */
  problem: Problem | undefined;
  tried: boolean;
  onSave: () => void;
}

/** The fields of a task that are saved together. */
export function TaskFields({ id, form, onForm, problem, tried, onSave, tasks, members, onOpen }: Props) {
  const words = useSheetWords();
  const page = useWords();
  const priorities = usePriorityWords();
  const all = tasks.all.value ?? [];
  const byId = tasks.byId.value;
  const task = byId.get(id);
  const error = (name: string) => fieldText(problem, `/${name}`);
  const waiting = form.depends_on.map((one) => byId.get(one)).filter((one): one is Task => one !== undefined);
  const waitable = candidates(task, all, "depends").filter((one) => !form.depends_on.includes(one.id) && one.status !== "done");
  const neededBy = all.filter(({ depends_on }) => depends_on.includes(id));
  return (
    <>
      <TextField
        label={words.title}
        value={form.title}
        maxLength={500}
        required
        error={tried && !form.title.trim() ? words.missingTitle : error("title")}
        onValue={(title) => onForm({ title })}
        onKeyDown={(event) => {
          if (event.key === "Enter" && !event.isComposing) onSave();
        }}
      />
      <TextArea label={words.notes} value={form.description} maxLength={10_000} error={error("description")} onValue={(description) => onForm({ description })} />
      <div class={styles.pair}>
        <Select
          label={words.status}
          value={form.status}
          options={STATUSES.map((status) => ({ value: status, label: page.statuses[status] }))}
          onValue={(status) => onForm({ status })}
        />
        <Select
          label={priorities.label}
          value={form.priority}
          options={PRIORITIES.map((one) => ({ value: one, label: priorities.of[one] }))}
          onValue={(priority) => onForm({ priority })}
        />
      </div>
      <div class={styles.pair}>
        <DateField
          label={words.start}
          optional
          value={form.start_date}
          max={form.due_date ?? undefined}
          error={form.start_date && form.due_date && form.start_date > form.due_date ? words.startAfterDue : error("start_date")}
          onValue={(start_date) => onForm({ start_date })}
        />
        <DateField
          label={words.due}
          optional
          value={form.due_date}
          error={error("due_date")}
          onValue={(due_date) => onForm({ due_date, ...(due_date ? {} : { recurrence_rule: null }) })}
        />
      </div>
      <RecurrenceField
        value={form.recurrence_rule}
        start={form.due_date ?? today()}
        shortMonths="BACKWARD"
        error={error("recurrence_rule")}
        onValue={(rule) => onForm({ recurrence_rule: rule, ...(rule && !form.due_date ? { due_date: today() } : {}) })}
      />
      {form.recurrence_rule && (
        <Select
          label={words.basis}
          value={form.recurrence_basis}
          options={(["due", "completion"] as const).map((basis) => ({ value: basis, label: words.bases[basis] }))}
          onValue={(recurrence_basis) => onForm({ recurrence_basis })}
        />
      )}
      {members.length > 1 && (
        <fieldset>
          <legend class={styles.label}>{words.assignees}</legend>
          <div class={styles.choices}>
            {members.map((member) => (
              <Checkbox
                key={member.user_id}
                label={nameOf(member)}
                checked={form.assignee_ids.includes(member.user_id)}
                onChecked={(on) =>
                  onForm({ assignee_ids: on ? [...form.assignee_ids, member.user_id] : form.assignee_ids.filter((one) => one !== member.user_id) })
                }
              />
            ))}
          </div>
        </fieldset>
      )}
      <div>
        <TaskSelect
          label={words.depends}
          hint={words.dependsHint}
          error={error("depends_on")}
          none={words.addDependency}
          value={null}
          tasks={waitable}
          onValue={(one) => one && onForm({ depends_on: [...form.depends_on, one] })}
        />
        {waiting.length > 0 && (
          <ul class={styles.chips}>
            {waiting.map((one) => (
              <li key={one.id}>
                <Chip
                  icon={one.status === "done" ? "check" : "lock"}
                  removeLabel={one.title}
                  onRemove={() => onForm({ depends_on: form.depends_on.filter((other) => other !== one.id) })}
                >
                  {one.title}
                  {one.status === "done" && <span class="sr-only">{` (${words.done})`}</span>}
                </Chip>
              </li>
            ))}
          </ul>
        )}
      </div>
      {neededBy.length > 0 && (
        <div>
          <p class={styles.label}>{words.neededBy}</p>
          <ul class={styles.chips}>
            {neededBy.map((one) => (
              <li key={one.id}>
                <Button small onClick={() => onOpen(one)}>
                  {one.title}
                </Button>
              </li>
            ))}
          </ul>
        </div>
      )}
      <TaskSelect
        label={words.parent}
        error={error("parent_task_id")}
        none={words.noParent}
        value={form.parent_task_id}
        tasks={candidates(task, all, "parent").filter((one) => one.status !== "done" || one.id === form.parent_task_id)}
        onValue={(parent_task_id) => onForm({ parent_task_id })}
      />
    </>
  );
}
