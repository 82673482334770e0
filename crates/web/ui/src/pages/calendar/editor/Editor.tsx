import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { api, ifMatch, isAbort, Once, Problem } from "../../../api";
import { formatEventTime, region } from "../../../i18n";
import { me } from "../../../shell";
import { Button, Checkbox, confirm, Dialog, errorText, fieldText, Icon, lazyPart, Select, TextArea, TextField, toast } from "../../../ui";
import { change, Conflict, eventsChanged, readEvent, type Event } from "../move";
import { askScope } from "../scope";
import { calendarOf, calendars, close, mayChange, mayTakeOut, opened, slotOf, type Slot } from "../state";
import styles from "./editor.module.css";
import { bodyOf, changesOf, changesOfSeries, endsBefore, formOfEvent, formOfSlot, scopesOf, type Form } from "./form";
import { Place } from "./Place";
import { Reminders } from "./Reminders";
import { When } from "./When";
import { words } from "./words";

export { words };

// What few events need, or what waits for an answer anyway, comes after the form.
const Guests = lazyPart(() => import("./Guests"), { meanwhile: null });
const More = lazyPart(() => import("./More"), { meanwhile: null });

interface Props {
  slot?: Slot;
  event?: Event;
  copy?: boolean;
  title?: string;
}

function firstForm({ slot, event, copy, title }: Props): Form {
  const zone = region.value.zone;
  const open = calendars.value.filter(mayChange);
  const usual = open.find((one) => one.is_default && one.is_visible) ?? open.find((one) => one.permission === "owner" && one.is_visible) ?? open[0];
  if (!event) return formOfSlot(slot ?? slotOf(new Date().toISOString().slice(0, 10), 540), zone, usual?.id ?? null, title);
  const form = formOfEvent(event, zone);
  if (!copy) return form;
  const there = calendarOf.value.get(event.calendar_id);
  // A copy is one's own: not the place of somebody else, and in a calendar that one may write to.
  return { ...form, calendar: mayChange(there) ? form.calendar : (usual?.id ?? null), rule: event.recurrence_id ? null : form.rule, visibility: "default" };
}

