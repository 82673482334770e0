import { expect, test } from "vitest";
import { daysIn, grouped, hrefOf, ICONS, isDue } from "./kinds";

const at = (kind: string, path: string | null, subject?: { type: string; id: number; recurrence_id?: string | null }) =>
  hrefOf({ kind, path, subject: subject ?? null }, "2026-11-28");

test("each thing leads to its page", () => {
  expect(at("reminder", "/api/reminders/5", { type: "reminder", id: 5 })).toBe("/inbox/reminders");
  expect(at("todo_due", "/api/todos/3", { type: "todo", id: 3 })).toBe("/todos?todo=3");
  expect(at("birthday", "/api/people/7", { type: "person", id: 7 })).toBe("/people/7");
  expect(at("mention", "/api/projects/2/tasks/9/comments", { type: "comment", id: 4 })).toBe("/projects/2?task=9");
  expect(at("project_share", "/api/projects/2", { type: "project", id: 2 })).toBe("/projects/2");
  expect(at("security", "/api/auth/sessions")).toBe("/settings/security");
  expect(at("connection_request", "/api/connections/requests/incoming", { type: "connection_request", id: 1 })).toBe("/inbox/connections");
});

test("an event is shown on the day of its occurrence", () => {
  const event = { type: "event", id: 8, recurrence_id: "2026-12-01T19:00:00" };
  expect(at("event_invitation", "/api/events/8", event)).toBe("/calendar?date=2026-12-01&event=8&recurrence=2026-12-01T19%3A00%3A00");
  expect(at("event_invitation", "/api/events/8", { type: "event", id: 8 })).toBe("/calendar?date=2026-11-28&event=8");
});

test("what can't be seen any more leads nowhere", () => {
  expect(at("comment", null)).toBeUndefined();
});

test("todos and tasks that are due can be told again later, and nothing else", () => {
  const kinds = Object.keys(ICONS) as (keyof typeof ICONS)[];
  expect(kinds.filter(isDue)).toEqual(["todo_due", "task_due"]);
});

test("a heading stands before each group", () => {
  expect(grouped(["ab", "ac", "b"], (text) => text[0]!).map((row) => ("item" in row ? row.item : row.heading))).toEqual(["a", "ab", "ac", "b", "b"]);
  const named: string[] = [];
  grouped(["ab", "ac", "b"], (text) => text[0]!, (group) => (named.push(group), group.toUpperCase()));
  expect(named).toEqual(["a", "b"]);
});

test("an instant is on the day that a zone's clock shows", () => {
  const [berlin, apia] = [daysIn("Europe/Berlin"), daysIn("Pacific/Apia")];
  for (const dayOf of [berlin, berlin]) expect(dayOf("2026-11-28T23:30:00Z")).toBe("2026-11-29");
  expect(berlin("2026-11-28T22:30:00Z")).toBe("2026-11-28");
  expect(apia("2026-11-28T22:30:00Z")).toBe("2026-11-29");
});
