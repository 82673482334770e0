import { effect } from "@preact/signals";
import { useEffect, useMemo, useRef } from "preact/hooks";
import { api, pages, useResource, type Schemas } from "../../api";
import { region, type CivilDate } from "../../i18n";
import { onReload } from "./acts";
import { entriesOf, type Agenda, type Entry } from "./model";
import { calendars, hiddenKinds, shared } from "./state";
import type { CalendarWords } from "./words.en";

async function all<T>(load: Parameters<typeof pages<T>>[0], signal: AbortSignal): Promise<T[]> {
  const found: T[] = [];
  for await (const page of pages(load, signal)) found.push(...page);
  return found;
}

/** What to call whoever has a calendar. */
export function nameOf(person: { preferred_name?: string | null; username: string }): string {
  return person.preferred_name || person.username;
}

/** All with whom one is connected. */
export function useConnections() {
  return useResource("/api/connections?all", (signal) =>
    all<Schemas["Connection"]>((cursor, abort) => api.GET("/api/connections", { params: { query: { limit: 200, ...(cursor && { cursor }) } }, signal: abort }), signal),
  );
}

/** Fetches the calendars that one has, sees or is offered, and keeps them in `calendars` and `shared`. */
export function useCalendars() {
  const own = useResource("/api/calendars", (signal) =>
    all<Schemas["Calendar"]>((cursor, abort) => api.GET("/api/calendars", { params: { query: { limit: 200, ...(cursor && { cursor }) } }, signal: abort }), signal),
  );
  const others = useResource("/api/shared-calendars", (signal) =>
    all<Schemas["SharedCalendar"]>((cursor, abort) => api.GET("/api/shared-calendars", { params: { query: { limit: 200, ...(cursor && { cursor }) } }, signal: abort }), signal),
  );
  useEffect(
    () =>
      effect(() => {
        if (own.data.value) calendars.value = own.data.value;
        if (others.data.value) shared.value = others.data.value;
      }),
    [own, others],
  );
  return { own, others };
}

/** Everything between two days, without what isn't to be shown. */
export function useEntries(start: CivilDate, end: CivilDate, w: CalendarWords) {
  const agenda = useResource(`/api/agenda?start=${start}&end=${end}&zone=${region.value.zone}`, async (signal) =>
    (await api.GET("/api/agenda", { params: { query: { start, end } }, signal })).data,
  );
  onReload(() => agenda.reload());
  // A list that grows stays while more of it is fetched.
  const last = useRef<{ start: CivilDate; data: Agenda } | null>(null);
  if (agenda.data.value) last.current = { start, data: agenda.data.value };
  const data = agenda.data.value ?? (last.current?.start === start && end > last.current.data.end ? last.current.data : undefined);
  const hidden = hiddenKinds.value;
  const [own, others] = [calendars.value, shared.value];
  const entries = useMemo<Entry[]>(() => {
    if (!data) return [];
    const colors = new Map(others.map((one) => [one.calendar_id, one.color ?? one.default_color]));
    for (const one of own) colors.set(one.id, one.display_color);
    const unseen = new Set([...own.filter((one) => !one.is_visible).map(({ id }) => id), ...others.filter((one) => !one.is_visible).map((one) => one.calendar_id)]);
    const owners = new Map([...others.map((one) => [one.calendar_id, nameOf(one.owner)] as const), ...own.map((one) => [one.id, nameOf(one.owner)] as const)]);
    const made = entriesOf(data, { zone: region.value.zone, colors, busy: (id) => w.busy(owners.get(id) ?? "") });
    return made.filter((one) => !hidden.has(one.kind === "busy" ? "event" : one.kind) && !(one.calendar !== undefined && unseen.has(one.calendar)));
  }, [data, hidden, own, others, w, region.value.zone]);
  return { entries, agenda, known: data !== undefined };
}
