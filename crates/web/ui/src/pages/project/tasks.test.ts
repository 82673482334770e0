import { expect, test } from "vitest";
import { TASK } from "../../api/fixtures";
import { beforeAt } from "./drag";
import { changesOf, formOf } from "./form";
import { blockersOf, candidates, matches, mayDelete, partsOf, placeAt, placed, rightsOf, rowsOf, type Task } from "./tasks";

const task = (id: number, more: Partial<Task> = {}): Task => ({ ...TASK, id, title: `Task ${id}`, sort_order: id * 10, created_by: 1, ...more });
const mapOf = (tasks: Task[]) => new Map(tasks.map((one) => [one.id, one]));

test("what a role may do", () => {
  expect(rightsOf("viewer")).toEqual({ comment: false, edit: false, manage: false });
  expect(rightsOf("commenter")).toEqual({ comment: true, edit: false, manage: false });
  expect(rightsOf("editor")).toEqual({ comment: true, edit: true, manage: false });
  expect(rightsOf("owner")).toEqual({ comment: true, edit: true, manage: true });
  expect(rightsOf(undefined)).toEqual({ comment: false, edit: false, manage: false });
});

test("an editor deletes what they made, unless a part of it is another one's", () => {
  const all = [task(1), task(2, { parent_task_id: 1, created_by: 2 }), task(3)];
  const parts = partsOf(all);
  const editor = rightsOf("editor");
  expect(mayDelete(all[0]!, parts, editor, 1)).toBe(false);
  expect(mayDelete(all[2]!, parts, editor, 1)).toBe(true);
  expect(mayDelete(all[2]!, parts, editor, 2)).toBe(false);
  expect(mayDelete(all[0]!, parts, rightsOf("owner"), 9)).toBe(true);
  expect(mayDelete(all[2]!, parts, rightsOf("viewer"), 1)).toBe(false);
});

test("parts stand below what they are part of, also when they come earlier in the order", () => {
  const all = [task(1, { parent_task_id: 3 }), task(2), task(3), task(4, { parent_task_id: 1, status: "done" })];
  const rows = rowsOf(all, () => true);
  expect(rows.map(({ task: { id }, depth, parts, partsDone }) => [id, depth, parts, partsDone])).toEqual([
    [2, 0, 0, 0],
    [3, 0, 1, 0],
    [1, 1, 1, 1],
    [4, 2, 0, 0],
  ]);
  // A part whose parent isn't shown stands by itself and says of what it is.
  const alone = rowsOf(all, ({ id }) => id !== 3 && id !== 4);
  expect(alone.map(({ task: { id }, depth, parent }) => [id, depth, parent?.id])).toEqual([[1, 0, 3], [2, 0, undefined]]);
});

test("a task waits for what isn't done", () => {
  const all = [task(1, { status: "done" }), task(2), task(3, { depends_on: [1, 2, 99] })];
  expect(blockersOf(all[2]!, mapOf(all)).map(({ id }) => id)).toEqual([2]);
});

test("a card goes after the one above it, or before the first of its column", () => {
  const all = [task(1), task(2, { status: "done" }), task(3), task(4, { status: "done" }), task(5)];
  const column = all.filter(({ status }) => status === "done");
  expect(placeAt(all[4]!, column, 0, all)).toBe(1);
  expect(placeAt(all[4]!, column, 1, all)).toBe(2);
  expect(placeAt(all[4]!, column, 9, all)).toBe(4);
  expect(placeAt(all[4]!, [], 0, all)).toBeUndefined();
  // Within its own column it doesn't count itself.
  expect(placeAt(all[3]!, column, 0, all)).toBe(1);
  expect(placeAt(all[1]!, column, 1, all)).toBe(4);
  expect(placeAt(all[1]!, [all[0]!, all[1]!], 0, all)).toBe(null);
});

test("until the API has answered, a task stands between its neighbours", () => {
  const all = [task(1), task(2), task(3)];
  const ids = (tasks: Task[]) => tasks.map(({ id }) => id);
  expect(ids(placed(all, all[2]!, null))).toEqual([3, 1, 2]);
  expect(ids(placed(all, all[0]!, 2))).toEqual([2, 1, 3]);
  expect(ids(placed(all, all[0]!, 3))).toEqual([2, 3, 1]);
  for (const after of [null, 1, 2]) {
    const orders = placed(all, all[2]!, after).map(({ sort_order }) => sort_order);
    expect([...orders].sort((a, b) => a - b)).toEqual(orders);
  }
});

test("nothing can be made to wait for itself, nor be part of its own part", () => {
  const all = [task(1), task(2, { depends_on: [1] }), task(3, { depends_on: [2], parent_task_id: 1 }), task(4)];
  expect(candidates(all[0], all, "depends").map(({ id }) => id)).toEqual([4]);
  expect(candidates(all[2], all, "depends").map(({ id }) => id)).toEqual([1, 2, 4]);
  expect(candidates(all[0], all, "parent").map(({ id }) => id)).toEqual([2, 4]);
});

test("a text is found in title and notes, whatever its case", () => {
  expect(matches(task(1, { title: "Tile the WALL" }), " wall ")).toBe(true);
  expect(matches(task(1, { description: "Größe" }), "größe")).toBe(true);
  expect(matches(task(1), "wall")).toBe(false);
  expect(matches(task(1), "")).toBe(true);
});

test("a dragged card goes before the first whose middle is below the pointer", () => {
  const cards = [
    { id: 1, top: 0, bottom: 40 },
    { id: 2, top: 50, bottom: 90 },
  ];
  expect([beforeAt(cards, 10, 9), beforeAt(cards, 30, 9), beforeAt(cards, 80, 9), beforeAt(cards, 10, 1)]).toEqual([1, 2, null, 2]);
});

test("the form sends what was changed", () => {
  const form = formOf(task(1, { assignee_ids: [2, 3], depends_on: [4] }));
  expect(changesOf(form, { ...form, assignee_ids: [3, 2] })).toEqual({});
  expect(changesOf(form, { ...form, assignee_ids: [], depends_on: [4, 5], parent_task_id: 7, description: " " })).toEqual({
    assignee_ids: [],
    depends_on: [4, 5],
    parent_task_id: 7,
  });
});
