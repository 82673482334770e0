import { useRef, useState } from "preact/hooks";
import { api, ifMatch, Once, Problem, type Answer, type Schemas } from "../../api";
import { Button, ColorField, COLORS, DateField, Dialog, errorText, fieldText, Select, TextArea, TextField } from "../../ui";
import { onTop } from "../onTop";
import { useProjectWords } from "./dialogWords";
import styles from "./projects.module.css";

type Project = Schemas["Project"];
const STATUSES = ["planned", "active", "on_hold", "completed", "cancelled"] as const;

interface Props {
  /** The answer that holds the one to be edited; none for a new one. */
  editing?: Answer<Project>;
  onClose: () => void;
  onSaved: (project: Project) => void;
}

/** Makes a project, or changes what it says of itself. */
export function ProjectDialog({ editing, onClose, onSaved }: Props) {
  const words = useProjectWords();
  const [base, setBase] = useState<Answer<Project> | undefined>(editing);
  const [first, setFirst] = useState(() => formOf(editing?.data));
  const [form, setForm] = useState(first);
  const [conflict, setConflict] = useState(false);
  const [problem, setProblem] = useState<Problem>();
  const [tried, setTried] = useState(false);
  const [busy, setBusy] = useState(false);
  const once = useRef(new Once());
  const dirty = JSON.stringify(form) !== JSON.stringify(first);
  const set = <K extends keyof typeof form>(name: K, value: (typeof form)[K]) => setForm((old) => ({ ...old, [name]: value }));

  async function save() {
    setTried(true);
    if (!form.name.trim() || busy) return;
    setBusy(true);
    setProblem(undefined);
    setConflict(false);
    const body = { ...form, name: form.name.trim(), description: form.description.trim() || null };
    try {
      const { data } = base
        ? await api.PATCH("/api/projects/{id}", { params: { path: { id: base.data.id }, header: ifMatch(base) }, body })
        : await once.current.send(body, (key) => api.POST("/api/projects", { params: { header: { "Idempotency-Key": key } }, body }));
      onSaved(data);
    } catch (error) {
      const told = Problem.from(error);
      const newer = told.isConflict && base ? await api.GET("/api/projects/{id}", { params: { path: { id: base.data.id } } }).catch(() => undefined) : undefined;
      if (!newer) return setProblem(told);
      // The next try is a change of the newer state; what was written stays on top of it.
      const fresh = formOf(newer.data);
      setForm(onTop(first, form, fresh));
      setFirst(fresh);
      setBase(newer);
      setConflict(true);
    } finally {
      setBusy(false);
    }
  }

  return (
    <Dialog
      open
      onClose={onClose}
      title={editing ? words.editTitle : words.newTitle}
      dirty={dirty}
      onSubmit={() => void save()}
      footer={
        <>
          <Button onClick={onClose}>{words.cancel}</Button>
          <Button type="submit" variant="primary" busy={busy}>
            {editing ? words.save : words.create}
          </Button>
        </>
      }
    >
      {conflict && (
        <p class={styles.problem} role="alert">
          {words.conflict}
        </p>
      )}
      {problem && problem.fields.size === 0 && (
        <p class={styles.problem} role="alert">
          {errorText(problem)}
        </p>
      )}
      <TextField
        label={words.name}
        value={form.name}
        maxLength={200}
        required
        autoFocus
        error={tried && !form.name.trim() ? words.missingName : fieldText(problem, "/name")}
        onValue={(name) => set("name", name)}
      />
      <TextArea label={words.description} optional value={form.description} maxLength={10_000} onValue={(text) => set("description", text)} />
      <ColorField value={form.color} onValue={(color) => set("color", color)} />
      <div class={styles.pair}>
        <DateField label={words.due} optional value={form.due_date} error={fieldText(problem, "/due_date")} onValue={(date) => set("due_date", date)} />
        <Select
          label={words.status}
          value={form.status}
          options={STATUSES.map((status) => ({ value: status, label: words.statuses[status] }))}
          onValue={(status) => set("status", status)}
        />
      </div>
    </Dialog>
  );
}

function formOf(project?: Project) {
  return {
    name: project?.name ?? "",
    description: project?.description ?? "",
    color: project?.color ?? COLORS[Math.floor(Math.random() * 9)] ?? COLORS[0],
    due_date: project?.due_date ?? null,
    status: project?.status ?? ("active" as const),
  };
}
