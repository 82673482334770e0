import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { api, ifMatch, invalidate, useResource, type Answer, type Schemas } from "../../../api";
import { type CivilDate, dateOf, formatDate, formatDuration, formatEventTime, formatTime, localOf, region, timeOf } from "../../../i18n";
import { ruleInWords } from "../../../i18n/rule";
import { me } from "../../../shell";
import { Button, Chip, EmptyState, ErrorState, errorText, Icon, IconButton, Menu, Sheet, Skeleton, toast, type IconName } from "../../../ui";
import { sayProblem } from "../acts";
import { nameOf } from "../data";
import { beginKeys } from "../keys";
import { entryOfEvent, type AgendaEvent } from "../model";
import { change, eventsChanged, readEvent, type Event } from "../move";
import { removeEvent } from "../remove";
import { calendarOf, close, mayChange, mayTakeOut, opened } from "../state";
import { instantOf } from "../times";
import { useWords } from "../words";
import styles from "./details.module.css";
import { Invitation } from "./Invitation";
import { LeftOut } from "./LeftOut";
import { People } from "./People";
import { words } from "./words";

export { words };

function Line({ icon, label, children }: { icon: IconName; label: string; children: ComponentChildren }) {
  return (
    <div class={styles.line}>
      <dt>
        <Icon name={icon} size={18} label={label} />
      </dt>
      <dd>{children}</dd>
    </div>
  );
}

/** When it is by its own clock, where that isn't the account's. */
function elsewhere(event: Event): string | null {
  if (!event.timezone || event.timezone === region.value.zone || !event.start_in_timezone) return null;
  const end = event.end_timezone === event.timezone && event.end_in_timezone ? ` – ${formatTime(timeOf(event.end_in_timezone))}` : "";
  return `${formatDate(event.start_in_timezone, "day")}, ${formatTime(timeOf(event.start_in_timezone))}${end}`;
}

