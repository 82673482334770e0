import type { Schemas } from "../../api";
import { addDays, dateOf, daysBetween, localOf, minutesOf, timeOf, type CivilDate } from "../../i18n/dates";
import { DAY } from "./times";

export type Agenda = Schemas["Agenda"];
export type AgendaEvent = Schemas["AgendaEvent"];

/** What the calendar shows; each can be left out. */
export const KINDS = ["event", "todo", "task", "reminder", "birthday", "project"] as const;
export type Kind = (typeof KINDS)[number];

/** One thing on the calendar, whatever it is of. */
export interface Entry {
  /** Names it on the page. */
  key: string;
  kind: Kind | "busy";
  title: string;
  color: string;
  /** Of whole days: it stands above the hours. */
  allDay: boolean;
  /** The days it is on, both included. */
  first: CivilDate;
  last: CivilDate;
  /** Minutes since midnight: on `first` when it begins, on `last` when it ends. */
  from: number;
  to: number;
  /** Done, or cancelled. */
  done: boolean;
  /** Not certain: tentative, not answered yet, planned by a rule. */
  faint: boolean;
  event?: AgendaEvent;
  /** The id of what isn't an event, and the project that a task is of. */
  id?: number;
  project?: number;
  calendar?: number;
  /** Under its title: the name of a project, how old somebody gets. */
  note?: string;
  age?: number | null;
}

export const COLORS_OF = { todo: "#5f6b7a", reminder: "#b7860b", birthday: "#c9408f" } as const;

export function isBusy(one: Agenda["events"][number]): one is Schemas["BusyTime"] {
  return "kind" in one && one.kind === "busy";
}

/** What of an event has to be known to place it. */
interface Placed {
  all_day: boolean;
  start: string;
  end: string;
  start_local: string;
  end_local: string;
}

/** Where something stands on the days. While the clock is set back the end may lie before the start on it. */
export function place(one: Placed): Pick<Entry, "allDay" | "first" | "last" | "from" | "to"> {
  const first = dateOf(one.start_local);
  if (one.all_day) {
    const last = addDays(dateOf(one.end_local), -1);
    return { allDay: true, first, last: last < first ? first : last, from: 0, to: DAY };
  }
  const from = minutesOf(timeOf(one.start_local));
  let last = dateOf(one.end_local);
  let to = minutesOf(timeOf(one.end_local));
  const lasts = Math.round((Date.parse(one.end) - Date.parse(one.start)) / 60_000);
  if (last < first || (last === first && to <= from)) {
    last = first;
    to = Math.min(DAY, from + lasts);
  }
  if (to === 0 && last > first) {
    last = addDays(last, -1);
    to = DAY;
  }
  const days = daysBetween(first, last);
  // What lasts a day and longer stands with the whole days, as long as it isn't only one night.
  return { allDay: lasts >= DAY && days > 0, first, last, from, to };
}

/** The entry of an event or of one occurrence. */
export function entryOfEvent(event: AgendaEvent): Entry {
  const answer = event.my_invitation?.status;
  return {
    key: `event-${event.id}-${event.recurrence_id ?? ""}`,
    kind: "event",
    title: event.title,
    color: event.display_color,
    ...place(event),
    done: event.status === "cancelled",
    faint: event.status === "tentative" || answer === "pending" || answer === "tentative",
    event,
    calendar: event.calendar_id,
  };
}

function onDay(date: CivilDate, time?: string | null): Pick<Entry, "allDay" | "first" | "last" | "from" | "to"> {
  const from = time ? minutesOf(time) : 0;
  return { allDay: !time, first: date, last: date, from, to: time ? from : DAY };
}

/** What recurs stands on its due date, on those completed before and on those planned. */
function daysOf(one: { due_date?: string | null; completed_dates: string[]; planned_dates: string[] }, done: boolean) {
  return [
    ...one.completed_dates.map((date) => ({ date, done: true, planned: false })),
    ...(one.due_date ? [{ date: one.due_date, done, planned: false }] : []),
    ...one.planned_dates.map((date) => ({ date, done: false, planned: true })),
  ];
}

