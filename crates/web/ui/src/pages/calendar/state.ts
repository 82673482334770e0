import { computed, effect, signal } from "@preact/signals";
import { session, type Schemas } from "../../api";
import { addDays, daysBetween, startOfWeek, weeksOfMonth, type CivilDate } from "../../i18n/dates";
import type { AgendaEvent, Entry, Kind } from "./model";
import { at, DAY } from "./times";

export type View = "day" | "week" | "month" | "list";

/** How it was last looked at, until the page is loaded anew. */
export const lastView = signal<View | null>(null);
/** What isn't shown. */
export const hiddenKinds = signal<ReadonlySet<Kind>>(new Set());

/** The calendars of whose events one sees what they are, and those of which one sees when somebody is busy. */
export const calendars = signal<readonly Schemas["Calendar"][]>([]);
export const shared = signal<readonly Schemas["SharedCalendar"][]>([]);
export const calendarOf = computed(() => new Map(calendars.value.map((one) => [one.id, one])));

const CHANGES = ["create_modify", "full_access", "owner"];

/** Whether one may put events into a calendar and change those in it. */
export function mayChange(calendar: Schemas["Calendar"] | undefined): boolean {
  return calendar !== undefined && CHANGES.includes(calendar.permission);
}

/** Whether one may take an event out of its calendar, by deleting it or by moving it into another one: who made it may, and who manages the calendar. */
export function mayTakeOut(event: Pick<Schemas["Event"], "calendar_id" | "created_by">, me: number | undefined): boolean {
  const calendar = calendarOf.value.get(event.calendar_id);
  return mayChange(calendar) && (calendar!.permission !== "create_modify" || (me !== undefined && event.created_by === me));
}

/** Whether an entry can be moved: an event in a calendar that one may change. */
export function isMovable(entry: Entry): boolean {
  return entry.kind === "event" && mayChange(calendarOf.value.get(entry.event!.calendar_id));
}

/** A time to make an event at. */
export interface Slot {
  /** A local time, or a date for whole days; the end is exclusive. */
  start: string;
  end: string;
}

/** What lies over the calendar. */
export type Opened =
  | { kind: "event"; event: Pick<AgendaEvent, "id" | "recurrence_id"> & Partial<AgendaEvent> }
  | { kind: "item"; entry: Entry }
  | { kind: "editor"; slot?: Slot; event?: Schemas["Event"]; copy?: boolean; title?: string }
  | { kind: "calendar"; id: number | null }
  | { kind: "templates"; slot: Slot }
  | { kind: "search" }
  | { kind: "sharing" }
  | { kind: "invitations" };

export const opened = signal<Opened | null>(null);

export function close(): void {
  opened.value = null;
}

export function openEntry(entry: Entry): void {
  if (entry.kind === "busy") return;
  opened.value = entry.event ? { kind: "event", event: entry.event } : { kind: "item", entry };
}

/** Opens the form of a new event. */
export function create(slot: Slot): void {
  opened.value = { kind: "editor", slot };
}

/** A day, or an hour of it, as a slot. */
export function slotOf(date: CivilDate, minutes: number | null, length = 60): Slot {
  if (minutes === null) return { start: date, end: addDays(date, 1) };
  return { start: at(date, minutes), end: at(date, minutes + length) };
}

/** Where an entry is being moved to. */
export interface Draft {
  entry: Entry;
  days: number;
  minutes: number;
  /** Its end alone. */
  resize: boolean;
  /** It leaves the hours for the whole days, or comes from there: to this day, at these minutes. */
  turn?: { date: CivilDate; minutes: number | null };
  /** Moved by the keyboard. */
  keys?: boolean;
  /** Being saved. */
  saving?: boolean;
}

export const draft = signal<Draft | null>(null);
/** Where a new event is being drawn. */
export const drawn = signal<{ date: CivilDate; last: CivilDate; from: number | null; to: number } | null>(null);

/** Whether a draft leads anywhere else. */
export function isMoved(d: Draft): boolean {
  return d.days !== 0 || d.minutes !== 0 || d.turn !== undefined;
}

/** An entry as it would be after the move. */
export function preview(d: Draft): Entry {
  const { entry } = d;
  if (d.turn) {
    const { date, minutes } = d.turn;
    const placed = minutes === null ? { allDay: true, from: 0, to: DAY } : { allDay: false, from: minutes, to: Math.min(DAY, minutes + 60) };
    return { ...entry, first: date, last: date, ...placed };
  }
  const begin = entry.from + d.minutes;
  const end = daysBetween(entry.first, entry.last) * DAY + entry.to + d.minutes;
  if (entry.event?.all_day || entry.allDay) {
    const last = addDays(entry.last, d.days);
    if (d.resize) return { ...entry, last: last < entry.first ? entry.first : last };
    return { ...entry, first: addDays(entry.first, d.days), last };
  }
  const first = d.resize ? entry.first : addDays(entry.first, d.days + Math.floor(begin / DAY));
  const from = d.resize ? entry.from : ((begin % DAY) + DAY) % DAY;
  const to = d.resize ? Math.max(end + d.days * DAY, entry.from + 15) : end;
  const base = d.resize ? entry.first : addDays(entry.first, d.days);
  const over = Math.floor((to - 1) / DAY);
  return { ...entry, first, from, last: addDays(base, over), to: to - over * DAY };
}

/** The days that a view shows. */
export function daysOfView(view: View, date: CivilDate, weekStart: number): { start: CivilDate; end: CivilDate } {
  switch (view) {
    case "day":
      return { start: date, end: addDays(date, 1) };
    case "week": {
      const start = startOfWeek(date, weekStart);
      return { start, end: addDays(start, 7) };
    }
    case "month": {
      const weeks = weeksOfMonth(date, weekStart);
      return { start: weeks[0]![0]!, end: addDays(weeks.at(-1)![6]!, 1) };
    }
    case "list":
      return { start: date, end: addDays(date, 31) };
  }
}

effect(() => {
  // Signing out and locking leave nothing behind.
  if (session.value === "open") return;
  lastView.value = null;
  hiddenKinds.value = new Set();
  calendars.value = [];
  shared.value = [];
  opened.value = null;
  draft.value = null;
});