/** An event, a series or an occurrence, and what one may do with it. */
export default function EventSheet({ event: shown }: { event: { id: number; recurrence_id?: string | null } & Partial<Event> }) {
  const w = words.use();
  const cw = useWords();
  const [busy, setBusy] = useState(false);
  const key = `/api/events/${shown.id}${shown.recurrence_id ? `?recurrence_id=${shown.recurrence_id}` : ""}`;
  const seen = useResource<Answer<Event>>(key, (signal) => readEvent(shown.id, shown.recurrence_id, signal));
  const event = seen.data.value?.data ?? (shown.title !== undefined ? (shown as Event) : undefined);
  const error = seen.error.value;

  if (!event || error?.status === 404) {
    return (
      <Sheet open onClose={close} title={shown.title ?? ""}>
        {error?.status === 404 ? (
          <EmptyState icon="calendar" title={w.gone} />
        ) : error ? (
          <ErrorState error={error} onRetry={() => void seen.reload()} />
        ) : (
          <Skeleton rows={5} />
        )}
      </Sheet>
    );
  }

  const calendar = calendarOf.value.get(event.calendar_id);
  const may = mayChange(calendar);
  const mayInvite = calendar?.permission === "full_access" || calendar?.permission === "owner";
  const colored = event as AgendaEvent;
  const color = event.color ?? calendar?.display_color ?? colored.display_color ?? "#6b7280";
  const there = elsewhere(event);
  const place = event.location_name ?? event.location_text;
  const series = event.recurrence_rule ? (ruleInWords(event.recurrence_rule, event.start_local.slice(0, 10)) ?? w.ownRule(event.recurrence_rule)) : null;

  /** The day of an occurrence, which has its name from the event's own clock, for whoever looks. */
  const dayOf = (occurrence: string): CivilDate =>
    dateOf(event.all_day || !event.timezone ? occurrence : localOf(instantOf(occurrence, event.timezone), region.value.zone));

  async function act(run: () => Promise<unknown>, said?: string) {
    setBusy(true);
    try {
      await run();
      eventsChanged();
      if (said) toast(said);
    } catch (thrown) {
      sayProblem(thrown, event!.title, cw);
      void seen.reload();
    } finally {
      setBusy(false);
    }
  }

  const star = () =>
    act(async () => {
      const scope = event.recurrence_rule ? (event.recurrence_id ? "this" : "all") : undefined;
      const answer = await change(event, { is_starred: !event.is_starred }, scope);
      seen.set(answer);
    });
  const putBack = () =>
    act(async () => {
      const answer = await api.DELETE("/api/events/{id}/overrides/{recurrence_id}", {
        params: { path: { id: event.id, recurrence_id: event.recurrence_id! }, header: seen.data.value ? ifMatch(seen.data.value) : {} },
      });
      seen.set(answer);
    }, w.putBackDone);
  const bringBack = (occurrence: string) =>
    act(async () => {
      await api.DELETE("/api/events/{id}/overrides/{recurrence_id}", { params: { path: { id: event.id, recurrence_id: occurrence } } });
    }, w.broughtBack(formatDate(dayOf(occurrence), "day")));
  const asTemplate = () =>
    act(async () => {
      await api.POST("/api/event-templates", { body: templateOf(event) });
      invalidate("/api/event-templates");
    }, w.templateSaved);

  return (
    <Sheet
      open
      onClose={close}
      title={event.title}
      subtitle={formatEventTime(event)}
      footer={
        may && (
          <>
            {mayTakeOut(event, me.value?.id) && (
              <Button icon="trash" onClick={() => void removeEvent(event)}>
                {w.remove}
              </Button>
            )}
            <Button variant="primary" icon="edit" busy={busy || !seen.data.value} onClick={() => (opened.value = { kind: "editor", event: seen.data.value!.data })}>
              {w.edit}
            </Button>
          </>
        )
      }
    >
      <div class={styles.tools}>
        <Chip color={color}>{calendar ? (calendar.permission === "owner" ? calendar.name : w.of(calendar.name, nameOf(calendar.owner))) : w.invited}</Chip>
        {event.status !== "confirmed" && <Chip tone="warning">{w.status[event.status]}</Chip>}
        {event.visibility === "private" && <Chip icon="lock">{w.private}</Chip>}
        {event.transparency === "free" && !event.all_day && <Chip>{w.free}</Chip>}
        <span class={styles.space} />
        <IconButton icon={event.is_starred ? "star-filled" : "star"} label={w.star} pressed={event.is_starred} onClick={() => void star()} />
        <Menu
          align="end"
          trigger={(props) => <IconButton {...props} icon="more" label={w.more} />}
          items={[
            { label: w.copy, icon: "copy", onSelect: () => (opened.value = { kind: "editor", event, copy: true }) },
            { label: w.asTemplate, icon: "tag", onSelect: () => void asTemplate() },
            // A list has nothing to move it on.
            may && document.querySelector("[role=grid] [data-cursor]") !== null && {
              label: w.move,
              icon: "drag",
              onSelect: () => {
                close();
                beginKeys(entryOfEvent({ ...colored, display_color: color, calendar_color: color }));
              },
            },
            may && event.is_override && event.recurrence_id ? { label: w.putBack, icon: "undo", onSelect: () => void putBack() } : null,
          ]}
        />
      </div>
      {event.my_invitation && <Invitation event={event} onAnswer={() => void seen.reload()} />}
      <dl class={styles.lines}>
        {there && (
          <Line icon="globe" label={w.when}>
            {w.thereIs(event.timezone!.replaceAll("_", " "), there)}
          </Line>
        )}
        {series && (
          <Line icon="repeat" label={w.repeats}>
            <span class={styles.capital}>{series}</span>
            {event.is_override && <span class={styles.hint}>{w.changedHere}</span>}
          </Line>
        )}
        {may && seen.data.value && event.exdates.length > 0 && (
          <Line icon="undo" label={w.leftOut}>
            <LeftOut dates={event.exdates} dayOf={dayOf} busy={busy} onBack={(occurrence) => void bringBack(occurrence)} />
          </Line>
        )}
        {place && (
          <Line icon="place" label={w.where}>
            {place}
            {event.location_address && <span class={styles.hint}>{event.location_address}</span>}
            {event.location_name && event.location_text && <span class={styles.hint}>{event.location_text}</span>}
          </Line>
        )}
        {event.reminders.length > 0 && (
          <Line icon="bell" label={w.reminders}>
            {event.reminders.map((minutes) => (minutes === 0 ? w.atStart : w.before(formatDuration(minutes)))).join(", ")}
          </Line>
        )}
        {event.description && (
          <Line icon="list" label={w.notes}>
            <span class={styles.notes}>{event.description}</span>
          </Line>
        )}
      </dl>
      {error && <p class={styles.hint}>{errorText(error)}</p>}
      {!may && calendar && <p class={styles.hint}>{w.notAllowed}</p>}
      {!may && (
        <Button small icon="bell" onClick={() => seen.data.value && (opened.value = { kind: "editor", event: seen.data.value.data })}>
          {w.reminders}
        </Button>
      )}
      {mayInvite && <People event={event} />}
    </Sheet>
  );
}

/** A template that makes events like this one. */
function templateOf(event: Event): Schemas["CreateEventTemplate"] {
  const minutes = Math.round((Date.parse(event.end) - Date.parse(event.start)) / 60_000);
  return {
    name: event.title.slice(0, 100),
    title: event.title,
    description: event.description ?? null,
    calendar_id: event.calendar_id,
    color: event.color ?? null,
    all_day: event.all_day,
    start_time: event.all_day ? null : timeOf(event.start_in_timezone ?? event.start_local),
    duration_minutes: event.all_day ? Math.max(1440, minutes) : minutes,
    location_text: event.location_text ?? event.location_name ?? null,
    is_starred: event.is_starred,
    reminders: event.reminders,
    recurrence_rule: event.recurrence_rule ?? null,
  };
}
