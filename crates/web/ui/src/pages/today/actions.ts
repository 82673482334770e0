import { api, ifMatch, invalidate, Problem, type Schemas } from "../../api";
import { formatDay, formatInstant } from "../../i18n";
import { errorText, toast } from "../../ui";
import { asSeen } from "../asSeen";
import type { SnoozeBody } from "../snooze";
import { dueChanged, type Task, type Todo } from "./data";
import type { TodayWords } from "./words.en";

/** Does something, and says it if that fails. Whether it worked. */
async function attempt(act: () => Promise<unknown>): Promise<boolean> {
  try {
    await act();
    return true;
  } catch (error) {
    toast(errorText(error), { kind: "error" });
    if (error instanceof Problem && error.isConflict) dueChanged();
    return false;
  }
}

/** Says what was done, with the way back. */
function say(text: string, w: TodayWords, undo: () => Promise<unknown>, after: () => void): void {
  toast(text, {
    action: {
      label: w.undo,
      run: () =>
        void attempt(undo).then((worked) => {
          if (!worked) return;
          after();
          toast(w.undone);
        }),
    },
  });
}

/** Completes a todo; one that recurs moves to its next day. */
export async function completeTodo(todo: Todo, w: TodayWords): Promise<boolean> {
  return attempt(async () => {
    const path = { id: todo.id };
    const { data } = await api.PATCH("/api/todos/{id}", { params: { path, header: asSeen(todo) }, body: { completed: true } });
    dueChanged();
    const params = { path, header: ifMatch(data.version) };
    const undo = todo.recurrence_rule
      ? () => api.DELETE("/api/todos/{id}/completions/latest", { params })
      : () => api.PATCH("/api/todos/{id}", { params, body: { completed: false } });
    const next = !data.completed && data.due_date;
    say(next ? w.completedNext(todo.title, formatDay(next)) : w.completed(todo.title), w, undo, dueChanged);
  });
}

/** Completes a task of a project. */
export async function completeTask(task: Task, w: TodayWords): Promise<boolean> {
  return attempt(async () => {
    const path = { id: task.project_id, task_id: task.id };
    const { data } = await api.PATCH("/api/projects/{id}/tasks/{task_id}", { params: { path, header: asSeen(task) }, body: { status: "done" } });
    dueChanged();
    const params = { path, header: ifMatch(data.version) };
    const undo = task.recurrence_rule
      ? () => api.DELETE("/api/projects/{id}/tasks/{task_id}/completions/latest", { params })
      : () => api.PATCH("/api/projects/{id}/tasks/{task_id}", { params, body: { status: task.status } });
    say(w.completed(task.title), w, undo, dueChanged);
  });
}

/** Makes a todo due on another day. */
export async function moveTodo(todo: Todo, day: string, w: TodayWords): Promise<boolean> {
  return attempt(async () => {
    const path = { id: todo.id };
    const { data } = await api.PATCH("/api/todos/{id}", { params: { path }, body: { due_date: day } });
    dueChanged();
    const said = w.moved(todo.title, formatDay(day));
    const params = { path, header: ifMatch(data.version) };
    // Another due date begins a new series; there is no way back to the old one's count.
    if (todo.recurrence_rule) toast(said);
    else say(said, w, () => api.PATCH("/api/todos/{id}", { params, body: { due_date: todo.due_date ?? null } }), dueChanged);
  });
}

const remindersChanged = () => invalidate("/api/dashboard", "/api/reminders", "/api/notifications");

type Reminder = Schemas["Reminder"];

/** Ends what a reminder is about, for this time. */
export async function dismiss(reminder: Reminder, w: TodayWords): Promise<boolean> {
  return attempt(async () => {
    await api.PATCH("/api/reminders/{id}/dismiss", { params: { path: { id: reminder.id } } });
    remindersChanged();
    toast(w.dismissed(reminder.title));
  });
}

/** Lets a reminder ring again later. */
export async function snooze(reminder: Reminder, body: SnoozeBody, again: (title: string, when: string) => string): Promise<boolean> {
  return attempt(async () => {
    const { data } = await api.PATCH("/api/reminders/{id}/snooze", { params: { path: { id: reminder.id } }, body });
    remindersChanged();
    toast(again(reminder.title, formatInstant(data.snoozed_until ?? data.next_at ?? Date.now())));
  });
}
