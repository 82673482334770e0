import type { Schemas } from "../../api";

export type Task = Schemas["Task"];
export type Status = Schemas["TaskStatus"];
export type Role = Schemas["ProjectRole"];

export const STATUSES = ["todo", "in_progress", "blocked", "review", "done"] as const satisfies readonly Status[];

/** What a member may do. What the API would refuse isn't offered. */
export interface Rights {
  comment: boolean;
  edit: boolean;
  manage: boolean;
}

export function rightsOf(role: Role | undefined): Rights {
  return { comment: role !== undefined && role !== "viewer", edit: role === "editor" || role === "owner", manage: role === "owner" };
}

/** The parts of tasks by the ids of those tasks. */
export type Parts = ReadonlyMap<number, readonly Task[]>;

/** The parts of all tasks, in their order. Found once for all rows: each asks for its own. */
export function partsOf(tasks: readonly Task[]): Parts {
  const parts = new Map<number, Task[]>();
  for (const task of tasks) {
    if (!task.parent_task_id) continue;
    const there = parts.get(task.parent_task_id);
    if (there) there.push(task);
    else parts.set(task.parent_task_id, [task]);
  }
  return parts;
}

/** Whether a task may be deleted: its owner deletes all, an editor what they made themselves, parts included. */
export function mayDelete(task: Task, parts: Parts, rights: Rights, me: number | undefined): boolean {
  if (rights.manage) return true;
  if (!rights.edit || me === undefined || task.created_by !== me) return false;
  return (parts.get(task.id) ?? []).every((part) => mayDelete(part, parts, rights, me));
}

/** The tasks that a task waits for: what it depends on and isn't done. */
export function blockersOf(task: Task, byId: ReadonlyMap<number, Task>): Task[] {
  return task.depends_on.map((id) => byId.get(id)).filter((one): one is Task => one !== undefined && one.status !== "done");
}

/** A row of the list: a task and how deep it is. `parent` names what it is part of, where that isn't above it. */
export interface Row {
  task: Task;
  depth: number;
  parts: number;
  partsDone: number;
  parent: Task | undefined;
}

/** The tasks as a tree, parts below what they are part of. A task whose parent isn't shown stands by itself. */
export function rowsOf(tasks: readonly Task[], shown: (task: Task) => boolean): Row[] {
  const byId = new Map(tasks.map((task) => [task.id, task]));
  const children = new Map<number | null, Task[]>();
  const counts = new Map<number, { all: number; done: number }>();
  for (const task of tasks) {
    const parent = task.parent_task_id ?? null;
    if (parent !== null) {
      const count = counts.get(parent) ?? { all: 0, done: 0 };
      count.all += 1;
      if (task.status === "done") count.done += 1;
      counts.set(parent, count);
    }
    if (!shown(task)) continue;
    const above = parent === null ? undefined : byId.get(parent);
    const key = above && shown(above) ? above.id : null;
    const siblings = children.get(key);
    if (siblings) siblings.push(task);
    else children.set(key, [task]);
  }
  const rows: Row[] = [];
  const add = (key: number | null, depth: number) => {
    for (const task of children.get(key) ?? []) {
      const count = counts.get(task.id);
      const parent = depth === 0 && task.parent_task_id ? byId.get(task.parent_task_id) : undefined;
      rows.push({ task, depth, parts: count?.all ?? 0, partsDone: count?.done ?? 0, parent });
      add(task.id, depth + 1);
    }
  };
  add(null, 0);
  return rows;
}

/**
 * After which task one has to go to come to stand at `index` among `group` (without it), as the API wants it:
 * `null` before all others, `undefined` when its place doesn't matter because nothing else is there.
 */
export function placeAt(task: Task, group: readonly Task[], index: number, all: readonly Task[]): number | null | undefined {
  const others = group.filter(({ id }) => id !== task.id);
  if (!others.length) return undefined;
  if (index > 0) return others[Math.min(index, others.length) - 1]!.id;
  const rest = all.filter(({ id }) => id !== task.id);
  const at = rest.findIndex(({ id }) => id === others[0]!.id);
  return at > 0 ? rest[at - 1]!.id : null;
}

/** The tasks with one of them right after another, until the API has answered where it stands. */
export function placed(tasks: readonly Task[], task: Task, after: number | null): Task[] {
  const rest = tasks.filter(({ id }) => id !== task.id);
  const at = after === null ? 0 : rest.findIndex(({ id }) => id === after) + 1;
  const low = rest[at - 1]?.sort_order;
  const high = rest[at]?.sort_order;
  const sort_order = low === undefined ? (high ?? 0) - 1 : high === undefined ? low + 1 : (low + high) / 2;
  rest.splice(at, 0, { ...task, sort_order });
  return rest;
}

/** Those that a task may depend on, or be part of: not itself, nor what is below it or waits for it already. */
export function candidates(task: Task | undefined, tasks: readonly Task[], by: "depends" | "parent"): Task[] {
  if (!task) return [...tasks];
  const barred = new Set([task.id]);
  for (let grown = true; grown; ) {
    grown = false;
    for (const other of tasks) {
      if (barred.has(other.id)) continue;
      const linked = by === "parent" ? other.parent_task_id != null && barred.has(other.parent_task_id) : other.depends_on.some((id) => barred.has(id));
      if (linked) {
        barred.add(other.id);
        grown = true;
      }
    }
  }
  return tasks.filter(({ id }) => !barred.has(id));
}

/** Whether a task has a text in it, as far as the page can tell. */
export function matches(task: Task, search: string): boolean {
  const wanted = search.trim().toLocaleLowerCase();
  return !wanted || `${task.title}\n${task.description ?? ""}`.toLocaleLowerCase().includes(wanted);
}
