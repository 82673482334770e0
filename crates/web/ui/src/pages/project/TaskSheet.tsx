import { useEffect, useRef, useState } from "preact/hooks";
import { api, ifMatch, Problem } from "../../api";
import { formatAgo } from "../../i18n";

import { Button, confirm, EmptyState, errorText, lazyPart, Sheet, Skeleton } from "../../ui";
import { changesOf, formOf, type Form } from "./form";
import { myId, nameIn } from "./people";
import { useSheetWords } from "./sheetWords";
import { TaskFields } from "./TaskFields";
import { mayDelete, type Task } from "./tasks";
import type { ViewProps } from "./TaskList";
import styles from "./sheet.module.css";
import { useWords } from "./words";

const TaskParts = lazyPart(async () => ({ default: (await import("./TaskParts")).TaskParts }));
const Comments = lazyPart(async () => ({ default: (await import("./Comments")).Comments }));
/** For those who may change nothing. */
const TaskView = lazyPart(async () => ({ default: (await import("./TaskView")).TaskView }));

/** The fields that say by themselves what is wrong with them. */
const PLACED = ["title", "description", "start_date", "due_date", "recurrence_rule", "depends_on", "parent_task_id"];

interface Props extends Omit<ViewProps, "shown"> {
  id: number;
  onClose: () => void;
}

/** All of a task. Fields are saved together; parts and comments are there as soon as they are written. */
export default function TaskSheet(props: Props) {
  const { project, tasks, members, rights, id, onClose } = props;
  const words = useSheetWords();
  const page = useWords();
  const path = { id: project.id, task_id: id };
  const known = tasks.byId.value.get(id);
  const [base, setBase] = useState<Form | undefined>(known && formOf(known));
  const [form, setForm] = useState<Form | undefined>(base);
  const [newer, setNewer] = useState<Task>();
  const [problem, setProblem] = useState<Problem>();
  const [tried, setTried] = useState(false);
  const [busy, setBusy] = useState(false);
  const tag = useRef<{ "If-Match"?: string }>({});
  const change = base && form ? changesOf(base, form) : {};
  const dirty = Object.keys(change).length > 0;

  async function read(): Promise<Task> {
    const answer = await api.GET("/api/projects/{id}/tasks/{task_id}", { params: { path } });
    tag.current = ifMatch(answer);
    return answer.data;
  }
  const show = (task: Task) => {
    const fresh = formOf(task);
    setBase(fresh);
    setForm(fresh);
    setNewer(undefined);
    setProblem(undefined);
  };

  useEffect(() => {
    read().then(
      (task) => {
        const fresh = formOf(task);
        // What was written while it was read stays.
        setForm((now) => (now && base && Object.keys(changesOf(base, now)).length ? now : fresh));
        setBase(fresh);
        tasks.set(task);
      },
      (error) => setProblem(Problem.from(error)),
    );
  }, []);

  async function save() {
    setTried(true);
    if (!form || busy || !form.title.trim() || (form.start_date && form.due_date && form.start_date > form.due_date)) return;
    if (!dirty) return onClose();
    setBusy(true);
    setProblem(undefined);
    try {
      const { data } = await api.PATCH("/api/projects/{id}/tasks/{task_id}", { params: { path, header: tag.current }, body: change });
      tasks.set(data);
      // A status moves what waits for it; a series takes its parts with it.
      if (change.status) void tasks.reload();
      onClose();
    } catch (error) {
      const told = Problem.from(error);
      setProblem(told);
      if (told.isConflict) setNewer(await read().catch(() => undefined));
    } finally {
      setBusy(false);
    }
  }

  async function close() {
    if (dirty && !(await confirm({ title: words.discardTitle, text: words.discardText, action: words.discardAction, danger: true }))) return;
    onClose();
  }

  const made = known && page && nameIn(members, known.created_by, page);
  const gone = problem?.status === 404;
  return (
    <Sheet
      open
      size="large"
      onClose={() => void close()}
      title={rights.edit ? words.task : known?.title ?? words.task}
      subtitle={known && made ? words.createdBy(made, formatAgo(known.created_at)) : undefined}
      dirty={dirty}
      footer={
        rights.edit && form && !gone ? (
          <>
            {known && mayDelete(known, tasks.parts.value, rights, myId()) && (
              <Button
                variant="ghost"
                icon="trash"
                class={styles.remove}
                onClick={async () => {
                  if (await tasks.remove(known)) onClose();
                }}
              >
                {page.remove}
              </Button>
            )}
            <Button onClick={() => void close()}>{dirty ? words.cancel : words.close}</Button>
            <Button variant="primary" busy={busy} disabled={!dirty} onClick={() => void save()}>
              {words.save}
            </Button>
          </>
        ) : undefined
      }
    >
      {gone ? (
        <EmptyState small icon="search" title={words.gone} action={<Button onClick={onClose}>{words.close}</Button>} />
      ) : (
        <>
          {newer ? (
            <div class={styles.problem} role="alert">
              <p>{words.conflict}</p>
              <div class={styles.ways}>
                <Button small onClick={() => show(newer)}>
                  {words.showNewer}
                </Button>
                <Button
                  small
                  onClick={() => {
                    setNewer(undefined);
                    setProblem(undefined);
                  }}
                >
                  {words.keepMine}
                </Button>
              </div>
            </div>
          ) : (
            problem &&
            !PLACED.some((name) => problem.fields.has(`/${name}`)) && (
              <p class={styles.problem} role="alert">
                {errorText(problem)}
              </p>
            )
          )}
          {!form && !problem && <Skeleton kind="line" rows={6} />}
          {form && rights.edit && (
            <TaskFields
              {...props}
              form={form}
              onForm={(next) => setForm((old) => old && { ...old, ...next })}
              problem={problem}
              tried={tried}
              onSave={() => void save()}
            />
          )}
          {known && !rights.edit && <TaskView {...props} task={known} />}
          {known && <TaskParts {...props} task={known} />}
          {known && <Comments {...props} task={known} />}
        </>
      )}
    </Sheet>
  );
}
