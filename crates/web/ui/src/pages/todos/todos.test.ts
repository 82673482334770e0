import { beforeEach, expect, test } from "vitest";
import { TODO } from "../../api/fixtures";
import { setRegion } from "../../i18n";
import { fromQuery, isNarrowed, toApi, toPath } from "./filters";
import { changesOf, formOf } from "./form";
import { groupOf, rowsOf, withTodo, type Todo } from "./groups";

let ids = 0;
const todo = (more: Partial<Todo> = {}): Todo => ({ ...TODO, id: ++ids, title: `Todo ${ids}`, ...more });

beforeEach(() => {
  ids = 0;
  setRegion({ locale: "en-GB", zone: "Europe/Berlin", weekStart: 0 });
});

// A Wednesday.
const NOW = "2026-12-02T12:00";

test("each todo is in the part of its day, and its time counts", () => {
  const group = (due_date: string | null, due_time: string | null = null, weekStart = 0, now = NOW) => groupOf(todo({ due_date, due_time }), now, weekStart);
  expect(group(null)).toBe("none");
  expect(group("2026-12-01")).toBe("overdue");
  expect(group("2026-12-02")).toBe("today");
  expect(group("2026-12-02", "11:59:00")).toBe("overdue");
  expect(group("2026-12-02", "12:00:00")).toBe("today");
  expect(group("2026-12-03")).toBe("week");
  expect(group("2026-12-06")).toBe("week");
  expect(group("2026-12-07")).toBe("next-week");
  expect(group("2026-12-14")).toBe("later");
  // Where the week begins on Sunday, Sunday is the next one; and on its last day nothing is left of it.
  expect(group("2026-12-06", null, 6)).toBe("next-week");
  expect(group("2026-12-07", null, 0, "2026-12-06T08:00")).toBe("next-week");
});

test("headings stand before what is there, and nowhere else", () => {
  const rows = rowsOf([todo({ due_date: "2026-12-01" }), todo({ due_date: "2026-12-02" }), todo()], NOW, 0);
  expect(rows.map((row) => ("head" in row ? `${row.head} ${row.count}` : row.todo.id))).toEqual(["overdue 1", 1, "today 1", 2, "none 1", 3]);
  expect(rowsOf([], NOW, 0)).toEqual([]);
});

test("what is added or changed comes to stand where the API would have it", () => {
  const [a, b, c] = [todo({ due_date: "2026-12-01" }), todo({ due_date: "2026-12-05" }), todo()];
  const list = [a, b, c];
  expect(withTodo(list, todo({ due_date: "2026-12-03" }), "due_date").map(({ id }) => id)).toEqual([1, 4, 2, 3]);
  expect(withTodo(list, { ...a, due_date: null }, "due_date").map(({ id }) => id)).toEqual([2, 1, 3]);
  expect(withTodo(list, todo({ priority: "high" }), "priority").map(({ id }) => id)[0]).toBe(5);
  expect(withTodo(list, todo({ title: "A" }), "title").map(({ id }) => id)[0]).toBe(6);
});

test("a filter is the same after a way through the address", () => {
  const filter = fromQuery({ show: "done", q: "a&b", priority: "high", category: "Haus & Hof", due: "week", sort: "title" });
  const back = Object.fromEntries(new URLSearchParams(toPath(filter).split("?")[1]));
  expect(fromQuery(back)).toEqual(filter);
  expect(toPath(fromQuery({}))).toBe("/todos");
  expect(toPath(fromQuery({}), { todo: 17 })).toBe("/todos?todo=17");
  expect(toPath(fromQuery({ category: "x" }), "new")).toBe("/todos?category=x&new");
  expect(fromQuery({ priority: "urgent", sort: "x", due: "never" })).toEqual(fromQuery({}));
  expect([isNarrowed(filter), isNarrowed(fromQuery({ show: "done", sort: "title" }))]).toEqual([true, false]);
});

test("a filter asks the API for just that", () => {
  expect(toApi(fromQuery({}), "2026-12-02")).toEqual({ completed: false, limit: 100, sort: "due_date" });
  expect(toApi(fromQuery({ due: "week", priority: "low" }), "2026-12-28")).toMatchObject({ start: "2026-12-28", end: "2027-01-04", priority: "low" });
  expect(toApi(fromQuery({ show: "done" }), "2026-12-02")).toMatchObject({ completed: true, sort: "-updated_at" });
});

test("the form sends what was changed, and empties what was emptied", () => {
  const form = formOf(todo({ title: "Rent", due_date: "2026-12-31", due_time: "09:30:00", category: "money", recurrence_rule: "FREQ=MONTHLY;BYMONTHDAY=-1", recurrence_basis: "due" }));
  expect(changesOf(form, form)).toEqual({});
  expect(changesOf(form, { ...form, title: " Rent ", category: "  ", description: " at once " })).toEqual({ category: null, description: "at once" });
  expect(changesOf(form, { ...form, recurrence_rule: "RRULE:BYMONTHDAY=-1;FREQ=MONTHLY" })).toEqual({});
  expect(changesOf(form, { ...form, recurrence_basis: "completion" })).toEqual({ recurrence_basis: "completion" });
  expect(changesOf(form, { ...form, recurrence_rule: null, recurrence_basis: "completion" })).toEqual({ recurrence_rule: null });
  expect(changesOf(form, { ...form, due_date: null, due_time: null, recurrence_rule: null })).toEqual({ due_date: null, due_time: null, recurrence_rule: null });
});