/** What else has to be known to draw the agenda. */
export interface Context {
  zone: string;
  /** The colours of the calendars by their ids, for the busy times. */
  colors: ReadonlyMap<number, string>;
  /** What a busy time of a calendar is called. */
  busy: (calendar: number) => string;
}

/** Everything of an agenda, in the order of the days. */
export function entriesOf(agenda: Agenda, context: Context): Entry[] {
  const entries: Entry[] = [];
  for (const one of agenda.events) {
    if (isBusy(one)) {
      entries.push({
        key: `busy-${one.calendar_id}-${one.start}`,
        kind: "busy",
        title: context.busy(one.calendar_id),
        color: context.colors.get(one.calendar_id) ?? "#6b7280",
        ...place({ ...one, all_day: false }),
        done: false,
        faint: false,
        calendar: one.calendar_id,
      });
    } else entries.push(entryOfEvent(one));
  }
  for (const todo of agenda.todos) {
    for (const { date, done, planned } of daysOf(todo, todo.completed)) {
      entries.push({ key: `todo-${todo.id}-${date}`, kind: "todo", title: todo.title, color: COLORS_OF.todo, ...onDay(date, todo.due_time), done, faint: planned, id: todo.id });
    }
  }
  for (const task of agenda.tasks) {
    const days = daysOf(task, task.status === "done");
    if (!task.due_date && task.start_date) days.push({ date: task.start_date, done: task.status === "done", planned: false });
    for (const { date, done, planned } of days) {
      entries.push({
        key: `task-${task.id}-${date}`,
        kind: "task",
        title: task.title,
        color: task.project_color,
        ...onDay(date),
        done,
        faint: planned,
        id: task.id,
        project: task.project_id,
        note: task.project_name,
      });
    }
  }
  for (const reminder of agenda.reminders) {
    for (const rings of reminder.rings_at) {
      const local = localOf(rings, context.zone);
      entries.push({
        key: `reminder-${reminder.id}-${rings}`,
        kind: "reminder",
        title: reminder.title,
        color: COLORS_OF.reminder,
        ...onDay(dateOf(local), timeOf(local)),
        done: false,
        faint: false,
        id: reminder.id,
      });
    }
  }
  for (const one of agenda.birthdays) {
    entries.push({
      key: `birthday-${one.person_id}-${one.date}`,
      kind: "birthday",
      title: one.display_name,
      color: COLORS_OF.birthday,
      ...onDay(one.date),
      done: false,
      faint: false,
      id: one.person_id,
      age: one.age ?? null,
    });
  }
  for (const project of agenda.projects) {
    if (!project.due_date) continue;
    entries.push({
      key: `project-${project.id}`,
      kind: "project",
      title: project.name,
      color: project.color,
      ...onDay(project.due_date),
      done: project.status === "completed",
      faint: false,
      id: project.id,
    });
  }
  return entries.sort(inOrder);
}

const RANK: Record<Entry["kind"], number> = { busy: 0, event: 1, birthday: 2, project: 3, task: 4, todo: 5, reminder: 6 };

/** Whole days first, the longest of them first; then by the clock. */
export function inOrder(a: Entry, b: Entry): number {
  if (a.first !== b.first) return a.first < b.first ? -1 : 1;
  if (a.allDay !== b.allDay) return a.allDay ? -1 : 1;
  if (a.allDay && a.last !== b.last) return a.last > b.last ? -1 : 1;
  return a.from - b.from || RANK[a.kind] - RANK[b.kind] || b.to - a.to || Number(a.done) - Number(b.done) || (a.title < b.title ? -1 : 1);
}

/** Whether it is on a day. */
export function isOn(entry: Entry, date: CivilDate): boolean {
  return entry.first <= date && date <= entry.last;
}
