import { useState } from "preact/hooks";
import { api, ifMatch, invalidate, Once, Problem, type Schemas } from "../../../api";
import { formatDuration, formatTime, today } from "../../../i18n";
import { Button, Checkbox, ColorField, confirm, Dialog, errorText, fieldText, LengthField, RecurrenceField, Select, Switch, TextArea, TextField, TimeField, toast } from "../../../ui";
import { calendarOf, calendars, mayChange } from "../state";
import styles from "./editor.module.css";
import { Reminders } from "./Reminders";
import { draftOf, templateBody, templateChanges, withAllDay, type TemplateDraft } from "./template";
import { words } from "./words";

export { words };

type Template = Schemas["EventTemplate"];
/** What the API takes: 3660 days. */
const LONGEST = 5_270_400;

/** The form of a template: of one that is there, or of a new one. */
export default function TemplateForm({ template, onClose }: { template: Template | null; onClose: () => void }) {
  const w = words.use();
  const [seen, setSeen] = useState(template);
  const [before, setBefore] = useState(() => draftOf(template ?? undefined));
  const [draft, setDraft] = useState(before);
  const [newer, setNewer] = useState<Template | null>(null);
  const [problem, setProblem] = useState<unknown>(null);
  const [checked, setChecked] = useState(false);
  const [busy, setBusy] = useState(false);
  const [once] = useState(() => new Once());
  const dirty = JSON.stringify(draft) !== JSON.stringify(before);
  const set = (more: Partial<TemplateDraft>) => setDraft((old) => ({ ...old, ...more }));

  async function leave() {
    if (!dirty || (await confirm({ title: w.leave, action: w.leaveAct, danger: true }))) onClose();
  }

  async function save() {
    setChecked(true);
    if (busy || !draft.title.trim() || draft.minutes === null) return;
    setBusy(true);
    setProblem(null);
    setNewer(null);
    try {
      if (seen) {
        const params = { path: { id: seen.id }, header: ifMatch(seen.version) };
        const body = templateChanges(before, draft);
        if (Object.keys(body).length) await api.PATCH("/api/event-templates/{id}", { params, body });
      } else {
        const body = templateBody(draft);
        await once.send(body, (key) => api.POST("/api/event-templates", { params: { header: { "Idempotency-Key": key } }, body }));
      }
      invalidate("/api/event-templates");
      onClose();
      toast(w.templateSaved(templateBody(draft).name));
    } catch (error) {
      setProblem(error);
      if (seen && error instanceof Problem && error.isConflict) {
        const now = await api.GET("/api/event-templates/{id}", { params: { path: { id: seen.id } } }).catch(() => null);
        if (now) {
          setNewer(now.data);
          // The next try is a change of the newer state; what was written stays.
          setSeen(now.data);
        }
      }
    } finally {
      setBusy(false);
    }
  }

  const error = (...pointers: string[]) => fieldText(problem, ...pointers);
  const general = problem !== null && !newer && !(problem instanceof Problem && problem.fields.size > 0);
  const open = calendars.value.filter((one) => mayChange(one) || one.id === draft.calendar);
  return (
    <Dialog
      open
      onClose={() => void leave()}
      title={seen ? w.templateTitle : w.newTemplate}
      subtitle={w.templateText}
      dirty={dirty}
      onSubmit={() => void save()}
      footer={
        <>
          <Button onClick={() => void leave()}>{w.cancel}</Button>
          <Button type="submit" variant="primary" busy={busy}>
            {seen ? w.save : w.create}
          </Button>
        </>
      }
    >
      {newer && (
        <div class={styles.conflict} role="alert">
          <strong>{w.templateConflict}</strong>
          <p>{w.conflictNow(newer.title, newer.all_day ? w.allDay : [newer.start_time && formatTime(newer.start_time.slice(0, 5)), formatDuration(newer.duration_minutes)].filter(Boolean).join(", "))}</p>
          <div class={styles.chips}>
            <Button small onClick={() => void save()}>
              {w.mine}
            </Button>
            <Button
              small
              variant="primary"
              onClick={() => {
                const fresh = draftOf(newer);
                setBefore(fresh);
                setDraft(fresh);
                setNewer(null);
                setProblem(null);
              }}
            >
              {w.theirs}
            </Button>
          </div>
        </div>
      )}
      {general && (
        <p class={styles.error} role="alert">
          {errorText(problem)}
        </p>
      )}
      <TextField
        label={w.title}
        required
        autoFocus
        maxLength={500}
        value={draft.title}
        error={error("/title") ?? (checked && !draft.title.trim() ? w.titleMissing : undefined)}
        onValue={(title) => set({ title })}
      />
      <TextField label={w.templateName} hint={w.templateNameHint} optional maxLength={100} value={draft.name} error={error("/name")} onValue={(name) => set({ name })} />
      <Switch label={w.allDay} checked={draft.allDay} onChecked={(allDay) => setDraft((old) => withAllDay(old, allDay))} />
      <div class={styles.pair}>
        {!draft.allDay && <TimeField label={w.startTime} optional value={draft.time} error={error("/start_time")} onValue={(time) => set({ time })} />}
        <LengthField
          key={String(draft.allDay)}
          label={w.lasts}
          value={draft.minutes}
          units={draft.allDay ? ["days", "weeks"] : ["minutes", "hours", "days", "weeks"]}
          least={draft.allDay ? 1440 : 0}
          most={LONGEST}
          error={error("/duration_minutes") ?? (checked && draft.minutes === null ? w.lengthMissing : undefined)}
          onValue={(minutes) => set({ minutes })}
        />
      </div>
      <RecurrenceField value={draft.rule} onValue={(rule) => set({ rule })} start={today()} shortMonths="OMIT" error={error("/recurrence_rule")} />
      <Select
        label={w.calendar}
        value={String(draft.calendar ?? "")}
        error={error("/calendar_id")}
        onValue={(id) => set({ calendar: id ? Number(id) : null })}
        options={[
          { value: "", label: w.defaultCalendar },
          ...open.map((one) => ({ value: String(one.id), label: one.name })),
          // One that isn't shared any more: the template keeps it until another one is chosen.
          ...(draft.calendar !== null && !calendarOf.value.has(draft.calendar) ? [{ value: String(draft.calendar), label: "…" }] : []),
        ]}
      />
      <TextField label={w.place} maxLength={500} value={draft.place} error={error("/location_text")} onValue={(place) => set({ place })} />
      <Reminders value={draft.reminders} onValue={(reminders) => set({ reminders })} error={error("/reminders")} />
      <Checkbox label={w.star} checked={draft.starred} onChecked={(starred) => set({ starred })} />
      <TextArea label={w.notes} maxLength={10_000} value={draft.notes} error={error("/description")} onValue={(notes) => set({ notes })} />
      <ColorField label={w.color} value={draft.color} onValue={(color) => set({ color })} />
      {draft.color && (
        <Button small variant="ghost" class={styles.start} onClick={() => set({ color: null })}>
          {w.calendarColor}
        </Button>
      )}
    </Dialog>
  );
}
