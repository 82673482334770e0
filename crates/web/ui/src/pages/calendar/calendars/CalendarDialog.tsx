import { useState } from "preact/hooks";
import { api, ifMatch, invalidate, Once, Problem, useResource, type Answer, type Schemas } from "../../../api";
import { Button, Checkbox, ColorField, COLORS, confirm, Dialog, ErrorState, errorText, fieldText, Skeleton, TextArea, TextField, toast } from "../../../ui";
import { onTop } from "../../onTop";
import { nameOf } from "../data";
import { calendars, close, shared } from "../state";
import styles from "./calendars.module.css";
import { Members } from "./Members";
import { words } from "./words";
import type { CalendarsWords } from "./words.en";

export { words };

/** Everything on the screen that shows calendars or what is in them is loaded again. */
export function calendarsChanged(): void {
  invalidate("/api/calendars", "/api/shared-calendars", "/api/agenda", "/api/events");
}

interface Form {
  name: string;
  color: string;
  description: string;
  isDefault: boolean;
  /** The caller's own colour, and their order. */
  own: string | null;
  order: string;
}

function formOf(one: Schemas["Calendar"] | undefined): Form {
  return {
    name: one?.name ?? "",
    color: one?.color ?? COLORS[calendars.value.length % COLORS.length]!,
    description: one?.description ?? "",
    isDefault: one?.is_default ?? false,
    own: one?.own_color ?? null,
    order: String(one?.sort_order ?? 0),
  };
}

/** A calendar: what it is, how it looks to the caller, with whom it is shared. `id` is null for a new one. */
export default function CalendarDialog({ id }: { id: number | null }) {
  const known = calendars.value.find((one) => one.id === id);
  const busy = known ? undefined : shared.value.find((one) => one.calendar_id === id);
  if (busy) return <BusyDialog calendar={busy} />;
  return id === null ? <CalendarForm /> : <Existing id={id} />;
}

function Existing({ id }: { id: number }) {
  const read = useResource<Answer<Schemas["Calendar"]>>(`/api/calendars/${id}`, (signal) => api.GET("/api/calendars/{id}", { params: { path: { id } }, signal }));
  const seen = read.data.value;
  if (!seen) {
    return (
      <Dialog open onClose={close} title={calendars.value.find((one) => one.id === id)?.name ?? ""}>
        {read.error.value ? <ErrorState error={read.error.value} onRetry={() => void read.reload()} /> : <Skeleton rows={4} />}
      </Dialog>
    );
  }
  return <CalendarForm seen={seen} />;
}

/** Colour and order, which are everybody's own, of any calendar. */
function Preferences({ form, onForm, color, own = true }: { form: Pick<Form, "own" | "order">; onForm: (more: Partial<Form>) => void; color: string; own?: boolean }) {
  const w = words.use();
  return (
    <>
      {own && (
        <div>
          <ColorField label={w.ownColor} value={form.own ?? color} onValue={(own) => onForm({ own })} />
          {form.own ? (
            <Button small variant="ghost" onClick={() => onForm({ own: null })}>
              {w.takeColor}
            </Button>
          ) : (
            <p class={styles.hint}>{w.ownColorHint}</p>
          )}
        </div>
      )}
      <TextField label={w.order} hint={w.orderHint} type="number" value={form.order} onValue={(order) => onForm({ order })} class={styles.short} />
    </>
  );
}

async function leaveCalendar(id: number, name: string, w: CalendarsWords): Promise<void> {
  if (!(await confirm({ title: w.leaveTitle(name), text: w.leaveText, action: w.leave, danger: true }))) return;
  try {
    await api.DELETE("/api/shared-calendars/{calendar_id}", { params: { path: { calendar_id: id } } });
    close();
    calendarsChanged();
    toast(w.left(name));
  } catch (error) {
    toast(errorText(error), { kind: "error" });
  }
}

async function savePreferences(id: number, before: Form, form: Form): Promise<void> {
  const body: Schemas["SetPreferences"] = {};
  if (before.own !== form.own) body.color = form.own;
  if (before.order !== form.order && Number.isInteger(Number(form.order))) body.sort_order = Number(form.order);
  if (Object.keys(body).length) await api.PUT("/api/shared-calendars/{calendar_id}/preferences", { params: { path: { calendar_id: id } }, body });
}

/** A calendar of which one sees the busy times alone. */
function BusyDialog({ calendar }: { calendar: Schemas["SharedCalendar"] }) {
  const w = words.use();
  const first: Form = { name: calendar.name, color: calendar.default_color, description: "", isDefault: false, own: calendar.color ?? null, order: String(calendar.sort_order) };
  const [form, setForm] = useState(first);
  const [busy, setBusy] = useState(false);
  async function save() {
    setBusy(true);
    try {
      await savePreferences(calendar.calendar_id, first, form);
      close();
      calendarsChanged();
    } catch (error) {
      toast(errorText(error), { kind: "error" });
    } finally {
      setBusy(false);
    }
  }
  return (
    <Dialog
      open
      onClose={close}
      title={calendar.name}
      subtitle={`${w.byOwner(nameOf(calendar.owner))} ${w.may[calendar.permission]}`}
      onSubmit={() => void save()}
      footer={
        <>
          <Button class={styles.away} onClick={() => void leaveCalendar(calendar.calendar_id, calendar.name, w)}>
            {w.leave}
          </Button>
          <Button onClick={close}>{w.cancel}</Button>
          <Button type="submit" variant="primary" busy={busy}>
            {w.save}
          </Button>
        </>
      }
    >
      <Preferences form={form} color={calendar.default_color} onForm={(more) => setForm({ ...form, ...more })} />
    </Dialog>
  );
}

