import { addDays, type CivilDate } from "../../i18n";
import { PRIORITIES, type Priority } from "../../ui";

export const DUES = ["overdue", "today", "week"] as const;
export type DueFilter = (typeof DUES)[number];
export const SORTS = ["due_date", "priority", "title", "created_at"] as const;
export type Sort = (typeof SORTS)[number];

/** Which todos are shown. It is in the address, so that going back and reloading keep it. */
export interface Filter {
  done: boolean;
  search: string;
  priority: Priority | null;
  category: string | null;
  due: DueFilter | null;
  sort: Sort;
}

const among = <T extends string>(all: readonly T[], value: string | undefined): T | null => all.find((one) => one === value) ?? null;

/** Reads the filter of an address; what it doesn't know is left out. */
export function fromQuery(query: Record<string, string>): Filter {
  return {
    done: query.show === "done",
    search: query.q ?? "",
    priority: among(PRIORITIES, query.priority),
    category: query.category || null,
    due: among(DUES, query.due),
    sort: among(SORTS, query.sort) ?? "due_date",
  };
}

/** Writes it as an address, with the sheet that lies over the list. */
export function toPath(filter: Filter, sheet?: { todo: number } | "new" | null): string {
  const query = new URLSearchParams();
  if (filter.done) query.set("show", "done");
  if (filter.search) query.set("q", filter.search);
  if (filter.priority) query.set("priority", filter.priority);
  if (filter.category) query.set("category", filter.category);
  if (filter.due) query.set("due", filter.due);
  if (filter.sort !== "due_date") query.set("sort", filter.sort);
  if (sheet === "new") query.set("new", "");
  else if (sheet) query.set("todo", String(sheet.todo));
  const text = query.toString().replace(/=(&|$)/, "$1");
  return text ? `/todos?${text}` : "/todos";
}

/** Whether anything but open and done is chosen. */
export function isNarrowed(filter: Filter): boolean {
  return Boolean(filter.search || filter.priority || filter.category || filter.due);
}

/** The query of `GET /api/todos`. */
export function toApi(filter: Filter, now: CivilDate) {
  const order = { due_date: "due_date", priority: "-priority", title: "title", created_at: "-created_at" }[filter.sort];
  return {
    completed: filter.done,
    limit: 100,
    // What was done last comes first: the API tells of changes, and completing is one.
    sort: filter.done && filter.sort === "due_date" ? "-updated_at" : order,
    ...(filter.search && { search: filter.search }),
    ...(filter.priority && { priority: filter.priority }),
    ...(filter.category && { category: filter.category }),
    ...(filter.due === "overdue" && { overdue: true }),
    ...(filter.due === "today" && { start: now, end: addDays(now, 1) }),
    ...(filter.due === "week" && { start: now, end: addDays(now, 7) }),
  };
}