/** The form of an event: of a new one, of one that is there, or, where one may only see it, of what is personal about it. */
export default function Editor(props: Props) {
  const { event, copy } = props;
  const w = words.use();
  const isNew = !event || copy === true;
  const personal = !isNew && !mayChange(calendarOf.value.get(event.calendar_id));
  const [first] = useState(() => firstForm(props));
  const [form, setForm] = useState(first);
  const [guests, setGuests] = useState<readonly number[]>([]);
  const [problem, setProblem] = useState<unknown>(null);
  const [checked, setChecked] = useState(false);
  const [moreShown, showMore] = useState(false);
  const [busy, setBusy] = useState(false);
  const [conflict, setConflict] = useState<{ now: Event | null } | null>(null);
  const [once] = useState(() => new Once());
  const titleField = useRef<HTMLInputElement>(null);
  const dirty = JSON.stringify(form) !== JSON.stringify(first);
  const set = (more: Partial<Form>) => setForm((old) => ({ ...old, ...more }));

  // A new event begins with its title; in one that is there, the browser takes the first control.
  useLayoutEffect(() => {
    if (isNew) titleField.current?.focus();
  }, []);

  async function leave() {
    if (!dirty || (await confirm({ title: w.leave, action: w.leaveAct, danger: true }))) close();
  }

  async function make() {
    const body = bodyOf(form);
    const { data } = await once.send(body, (key) => api.POST("/api/events", { params: { header: { "Idempotency-Key": key } }, body }));
    if (guests.length) await api.POST("/api/events/{id}/invitations", { params: { path: { id: data.id } }, body: { user_ids: [...guests] } });
    close();
    eventsChanged();
    toast(w.created(data.title), { action: { label: w.open, run: () => (opened.value = { kind: "event", event: { id: data.id, recurrence_id: null } }) } });
  }

  /** Saves over the state that was seen, or, after a conflict, over the one that is there now. */
  async function update(seenAt: string) {
    const changes = changesOf(first, form);
    if (!Object.keys(changes).length) return close();
    const only = scopesOf(changes);
    let scope: "this" | "following" | "all" | undefined;
    if (event!.recurrence_rule) {
      scope = event!.recurrence_id ? ((await askScope("change", form.title, only)) ?? undefined) : "all";
      if (!scope) return;
    }
    try {
      const seen = await readEvent(event!.id, event!.recurrence_id);
      if (seen.data.updated_at !== seenAt) throw new Conflict(seen.data);
      if (scope === "all" && event!.recurrence_id) {
        const series = await readEvent(event!.id, null);
        await change(event!, changesOfSeries(first, form, series.data), scope, ifMatch(series));
      } else await change(event!, changes, scope, ifMatch(seen));
    } catch (error) {
      if (error instanceof Problem && error.status === 404) throw new Conflict(null);
      throw error;
    }
    close();
    eventsChanged();
    toast(w.saved(form.title.trim()));
  }

  async function save(seenAt = event?.updated_at ?? "") {
    setChecked(true);
    if (!form.title.trim() || endsBefore(form)) {
      if (!form.title.trim()) titleField.current?.focus();
      return;
    }
    setBusy(true);
    setProblem(null);
    setConflict(null);
    try {
      await (isNew ? make() : update(seenAt));
    } catch (error) {
      if (isAbort(error)) return;
      if (error instanceof Conflict) setConflict({ now: error.now });
      else setProblem(error);
    } finally {
      setBusy(false);
    }
  }

  const fields = problem instanceof Problem ? problem.fields : undefined;
  const errorAt = (...pointers: string[]) =>
    pointers.some((pointer) => fields?.get(pointer)?.code === "ambiguous_move") ? w.ambiguous : fieldText(problem, ...pointers);
  const placed = ["/title", "/start", "/end", "/timezone", "/end_timezone", "/recurrence_rule", "/location_text", "/location_id", "/reminders", "/description"];
  const general = problem !== null && !placed.some((pointer) => fields?.has(pointer));
  const stays = !isNew && !mayTakeOut(event, me.value?.id);
  const open = calendars.value.filter((one) => (mayChange(one) && !stays) || one.id === form.calendar);
  const chosen = form.calendar === null ? undefined : calendarOf.value.get(form.calendar);
  const mayInvite = chosen?.permission === "owner" || chosen?.permission === "full_access";

  return (
    <Dialog
      open
      onClose={() => void leave()}
      title={personal ? w.personalTitle : isNew ? w.newTitle : event.recurrence_rule && !event.recurrence_id ? w.seriesTitle : w.editTitle}
      subtitle={personal ? w.personalText : undefined}
      dirty={dirty}
      onSubmit={() => void save()}
      footer={
        <>
          <Button onClick={() => void leave()}>{w.cancel}</Button>
          <Button type="submit" variant="primary" busy={busy}>
            {isNew ? w.create : w.save}
          </Button>
        </>
      }
    >
      {conflict && (
        <div class={styles.conflict} role="alert">
          <strong>{w.conflict}</strong>
          <p>{conflict.now ? w.conflictNow(conflict.now.title, formatEventTime(conflict.now)) : w.conflictGone}</p>
          {conflict.now && (
            <div class={styles.chips}>
              <Button small onClick={() => void save(conflict.now!.updated_at)}>
                {w.mine}
              </Button>
              <Button
                small
                variant="primary"
                onClick={() => {
                  eventsChanged();
                  opened.value = { kind: "event", event: { id: event!.id, recurrence_id: event!.recurrence_id ?? null } };
                }}
              >
                {w.theirs}
              </Button>
            </div>
          )}
        </div>
      )}
      {general && (
        <p class={styles.error} role="alert">
          {errorText(problem)}
        </p>
      )}
      {!personal && (
        <>
          <TextField
            ref={titleField}
            label={w.title}
            placeholder={w.titlePlaceholder}
            maxLength={500}
            required
            value={form.title}
            error={errorAt("/title") ?? (checked && !form.title.trim() ? w.titleMissing : undefined)}
            onValue={(title) => set({ title })}
          />
          <When
            form={form}
            isNew={isNew}
            onForm={setForm}
            errors={{
              start: errorAt("/start"),
              end: errorAt("/end") ?? (checked && endsBefore(form) ? w.endsBefore : undefined),
              zone: errorAt("/timezone", "/end_timezone"),
              rule: errorAt("/recurrence_rule"),
            }}
          />
          {open.length ? (
            <Select
              label={w.calendar}
              hint={stays ? w.stays : undefined}
              value={String(form.calendar)}
              onValue={(id) => set({ calendar: Number(id) })}
              options={open.map((one) => ({ value: String(one.id), label: one.permission === "owner" ? one.name : `${one.name} (${one.owner.preferred_name || one.owner.username})` }))}
            />
          ) : (
            <p class={styles.error}>{w.noCalendar}</p>
          )}
          <Place text={form.place} location={form.location} onPlace={(place, location) => set({ place, location })} error={errorAt("/location_text", "/location_id")} />
        </>
      )}
      <Reminders value={form.reminders} onValue={(reminders) => set({ reminders })} error={errorAt("/reminders")} />
      <Checkbox label={w.star} checked={form.starred} onChecked={(starred) => set({ starred })} />
      {!personal && (
        <>
          <TextArea label={w.notes} maxLength={10_000} value={form.notes} error={errorAt("/description")} onValue={(notes) => set({ notes })} />
          {isNew && mayInvite && <Guests value={guests} onValue={setGuests} />}
          <details class={styles.more} onToggle={() => showMore(true)}>
            <summary>
              <Icon name="chevron-right" size={16} />
              {w.more}
            </summary>
            <div class={styles.inner}>
              {moreShown && <More form={form} onForm={set} />}
            </div>
          </details>
        </>
      )}
    </Dialog>
  );
}