function CalendarForm({ seen: known }: { seen?: Answer<Schemas["Calendar"]> }) {
  const w = words.use();
  const [seen, setSeen] = useState(known);
  const calendar = seen?.data;
  const [first, setFirst] = useState(() => formOf(calendar));
  const [form, setForm] = useState(first);
  const [conflict, setConflict] = useState(false);
  const [problem, setProblem] = useState<unknown>(null);
  const [checked, setChecked] = useState(false);
  const [busy, setBusy] = useState(false);
  const [once] = useState(() => new Once());
  const owner = !calendar || calendar.permission === "owner";
  const full = owner || calendar.permission === "full_access";
  const dirty = JSON.stringify(form) !== JSON.stringify(first);
  const set = (more: Partial<Form>) => setForm((old) => ({ ...old, ...more }));

  /** What somebody else changed comes into the form; what was written stays on top of it. */
  async function takeOver(id: number, problem: Problem) {
    try {
      const newer = await api.GET("/api/calendars/{id}", { params: { path: { id } } });
      const fresh = formOf(newer.data);
      setForm(onTop(first, form, fresh));
      setFirst(fresh);
      setSeen(newer);
      setConflict(true);
      calendarsChanged();
    } catch {
      setProblem(problem);
    }
  }

  async function save() {
    setChecked(true);
    const name = form.name.trim();
    if (!name) return;
    setBusy(true);
    setProblem(null);
    setConflict(false);
    try {
      if (!calendar) {
        const body = { name, color: form.color, description: form.description.trim() || null, is_default: form.isDefault };
        await once.send(body, (key) => api.POST("/api/calendars", { params: { header: { "Idempotency-Key": key } }, body }));
        toast(w.created(name));
      } else {
        const body: Schemas["UpdateCalendar"] = {};
        if (name !== first.name) body.name = name;
        if (form.color !== first.color) body.color = form.color;
        if (form.description !== first.description) body.description = form.description.trim() || null;
        if (form.isDefault && !first.isDefault) body.is_default = true;
        if (Object.keys(body).length) await api.PATCH("/api/calendars/{id}", { params: { path: { id: calendar.id }, header: ifMatch(seen) }, body });
        await savePreferences(calendar.id, first, form);
      }
      close();
      calendarsChanged();
    } catch (error) {
      if (calendar && error instanceof Problem && error.isConflict) await takeOver(calendar.id, error);
      else setProblem(error);
    } finally {
      setBusy(false);
    }
  }

  async function remove() {
    if (!calendar || !(await confirm({ title: w.removeTitle(calendar.name), text: w.removeText, action: w.remove, danger: true }))) return;
    try {
      await api.DELETE("/api/calendars/{id}", { params: { path: { id: calendar.id }, header: ifMatch(seen!) } });
      close();
      calendarsChanged();
      toast(w.removed(calendar.name));
    } catch (error) {
      if (error instanceof Problem && error.isConflict) await takeOver(calendar.id, error);
      else toast(errorText(error), { kind: "error" });
    }
  }

  const fields = problem instanceof Problem ? problem.fields : undefined;
  return (
    <Dialog
      open
      onClose={close}
      title={calendar ? calendar.name : w.newTitle}
      subtitle={calendar && !owner ? `${w.byOwner(nameOf(calendar.owner))} ${w.may[calendar.permission]}` : undefined}
      dirty={dirty}
      onSubmit={() => void save()}
      footer={
        <>
          {calendar && owner && !calendar.is_default && (
            <Button class={styles.away} icon="trash" onClick={() => void remove()}>
              {w.remove}
            </Button>
          )}
          {calendar && !owner && (
            <Button class={styles.away} onClick={() => void leaveCalendar(calendar.id, calendar.name, w)}>
              {w.leave}
            </Button>
          )}
          <Button onClick={close}>{w.cancel}</Button>
          <Button type="submit" variant="primary" busy={busy}>
            {calendar ? w.save : w.create}
          </Button>
        </>
      }
    >
      {conflict && (
        <p class={styles.notice} role="alert">
          {w.conflict}
        </p>
      )}
      {problem !== null && !fields?.has("/name") && !fields?.has("/description") && (
        <p class={styles.error} role="alert">
          {errorText(problem)}
        </p>
      )}
      {full && (
        <>
          <TextField
            label={w.name}
            required
            maxLength={100}
            value={form.name}
            error={fieldText(problem, "/name") ?? (checked && !form.name.trim() ? w.nameMissing : undefined)}
            onValue={(name) => set({ name })}
          />
          <ColorField label={w.color} value={form.color} onValue={(color) => set({ color })} />
          <TextArea label={w.description} optional maxLength={10_000} value={form.description} error={fieldText(problem, "/description")} onValue={(description) => set({ description })} />
        </>
      )}
      {!full && calendar.description && <p>{calendar.description}</p>}
      {owner &&
        (first.isDefault ? (
          <p class={styles.hint}>{w.isDefault}</p>
        ) : (
          <Checkbox label={w.makeDefault} hint={w.makeDefaultHint} checked={form.isDefault} onChecked={(isDefault) => set({ isDefault })} />
        ))}
      {calendar && (
        <section class={styles.part} aria-labelledby="calendar-own">
          <h3 id="calendar-own">{w.forYou}</h3>
          {/* Whoever sets the colour of the calendar itself needs none beside it. */}
          <Preferences form={form} color={calendar.color} own={!full || first.own !== null} onForm={set} />
        </section>
      )}
      {calendar && <Members id={calendar.id} owner={owner} />}
    </Dialog>
  );
}
