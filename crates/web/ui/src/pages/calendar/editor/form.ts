import type { Schemas } from "../../../api";
import { addDays, dateOf, timeOf, type CivilDate } from "../../../i18n/dates";
import type { Event, Scope } from "../move";
import type { Slot } from "../state";
import { clockMinutes, shift } from "../times";

/** What the form holds: times by the event's own clock. */
export interface Form {
  title: string;
  calendar: number | null;
  allDay: boolean;
  startDate: CivilDate;
  startTime: string;
  /** For whole days the last one. */
  endDate: CivilDate;
  endTime: string;
  zone: string;
  /** `null` for that of the start. */
  endZone: string | null;
  rule: string | null;
  location: number | null;
  place: string;
  notes: string;
  reminders: number[];
  color: string | null;
  status: Schemas["EventStatus"];
  /** `null` for what is usual: busy, and free for whole days. */
  transparency: Schemas["EventTransparency"] | null;
  visibility: Schemas["EventVisibility"];
  starred: boolean;
}

/** The form of a new event. */
export function formOfSlot(slot: Slot, zone: string, calendar: number | null, title = ""): Form {
  const allDay = slot.start.length === 10;
  const start = allDay ? `${slot.start}T09:00:00` : slot.start;
  const end = allDay ? `${addDays(slot.end, -1)}T10:00:00` : slot.end;
  return {
    title,
    calendar,
    allDay,
    startDate: dateOf(start),
    startTime: timeOf(start),
    endDate: dateOf(end),
    endTime: timeOf(end),
    zone,
    endZone: null,
    rule: null,
    location: null,
    place: "",
    notes: "",
    reminders: [],
    color: null,
    status: "confirmed",
    transparency: null,
    visibility: "default",
    starred: false,
  };
}

/** The form of an event as it is. */
export function formOfEvent(event: Event, zone: string): Form {
  const start = event.start_in_timezone ?? `${event.start}T09:00:00`;
  const end = event.end_in_timezone ?? `${addDays(event.end.slice(0, 10), -1)}T10:00:00`;
  return {
    title: event.title,
    calendar: event.calendar_id,
    allDay: event.all_day,
    startDate: dateOf(start),
    startTime: timeOf(start),
    endDate: dateOf(end),
    endTime: timeOf(end),
    zone: event.timezone ?? zone,
    endZone: event.end_timezone && event.end_timezone !== event.timezone ? event.end_timezone : null,
    rule: event.recurrence_rule ?? null,
    location: event.location_id ?? null,
    place: event.location_name ?? event.location_text ?? "",
    notes: event.description ?? "",
    reminders: event.reminders,
    color: event.color ?? null,
    status: event.status,
    transparency: event.transparency,
    visibility: event.visibility,
    starred: event.is_starred,
  };
}

/** When it begins, as it is sent: a date, or a local time of its zone. */
export function startOf(form: Form): string {
  return form.allDay ? form.startDate : `${form.startDate}T${form.startTime}:00`;
}

/** When it ends: for whole days the day after the last one. */
export function endOf(form: Form): string {
  return form.allDay ? addDays(form.endDate, 1) : `${form.endDate}T${form.endTime}:00`;
}

/** Whether it ends before it begins; with two zones the server knows. */
export function endsBefore(form: Form): boolean {
  if (form.endZone && form.endZone !== form.zone && !form.allDay) return false;
  return form.allDay ? form.endDate < form.startDate : endOf(form) < startOf(form);
}

/** Another start: the end goes along, so that it lasts as long. */
export function withStart(form: Form, date: CivilDate, time: string): Form {
  const by = clockMinutes(`${form.startDate}T${form.startTime}`, `${date}T${time}`);
  const end = shift(`${form.endDate}T${form.endTime}:00`, 0, by);
  return { ...form, startDate: date, startTime: time, endDate: dateOf(end), endTime: timeOf(end) };
}

type Fields = Omit<Schemas["CreateEvent"], "start" | "end" | "title">;

function fieldsOf(form: Form): Fields {
  return {
    calendar_id: form.calendar,
    all_day: form.allDay,
    timezone: form.allDay ? null : form.zone,
    end_timezone: form.allDay ? null : form.endZone,
    recurrence_rule: form.rule,
    location_id: form.location,
    location_text: form.location === null && form.place.trim() ? form.place.trim() : null,
    description: form.notes.trim() ? form.notes : null,
    reminders: form.reminders,
    color: form.color,
    status: form.status,
    transparency: form.transparency,
    visibility: form.visibility,
    is_starred: form.starred,
  };
}

/** The body of a new event. */
export function bodyOf(form: Form): Schemas["CreateEvent"] {
  return { title: form.title.trim(), start: startOf(form), end: endOf(form), ...fieldsOf(form) };
}

/** What differs, as a body; times only as they are to be sent for a single event or an occurrence. */
export function changesOf(before: Form, after: Form): Schemas["UpdateEvent"] {
  const [a, b] = [bodyOf(before), bodyOf(after)];
  const body: Record<string, unknown> = {};
  for (const key of Object.keys(b) as (keyof typeof b)[]) {
    if (key !== "start" && key !== "end" && JSON.stringify(a[key]) !== JSON.stringify(b[key])) body[key] = b[key];
  }
  const turned = a.all_day !== b.all_day;
  const startMoved = turned || a.start !== b.start;
  const lasts = clockMinutes(b.start, b.end!) !== clockMinutes(a.start, a.end!) || before.endZone !== after.endZone;
  // The start alone moves it, and it lasts as long as before: also over a change of the clock.
  if (startMoved) body.start = b.start;
  if (turned || lasts) body.end = b.end;
  if (!turned) delete body.all_day;
  if (turned && b.all_day) {
    delete body.timezone;
    delete body.end_timezone;
  }
  return body;
}

/** The same for all of a series: its start and end move by as much as those of the occurrence. */
export function changesOfSeries(before: Form, after: Form, series: Event): Schemas["UpdateEvent"] {
  const body = changesOf(before, after);
  if (body.start === undefined && body.end === undefined) return body;
  const first = series.start_in_timezone ?? series.start;
  const by = clockMinutes(startOf({ ...before, allDay: false }), startOf({ ...after, allDay: false }));
  const days = clockMinutes(`${before.startDate}T00:00`, `${after.startDate}T00:00`) / 1440;
  const start = after.allDay ? shift(dateOf(first), days) : before.allDay ? `${shift(dateOf(first), days)}T${after.startTime}:00` : shift(first, 0, by);
  const lasts = clockMinutes(startOf(after), endOf(after));
  const end = after.allDay ? shift(start, lasts / 1440) : shift(start, 0, lasts);
  return { ...body, ...(body.start !== undefined && { start }), ...(body.end !== undefined && { end }) };
}

/** To which occurrences such a change can apply. */
export function scopesOf(changes: Schemas["UpdateEvent"]): readonly Scope[] {
  if ("calendar_id" in changes || "visibility" in changes) return ["all"];
  if ("recurrence_rule" in changes) return ["following", "all"];
  return ["this", "following", "all"];
}
