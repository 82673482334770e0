import { useEffect, useRef, useState } from "preact/hooks";
import { type Answer, api, ifMatch, Once, Problem, type Schemas } from "../../api";
import { dateOf, formatInstant, localOf, region, timeOf } from "../../i18n";
import { Button, DateField, Dialog, ErrorState, fieldText, RecurrenceField, Skeleton, TextArea, TextField, TimeField, toast } from "../../ui";
import { onTop } from "../onTop";
import styles from "./inbox.module.css";
import { useWords } from "./words";

type Reminder = Schemas["Reminder"];

interface Props {
  /** Which one is edited. Default: a new one. */
  id?: number | undefined;
  onClose: () => void;
  onSaved: () => void;
}

interface Draft {
  title: string;
  description: string;
  date: string | null;
  time: string | null;
  rule: string | null;
}

/** The next full hour on the account's clock. */
function soon(zone: string): { date: string; time: string } {
  const local = localOf(Date.now() + 60 * 60_000, zone);
  return { date: dateOf(local), time: `${local.slice(11, 13)}:00` };
}

function toDraft(zone: string, reminder?: Reminder): Draft {
  if (!reminder) return { title: "", description: "", ...soon(zone), rule: null };
  const local = reminder.remind_at ? localOf(reminder.remind_at, zone) : null;
  return {
    title: reminder.title,
    description: reminder.description ?? "",
    date: local && dateOf(local),
    time: local && timeOf(local),
    rule: reminder.recurrence_rule ?? null,
  };
}

/** The form of a reminder. A recurring one is shown by its own clock, on which it rings. */
export default function ReminderForm({ id, onClose, onSaved }: Props) {
  const words = useWords().reminders;
  const mine = region.value.zone;
  const [read, setRead] = useState<Answer<Reminder> | null>(null);
  const [draft, setDraft] = useState<Draft>(() => toDraft(mine));
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState<unknown>(null);
  const [error, setError] = useState<unknown>(null);
  const [wrong, setWrong] = useState<{ title?: string; date?: string; time?: string }>({});
  const [conflict, setConflict] = useState(false);
  const once = useRef(new Once());
  const zone = read?.data.timezone ?? mine;
  const before = toDraft(zone, read?.data);
  const dirty = JSON.stringify(before) !== JSON.stringify(draft);
  const set = (change: Partial<Draft>) => setDraft((old) => ({ ...old, ...change }));

  /** Reads it; what was written stays on top of the newer state. */
  async function load() {
    if (id === undefined) return;
    setFailed(null);
    try {
      const answer = await api.GET("/api/reminders/{id}", { params: { path: { id } } });
      const fresh = toDraft(answer.data.timezone ?? mine, answer.data);
      setDraft(read ? onTop(before, draft, fresh) : fresh);
      setRead(answer);
    } catch (thrown) {
      setFailed(thrown);
    }
  }
  useEffect(() => void load(), []);

  async function save() {
    const title = draft.title.trim();
    const bad = {
      ...(!title && { title: words.needTitle }),
      ...(!draft.date && { date: words.needDay }),
      ...(!draft.time && { time: words.needTime }),
    };
    setWrong(bad);
    setError(null);
    setConflict(false);
    if (Object.keys(bad).length || busy) return;
    const body = { title, description: draft.description.trim() || null, remind_at: `${draft.date}T${draft.time}:00`, recurrence_rule: draft.rule };
    setBusy(true);
    try {
      const { data } = read ? await update(read, body) : await create(body);
      toast(data.next_at ? words.saved(formatInstant(data.next_at)) : words.past);
      onSaved();
    } catch (thrown) {
      if (thrown instanceof Problem && thrown.isConflict) {
        await load();
        setConflict(true);
      } else setError(thrown);
    } finally {
      setBusy(false);
    }
  }

  function create(body: Schemas["CreateReminder"]) {
    return once.current.send(body, (key) => api.POST("/api/reminders", { params: { header: { "Idempotency-Key": key } }, body }));
  }

  function update(from: Answer<Reminder>, body: Schemas["UpdateReminder"] & { remind_at: string }) {
    // Only what was changed: a start that nobody touched stays, to the second.
    const { remind_at, ...rest } = body;
    const moved = draft.date !== before.date || draft.time !== before.time;
    const kept = Object.fromEntries(Object.entries(rest).filter(([key, value]) => value !== (from.data[key as keyof Reminder] ?? null)));
    return api.PATCH("/api/reminders/{id}", {
      params: { path: { id: from.data.id }, header: ifMatch(from) },
      body: { ...kept, ...(moved && { remind_at, timezone: zone }) },
    });
  }

  const past = Boolean(draft.date && draft.time && !draft.rule && `${draft.date}T${draft.time}` < localOf(Date.now(), zone).slice(0, 16));
  const loading = id !== undefined && !read;
  return (
    <Dialog
      open
      onClose={onClose}
      title={id === undefined ? words.newTitle : words.editTitle}
      dirty={dirty}
      onSubmit={() => void save()}
      footer={
        <>
          <Button onClick={onClose}>{words.cancel}</Button>
          <Button type="submit" variant="primary" busy={busy || (loading && !failed)}>
            {id === undefined ? words.create : words.save}
          </Button>
        </>
      }
    >
      {failed ? (
        <ErrorState small error={failed} onRetry={() => void load()} />
      ) : loading ? (
        <Skeleton kind="line" rows={4} />
      ) : (
        <div class={styles.form}>
          {conflict && (
            <p role="alert" class={styles.notice}>
              {words.conflict}
            </p>
          )}
          <TextField
            label={words.what}
            value={draft.title}
            maxLength={500}
            required
            autoFocus
            onValue={(title) => set({ title })}
            error={wrong.title ?? fieldText(error, "/title")}
          />
          <div class={styles.two}>
            <DateField label={words.day} required value={draft.date} onValue={(date) => set({ date })} error={wrong.date ?? fieldText(error, "/remind_at")} />
            <TimeField label={words.time} required value={draft.time} onValue={(time) => set({ time })} error={wrong.time} />
          </div>
          {zone !== mine && <p class={styles.detail}>{words.zone(zone)}</p>}
          {past && <p class={styles.detail}>{words.past}</p>}
          <RecurrenceField value={draft.rule} onValue={(rule) => set({ rule })} start={draft.date} shortMonths="OMIT" error={fieldText(error, "/recurrence_rule")} />
          <TextArea
            label={words.notes}
            optional
            maxLength={10_000}
            value={draft.description}
            onValue={(description) => set({ description })}
            error={fieldText(error, "/description")}
          />
          {Boolean(error) && !(error instanceof Problem && error.fields.size > 0) && <ErrorState small error={error} />}
        </div>
      )}
    </Dialog>
  );
}
