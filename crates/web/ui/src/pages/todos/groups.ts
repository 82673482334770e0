import { addDays, compareText, startOfWeek, type CivilDate } from "../../i18n";
import { isOverdue, PRIORITIES } from "../../ui";
import type { Schemas } from "../../api";
import type { Sort } from "./filters";

export type Todo = Schemas["Todo"];
/** The parts of the list, in their order. */
export type Group = "overdue" | "today" | "week" | "next-week" | "later" | "none";

/** To which part an open todo belongs; `now` is the account's local time. */
export function groupOf(todo: Todo, now: string, weekStart: number): Group {
  if (!todo.due_date) return "none";
  if (isOverdue(todo, now)) return "overdue";
  const date: CivilDate = now.slice(0, 10);
  if (todo.due_date === date) return "today";
  const next = addDays(startOfWeek(date, weekStart), 7);
  if (todo.due_date < next) return "week";
  return todo.due_date < addDays(next, 7) ? "next-week" : "later";
}

/** A row of the list: the heading of a part, or a todo. */
export type Row = { head: Group; count: number } | { todo: Todo };

/** Puts headings between todos that are ordered by date. */
export function rowsOf(todos: readonly Todo[], now: string, weekStart: number): Row[] {
  const order: Group[] = ["overdue", "today", "week", "next-week", "later", "none"];
  const parts = new Map<Group, Todo[]>(order.map((group) => [group, []]));
  for (const todo of todos) parts.get(groupOf(todo, now, weekStart))!.push(todo);
  const rows: Row[] = [];
  for (const [head, inside] of parts) {
    if (inside.length) rows.push({ head, count: inside.length }, ...inside.map((todo) => ({ todo })));
  }
  return rows;
}

/** After all dates and times. */
const LAST = "~";
// By code points: a locale sorts "~" before digits.
const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

/** The API's order, so that what is added or taken back comes to stand where it would after loading anew. */
export function inOrder(sort: Sort): (a: Todo, b: Todo) => number {
  return (a, b) => {
    const by = {
      due_date: () => compare(a.due_date ?? LAST, b.due_date ?? LAST) || compare(a.due_time ?? LAST, b.due_time ?? LAST),
      priority: () => PRIORITIES.indexOf(a.priority) - PRIORITIES.indexOf(b.priority),
      title: () => compareText(a.title, b.title),
      created_at: () => compare(b.created_at, a.created_at),
    }[sort]();
    return by || (sort === "created_at" ? b.id - a.id : a.id - b.id);
  };
}

/** The list with a todo at its place, in place of its former state. */
export function withTodo(todos: readonly Todo[], todo: Todo, sort: Sort): Todo[] {
  const rest = todos.filter(({ id }) => id !== todo.id);
  const before = inOrder(sort);
  const at = rest.findIndex((other) => before(todo, other) < 0);
  rest.splice(at < 0 ? rest.length : at, 0, todo);
  return rest;
}
