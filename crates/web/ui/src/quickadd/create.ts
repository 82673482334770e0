import { api, ifMatch, invalidate, type Once, type Schemas } from "../api";
import { addDays, formatDay, formatTime } from "../i18n";
import { errorText, toast } from "../ui";
import type { Understood } from "./understand";
import type { QuickAddWords } from "./words.en";

/** What shows todos or events, and has to be asked for again. */
const SHOWN = ["/api/todos", "/api/events", "/api/dashboard", "/api/agenda", "/api/upcoming"];

/** The body of the request that makes what was understood. */
export function bodyOf(said: Understood) {
  if (said.kind === "todo") {
    return {
      title: said.title,
      ...(said.date ? { due_date: said.date } : {}),
      ...(said.date && said.time ? { due_time: said.time } : {}),
      ...(said.rule && said.date ? { recurrence_rule: said.rule } : {}),
      ...(said.priority === "none" ? {} : { priority: said.priority }),
      ...(said.category ? { category: said.category } : {}),
    };
  }
  const date = said.date ?? "";
  // Whole days end on the day after the last one; times are read by the account's clock.
  const times = said.time
    ? { start: `${date}T${said.time}:00`, end: `${said.endDate ?? date}T${said.endTime ?? said.time}:00` }
    : { start: date, end: addDays(said.endDate ?? date, 1) };
  return { title: said.title, ...times, ...(said.rule ? { recurrence_rule: said.rule } : {}) };
}

/** What a new todo is where the line doesn't say otherwise. */
export type Also = Pick<Schemas["CreateTodo"], "category" | "priority">;

/** Makes it and says so, with a way back as long as nobody has changed it. */
export async function create(said: Understood, once: Once, w: QuickAddWords, also?: Also): Promise<void> {
  const body = said.kind === "todo" ? { ...also, ...bodyOf(said) } : bodyOf(said);
  const header = (key: string) => ({ "Idempotency-Key": key });
  let text: string;
  let remove: () => Promise<unknown>;
  if (said.kind === "todo") {
    const { data } = await once.send(body, (key) => api.POST("/api/todos", { params: { header: header(key) }, body }));
    text = w.addedTodo(data.title);
    remove = () => api.DELETE("/api/todos/{id}", { params: { path: { id: data.id }, header: ifMatch(data.version) } });
  } else {
    const event = body as { title: string; start: string; end: string };
    const { data } = await once.send(event, (key) => api.POST("/api/events", { params: { header: header(key) }, body: event }));
    text = w.addedEvent(data.title, `${formatDay(data.start_local.slice(0, 10))}${data.all_day ? "" : `, ${formatTime(data.start_local)}`}`);
    remove = () =>
      api.DELETE("/api/events/{id}", { params: { path: { id: data.id }, header: ifMatch(data.version), ...(data.recurrence_rule ? { query: { scope: "all" as const } } : {}) } });
  }
  invalidate(...SHOWN);
  toast(text, {
    action: {
      label: w.undo,
      run: () =>
        void remove().then(
          () => {
            invalidate(...SHOWN);
            toast(w.removed);
          },
          (error: unknown) => toast(errorText(error), { kind: "error" }),
        ),
    },
  });
}
