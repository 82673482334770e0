import { useEffect, useState } from "preact/hooks";
import { api, early, invalidate, useResource, type Resource, type Schemas } from "../../api";
import { addDays, dateOf, localOf, region, today, type CivilDate } from "../../i18n";

export type Todo = Schemas["Todo"];
export type Task = Schemas["Task"];
export type AgendaEvent = Schemas["AgendaEventOrBusyTime"];
export type Dashboard = Schemas["Dashboard"];
export type Agenda = Schemas["Agenda"];

/** How many days the page looks ahead, today not counted. */
export const AHEAD = 7;

/** What shows what is due, and changes with it. */
const DUE = ["/api/dashboard", "/api/agenda", "/api/todos", "/api/projects", "/api/upcoming"];

export function dueChanged(): void {
  invalidate(...DUE);
}

/** The account's clock, each half minute: what is over, where the line of now is, which day it is. */
export function useNow(): string {
  const [now, setNow] = useState(() => localOf(Date.now(), region.value.zone));
  useEffect(() => {
    const look = () => setNow(localOf(Date.now(), region.value.zone));
    const timer = setInterval(look, 30_000);
    document.addEventListener("visibilitychange", look);
    return () => {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", look);
    };
  }, []);
  return now;
}

/** What the page shows: today's things, and those of the coming days with their colours. */
export function useDay(day: CivilDate): { dashboard: Resource<Dashboard>; agenda: Resource<Agenda> } {
  const dashboard = useResource(`/api/dashboard?day=${day}`, async (signal) => (await (early<Dashboard>("/api/dashboard") ?? api.GET("/api/dashboard", { signal }))).data);
  const range = { start: day, end: addDays(day, AHEAD + 1) };
  const agenda = useResource(
    `/api/agenda?start=${range.start}&end=${range.end}`,
    async (signal) => (await api.GET("/api/agenda", { params: { query: range }, signal })).data,
  );
  // Who comes back to the window sees how things stand, not how they stood.
  useEffect(() => {
    let asked = Date.now();
    const look = () => {
      if (document.visibilityState !== "visible" || Date.now() - asked < 60_000) return;
      asked = Date.now();
      void dashboard.reload();
      void agenda.reload();
    };
    document.addEventListener("visibilitychange", look);
    return () => document.removeEventListener("visibilitychange", look);
  }, [dashboard, agenda]);
  return { dashboard, agenda };
}

export const isBusy = (event: AgendaEvent): event is Schemas["BusyTime"] => "kind" in event;
export const isAllDay = (event: AgendaEvent): boolean => !isBusy(event) && event.all_day;

/** Whether something of an event is on a day. */
export function isOn(event: AgendaEvent, day: CivilDate): boolean {
  const first = dateOf(event.start_local);
  if (first === day) return true;
  return first < day && (isAllDay(event) ? event.end_local > day : event.end_local > `${day}T00:00:00`);
}

/** Whether a todo of the agenda is to be done on a day; what was completed isn't. */
export function isDueOn(todo: Schemas["AgendaTodo"], day: CivilDate): boolean {
  return !todo.completed && (todo.due_date === day || todo.planned_dates.includes(day));
}

export { today };
