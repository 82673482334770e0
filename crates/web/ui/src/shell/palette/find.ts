import { api } from "../../api";
import { addDays, dateOf, formatDay, formatEventTime, formatInstant, today } from "../../i18n";
import { links } from "../links";
import type { Entry } from "./commands";

/** How many of each kind are shown. */
const EACH = 5;

function dataOf<T>(answer: PromiseSettledResult<{ data: readonly T[] }>): readonly T[] {
  return answer.status === "fulfilled" ? answer.value.data : [];
}

/** Asks the server for what has a text in it: open todos, events around now, reminders, people, projects and places. */
export async function find(text: string, go: (url: string) => void, signal: AbortSignal): Promise<Entry[]> {
  const now = today();
  const query = { search: text, limit: EACH };
  // One that fails leaves the others; only when none is answered is there nothing to show.
  const answers = await Promise.allSettled([
    api.GET("/api/todos", { params: { query: { ...query, completed: false, sort: "due_date" } }, signal }),
    api.GET("/api/events", { params: { query: { search: text, start: addDays(now, -7), end: addDays(now, 366) } }, signal }),
    api.GET("/api/people", { params: { query }, signal }),
    api.GET("/api/projects", { params: { query: { ...query, is_archived: false } }, signal }),
    api.GET("/api/locations", { params: { query }, signal }),
    api.GET("/api/reminders", { params: { query }, signal }),
  ]);
  if (answers[0].status === "rejected" && answers.every((answer) => answer.status === "rejected")) throw answers[0].reason;
  const [todos, events, people, projects, places, reminders] = answers;
  return [
    ...dataOf(todos).map((todo): Entry => ({
      id: `todo-${todo.id}`,
      group: "todos",
      icon: "todo",
      label: todo.title,
      note: todo.due_date ? formatDay(todo.due_date) : undefined,
      run: () => go(links.todo(todo.id)),
    })),
    ...dataOf(events).slice(0, EACH).flatMap((event): Entry[] =>
      "kind" in event
        ? []
        : [
            {
              id: `event-${event.id}-${event.recurrence_id ?? ""}`,
              group: "events",
              icon: "calendar",
              label: event.title,
              note: formatEventTime(event),
              run: () => go(links.event(event.id, dateOf(event.start_local), event.recurrence_id)),
            },
          ],
    ),
    ...dataOf(reminders).map((reminder): Entry => ({
      id: `reminder-${reminder.id}`,
      group: "reminders",
      icon: "bell",
      label: reminder.title,
      note: reminder.next_at ? formatInstant(reminder.next_at) : undefined,
      run: () => go(links.reminder(reminder.id)),
    })),
    ...dataOf(people).map((person): Entry => ({
      id: `person-${person.id}`,
      group: "people",
      icon: "user",
      label: person.display_name,
      note: person.company ?? undefined,
      run: () => go(links.person(person.id)),
    })),
    ...dataOf(projects).map((project): Entry => ({
      id: `project-${project.id}`,
      group: "projects",
      icon: "project",
      label: project.name,
      run: () => go(links.project(project.id)),
    })),
    ...dataOf(places).map((place): Entry => ({
      id: `place-${place.id}`,
      group: "places",
      icon: "place",
      label: place.name,
      note: place.address ?? undefined,
      run: () => go(links.place(place.id)),
    })),
  ];
}
