import { useEffect, useRef, useState } from "preact/hooks";
import { api, ifMatch, Once, Problem, type Schemas } from "../../api";
import { followStart, formatAgo, formatDay, today } from "../../i18n";
import {
  Button,
  confirm,
  DateField,
  ErrorState,
  errorText,
  fieldText,
  PRIORITIES,
  RecurrenceField,
  Segmented,
  Select,
  Sheet,
  Skeleton,
  TextArea,
  TextField,
  TimeField,
  toast,
  usePriorityWords,
} from "../../ui";
import type { Todo } from "./groups";
import { changesOf, formOf, type Form } from "./form";
import { readTodo } from "./useTodos";
import styles from "./todos.module.css";
import { useWords } from "./words";

interface Props {
  /** The one that is edited; none for a new one. */
  id?: number;
  /** What the list knows of it already. */
  known?: Todo | undefined;
  /** What a new one begins with. */
  draft?: Schemas["CreateTodo"];
  categories: readonly string[];
  onClose: () => void;
  onSaved: (todo: Todo) => void;
  onRemove?: (todo: Todo) => Promise<boolean>;
}

/** All of a todo. */
export default function TodoSheet({ id, known, draft, categories, onClose, onSaved, onRemove }: Props) {
  const words = useWords();
  const priorities = usePriorityWords();
  const isNew = id === undefined;
  const [todo, setTodo] = useState(known);
  /** What was read last: what a change is a change of. */
  const [base, setBase] = useState<Form>(() => formOf(known ?? draft ?? {}));
  const [form, setForm] = useState(base);
  const [problem, setProblem] = useState<Problem>();
  const [newer, setNewer] = useState<Todo>();
  const [tried, setTried] = useState(false);
  const [busy, setBusy] = useState(false);
  const tag = useRef<{ "If-Match"?: string }>({});
  const once = useRef(new Once());
  const dirty = Object.keys(changesOf(base, form)).length > 0;

  // The list may be minutes old. What has changed meanwhile comes in, unless something was written already.
  function read() {
    if (isNew) return;
    setProblem(undefined);
    readTodo(id).then(
      (read) => {
        tag.current = read.tag;
        setTodo(read.todo);
        const fresh = formOf(read.todo);
        setForm((now) => (Object.keys(changesOf(base, now)).length ? now : fresh));
        setBase(fresh);
      },
      (error) => setProblem(Problem.from(error)),
    );
  }
  useEffect(read, []);

  const set = <K extends keyof Form>(name: K, value: Form[K]) => setForm((old) => ({ ...old, [name]: value }));
  const fieldError = (name: string) => fieldText(problem, `/${name}`);

  async function close() {
    const question = { title: words.sheet.discardTitle, text: words.sheet.discardText, action: words.sheet.discardAction };
    if (!dirty || (await confirm({ ...question, danger: true }))) onClose();
  }

  async function save() {
    setTried(true);
    if (!form.title.trim() || busy || (!isNew && !todo)) return;
    const body = changesOf(base, form);
    if (todo && !dirty) return onClose();
    setBusy(true);
    setProblem(undefined);
    try {
      if (todo) {
        const { data } = await api.PATCH("/api/todos/{id}", { params: { path: { id: todo.id }, header: tag.current }, body });
        onSaved(data);
      } else {
        const created: Schemas["CreateTodo"] = { ...changesOf(formOf({}), form), title: form.title.trim() };
        const { data } = await once.current.send(created, (key) =>
          api.POST("/api/todos", { params: { header: { "Idempotency-Key": key } }, body: created }),
        );
        onSaved(data);
      }
      onClose();
    } catch (error) {
      await refused(error);
    } finally {
      setBusy(false);
    }
  }

  /** Says why it wasn't changed, and shows the newer state where there is one. */
  async function refused(error: unknown) {
    const told = Problem.from(error);
    setProblem(told);
    if (!told.isConflict || !todo) return;
    const read = await readTodo(todo.id).catch(() => undefined);
    if (!read) return;
    tag.current = read.tag;
    setNewer(read.todo);
  }

  /** Takes back the latest completion of one that recurs; each time that it is done, one more. */
  async function takeBack({ id }: Todo) {
    if (busy) return;
    setBusy(true);
    setProblem(undefined);
    try {
      const { data } = await api.DELETE("/api/todos/{id}/completions/latest", { params: { path: { id }, header: tag.current } });
      tag.current = ifMatch(data.version);
      const fresh = formOf(data);
      setTodo(data);
      setBase(fresh);
      // What was written meanwhile stays.
      setForm((now) => ({ ...fresh, ...Object.fromEntries(Object.entries(now).filter(([field, value]) => value !== base[field as keyof typeof base])) }));
      onSaved(data);
      toast(words.sheet.undone(data.due_date ? formatDay(data.due_date) : ""));
    } catch (error) {
      if (error instanceof Problem && error.code === "nothing_to_undo") toast(words.sheet.nothingToUndo, { kind: "error" });
      else await refused(error);
    } finally {
      setBusy(false);
    }
  }

  return (
    <Sheet
      open
      onClose={() => void close()}
      title={isNew ? words.sheet.newTitle : words.sheet.editTitle}
      subtitle={todo?.last_completed_at ? words.sheet.lastDone(formatAgo(todo.last_completed_at)) : undefined}
      dirty={dirty}
      onSubmit={() => void save()}
      footer={
        <>
          {todo && onRemove && (
            <Button
              variant="ghost"
              icon="trash"
              class={styles.remove}
              onClick={async () => {
                if (await onRemove(todo)) onClose();
              }}
            >
              {words.remove}
            </Button>
          )}
          <Button onClick={() => void close()}>{words.sheet.cancel}</Button>
          <Button type="submit" variant="primary" busy={busy}>
            {isNew ? words.sheet.add : words.sheet.save}
          </Button>
        </>
      }
    >
      {problem && problem.fields.size === 0 && !newer && (isNew || todo) && (
        <p class={styles.problem} role="alert">
          {errorText(problem)}
        </p>
      )}
      {newer && (
        <div class={styles.problem} role="alert">
          <p>{words.sheet.conflict}</p>
          <div class={styles.problemWays}>
            <Button
              small
              onClick={() => {
                const fresh = formOf(newer);
                setBase(fresh);
                setForm(fresh);
                setNewer(undefined);
                setProblem(undefined);
              }}
            >
              {words.sheet.showNewer}
            </Button>
            <Button
              small
              onClick={() => {
                setNewer(undefined);
                setProblem(undefined);
              }}
            >
              {words.sheet.keepMine}
            </Button>
          </div>
        </div>
      )}
      {!isNew && !todo ? (problem ? <ErrorState error={problem} onRetry={problem.status === 404 ? undefined : read} /> : <Skeleton kind="line" rows={5} />) : (
      <>
      {todo?.last_completed_at && todo.recurrence_rule && !dirty && (
        <Button small variant="ghost" icon="undo" class={styles.start} busy={busy} onClick={() => void takeBack(todo)}>
          {words.sheet.undoLast}
        </Button>
      )}
      <TextField
        label={words.sheet.title}
        value={form.title}
        maxLength={500}
        required
        autoFocus={isNew}
        error={tried && !form.title.trim() ? words.sheet.missingTitle : fieldError("title")}
        onValue={(title) => set("title", title)}
      />
      <TextArea
        label={words.sheet.notes}
        value={form.description}
        maxLength={10_000}
        error={fieldError("description")}
        onValue={(description) => set("description", description)}
      />
      <div class={styles.pair}>
        <DateField
          label={words.sheet.date}
          value={form.due_date}
          error={fieldError("due_date")}
          onValue={(date) =>
            setForm((old) => ({
              ...old,
              due_date: date,
              due_time: date ? old.due_time : null,
              // A new one is still being thought of; what recurs already keeps its rule.
              recurrence_rule: !date ? null : isNew && old.recurrence_rule && old.due_date ? followStart(old.recurrence_rule, old.due_date, date) : old.recurrence_rule,
            }))
          }
        />
        <TimeField
          label={words.sheet.time}
          value={form.due_time}
          optional
          error={fieldError("due_time")}
          onValue={(time) => setForm((old) => ({ ...old, due_time: time, due_date: old.due_date ?? (time ? today() : null) }))}
        />
      </div>
      <RecurrenceField
        value={form.recurrence_rule}
        start={form.due_date ?? today()}
        shortMonths="BACKWARD"
        error={fieldError("recurrence_rule")}
        hint={form.due_date ? undefined : words.sheet.recurrenceNeedsDate}
        onValue={(rule) => setForm((old) => ({ ...old, recurrence_rule: rule, due_date: old.due_date ?? (rule ? today() : null) }))}
      />
      {form.recurrence_rule && (
        <Select
          label={words.sheet.basis}
          hint={words.sheet.basisHint[form.recurrence_basis]}
          value={form.recurrence_basis}
          options={(["due", "completion"] as const).map((basis) => ({ value: basis, label: words.sheet.bases[basis] }))}
          onValue={(basis) => set("recurrence_basis", basis)}
        />
      )}
      <div>
        <p class={styles.label} aria-hidden="true">
          {priorities.label}
        </p>
        <Segmented
          label={priorities.label}
          value={form.priority}
          options={[...PRIORITIES].reverse().map((one) => ({ value: one, label: priorities.of[one] }))}
          onValue={(priority) => set("priority", priority)}
        />
      </div>
      <TextField
        label={words.sheet.category}
        value={form.category}
        optional
        maxLength={100}
        {...{ list: "todo-categories" }}
        autoComplete="off"
        error={fieldError("category")}
        onValue={(category) => set("category", category)}
      />
      <datalist id="todo-categories">
        {categories.map((one) => (
          <option key={one} value={one} />
        ))}
      </datalist>
      </>
      )}
    </Sheet>
  );
}
