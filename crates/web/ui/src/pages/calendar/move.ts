import { api, ifMatch, invalidate, Problem, type Schemas } from "../../api";
import { dateOf, region } from "../../i18n";
import type { AgendaEvent } from "./model";
import type { Draft } from "./state";
import { clockMinutes, instantOf, shift } from "./times";

export type Scope = "this" | "following" | "all";
export type Event = Schemas["Event"];

/** Everything on the screen that shows events is loaded again. */
export function eventsChanged(): void {
  invalidate("/api/agenda", "/api/events", "/api/upcoming", "/api/dashboard", "/api/event-invitations");
}

/** Somebody else was faster; with what is there now. */
export class Conflict extends Error {
  constructor(readonly now: Event | null) {
    super("changed meanwhile");
  }
}

/** Reads an event, a series or an occurrence, with the `ETag` for changing it. */
export async function readEvent(id: number, occurrence: string | null | undefined, signal?: AbortSignal) {
  const query = occurrence ? { recurrence_id: occurrence } : {};
  return api.GET("/api/events/{id}", { params: { path: { id }, query }, ...(signal && { signal }) });
}

/** A local time of the account as the API reads it for this event: by the event's own clock, if they are the same. */
export function sent(local: string, zone: string | null | undefined): string {
  if (local.length === 10 || !zone || zone === region.value.zone) return local;
  return new Date(instantOf(local, region.value.zone)).toISOString().replace(".000Z", "Z");
}

/** What to send for a move of a single event or of an occurrence. */
export function bodyOfMove(d: Pick<Draft, "days" | "minutes" | "resize" | "turn">, event: AgendaEvent | Event): Schemas["UpdateEvent"] {
  if (d.turn) {
    const { date, minutes } = d.turn;
    if (minutes === null) return { start: date, all_day: true };
    const start = shift(`${date}T00:00:00`, 0, minutes);
    return { start, end: shift(start, 0, 60), all_day: false, timezone: region.value.zone, end_timezone: null };
  }
  if (d.resize) {
    const end = shift(event.end_local, d.days, d.minutes);
    return { end: sent(end, event.end_timezone) };
  }
  return { start: sent(shift(event.start_local, d.days, d.minutes), event.timezone) };
}

/** The same for all of a series: it begins and ends as much later as the occurrence was moved, by its own clock. */
export function bodyOfSeriesMove(d: Pick<Draft, "days" | "minutes" | "resize" | "turn">, series: Event, event: AgendaEvent | Event): Schemas["UpdateEvent"] {
  const start = series.start_in_timezone ?? series.start;
  const end = series.end_in_timezone ?? series.end;
  if (d.turn) {
    const days = Math.round(clockMinutes(`${dateOf(event.start_local)}T00:00`, `${d.turn.date}T00:00`) / 1440);
    return bodyOfMove({ ...d, turn: { ...d.turn, date: shift(dateOf(start), days) } }, series);
  }
  return d.resize ? { end: shift(end, d.days, d.minutes) } : { start: shift(start, d.days, d.minutes) };
}

/** The times that bring a moved event back. */
function bodyOfReturn(event: AgendaEvent | Event): Schemas["UpdateEvent"] {
  if (event.all_day) return { all_day: true, start: event.start, end: event.end };
  return { all_day: false, start: event.start, end: event.end, timezone: event.timezone ?? null, end_timezone: event.end_timezone ?? null };
}

/** Changes an event that was seen; with a newer one it is a {@link Conflict}. */
export async function change(event: Event | AgendaEvent, body: Schemas["UpdateEvent"], scope?: Scope, tag?: { "If-Match"?: string }) {
  const occurrence = event.recurrence_id ?? undefined;
  const query = scope ? { scope, ...(scope !== "all" && occurrence ? { recurrence_id: occurrence } : {}) } : {};
  try {
    return await api.PATCH("/api/events/{id}", { params: { path: { id: event.id }, query, header: tag ?? {} }, body });
  } catch (error) {
    if (error instanceof Problem && error.isConflict) {
      const now = await readEvent(event.id, event.recurrence_id).catch(() => null);
      throw new Conflict(now?.data ?? null);
    }
    throw error;
  }
}

/** Saves a move, and gives what undoes it, as long as nobody else has changed it since. */
export async function saveMove(d: Draft, scope?: Scope): Promise<(() => Promise<unknown>) | null> {
  const event = d.entry.event!;
  const seen = await readEvent(event.id, event.recurrence_id);
  if (seen.data.updated_at !== event.updated_at) throw new Conflict(seen.data);
  if (scope === "all") {
    const series = await readEvent(event.id, null);
    const moved = await change(event, bodyOfSeriesMove(d, series.data, event), scope, ifMatch(series));
    return () => change(event, bodyOfReturn(series.data), scope, ifMatch(moved));
  }
  const moved = await change(event, bodyOfMove(d, event), scope, ifMatch(seen));
  return scope === "following" ? null : () => change(event, bodyOfReturn(event), scope, ifMatch(moved));
}

/** Where a draft puts the event, as local times: what is said while it is moved. */
export function timesOfDraft(d: Draft): { start_local: string; end_local: string; all_day: boolean } {
  const event = d.entry.event!;
  if (d.turn) {
    const { date, minutes } = d.turn;
    if (minutes === null) return { start_local: date, end_local: shift(date, 1), all_day: true };
    const start = shift(`${date}T00:00:00`, 0, minutes);
    return { start_local: start, end_local: shift(start, 0, 60), all_day: false };
  }
  return {
    start_local: d.resize ? event.start_local : shift(event.start_local, d.days, d.minutes),
    end_local: shift(event.end_local, d.days, d.minutes),
    all_day: event.all_day,
  };
}

