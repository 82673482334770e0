import type { Schemas } from "../../api";
import { sameRule } from "../../i18n";
import type { Priority } from "../../ui";
import type { Status, Task } from "./tasks";

/** What the sheet edits and saves at once. */
export interface Form {
  title: string;
  description: string;
  status: Status;
  priority: Priority;
  start_date: string | null;
  due_date: string | null;
  recurrence_rule: string | null;
  recurrence_basis: Schemas["RecurrenceBasis"];
  parent_task_id: number | null;
  assignee_ids: readonly number[];
  depends_on: readonly number[];
}

export function formOf(task: Task): Form {
  return {
    title: task.title,
    description: task.description ?? "",
    status: task.status,
    priority: task.priority,
    start_date: task.start_date ?? null,
    due_date: task.due_date ?? null,
    recurrence_rule: task.recurrence_rule ?? null,
    recurrence_basis: task.recurrence_basis ?? "due",
    parent_task_id: task.parent_task_id ?? null,
    assignee_ids: task.assignee_ids,
    depends_on: task.depends_on,
  };
}

const sameIds = (a: readonly number[], b: readonly number[]) => a.length === b.length && a.every((id) => b.includes(id));

/** What was changed, as the API takes it. */
export function changesOf(before: Form, after: Form): Schemas["UpdateTask"] {
  const change: Schemas["UpdateTask"] = {};
  if (after.title.trim() !== before.title) change.title = after.title.trim();
  if (after.description.trim() !== before.description.trim()) change.description = after.description.trim() || null;
  if (after.status !== before.status) change.status = after.status;
  if (after.priority !== before.priority) change.priority = after.priority;
  for (const name of ["start_date", "due_date", "parent_task_id"] as const) {
    if (after[name] !== before[name]) Object.assign(change, { [name]: after[name] });
  }
  if (!sameRule(after.recurrence_rule, before.recurrence_rule)) change.recurrence_rule = after.recurrence_rule;
  if (after.recurrence_rule && after.recurrence_basis !== before.recurrence_basis) change.recurrence_basis = after.recurrence_basis;
  for (const name of ["assignee_ids", "depends_on"] as const) {
    if (!sameIds(after[name], before[name])) change[name] = [...after[name]];
  }
  return change;
}
