import type { CivilDate } from "../i18n";

/**
 * The addresses of things, in one place: pages read these parameters, and palette, Today and notifications link to
 * them. `?new` on a page opens its form for a new thing.
 */
export const links = {
  todo: (id: number) => `/todos?todo=${id}`,
  newTodo: "/todos?new",
  /** An event, or one occurrence of it, on the day it is shown on. */
  event: (id: number, day: CivilDate, recurrenceId?: string | null) =>
    `/calendar?date=${day}&event=${id}${recurrenceId ? `&recurrence=${encodeURIComponent(recurrenceId)}` : ""}`,
  day: (day: CivilDate) => `/calendar?date=${day}`,
  newEvent: (day?: CivilDate) => `/calendar?new${day ? `&date=${day}` : ""}`,
  project: (id: number) => `/projects/${id}`,
  newProject: "/projects?new",
  task: (project: number, id: number) => `/projects/${project}?task=${id}`,
  person: (id: number) => `/people/${id}`,
  newPerson: "/people/new",
  place: (id: number) => `/places/${id}`,
  newPlace: "/places/new",
  newReminder: "/inbox/reminders?new",
  reminder: (id: number) => `/inbox/reminders?reminder=${id}`,
  /** Where one connects with people, with whom one can share then. */
  connections: "/inbox/connections",
};
