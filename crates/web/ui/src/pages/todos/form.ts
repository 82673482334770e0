import type { Schemas } from "../../api";
import { timeOf, sameRule } from "../../i18n";
import type { Priority } from "../../ui";

/** What the sheet edits. Texts that are empty aren't there. */
export interface Form {
  title: string;
  description: string;
  due_date: string | null;
  /** `HH:MM` */
  due_time: string | null;
  priority: Priority;
  category: string;
  recurrence_rule: string | null;
  recurrence_basis: Schemas["RecurrenceBasis"];
}

/** The form of a todo, or of what a new one begins with. */
export function formOf(todo: Partial<Schemas["Todo"]> | Schemas["CreateTodo"]): Form {
  return {
    title: todo.title ?? "",
    description: todo.description ?? "",
    due_date: todo.due_date ?? null,
    due_time: todo.due_time ? timeOf(todo.due_time) : null,
    priority: todo.priority ?? "none",
    category: todo.category ?? "",
    recurrence_rule: todo.recurrence_rule ?? null,
    recurrence_basis: todo.recurrence_basis ?? "due",
  };
}

/** What was changed, as the API takes it. A rule in another spelling is no change. */
export function changesOf(before: Form, after: Form): Schemas["UpdateTodo"] {
  const change: Schemas["UpdateTodo"] = {};
  if (after.title.trim() !== before.title) change.title = after.title.trim();
  for (const name of ["description", "category"] as const) {
    if (after[name].trim() !== before[name].trim()) change[name] = after[name].trim() || null;
  }
  for (const name of ["due_date", "due_time"] as const) {
    if (after[name] !== before[name]) change[name] = after[name];
  }
  if (after.priority !== before.priority) change.priority = after.priority;
  if (!sameRule(after.recurrence_rule, before.recurrence_rule)) change.recurrence_rule = after.recurrence_rule;
  // It goes with the rule.
  if (after.recurrence_rule && after.recurrence_basis !== before.recurrence_basis) change.recurrence_basis = after.recurrence_basis;
  return change;
}
