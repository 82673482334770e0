import { expect, test } from "vitest";
import type { Schemas } from "../../api";
import { calendars, mayTakeOut } from "./state";

test("an event is deleted, and moved into another calendar, by who made it and by who manages its calendar", () => {
  const permissions = ["read_only", "create_modify", "full_access", "owner"] as const;
  calendars.value = permissions.map((permission, at) => ({ id: at + 1, permission })) as Schemas["Calendar"][];
  const may = (made_by: number | null, me: number | undefined) => permissions.map((_, at) => mayTakeOut({ calendar_id: at + 1, created_by: made_by }, me));
  expect(may(7, 7)).toEqual([false, true, true, true]);
  expect(may(8, 7)).toEqual([false, false, true, true]);
  // Whoever made it may be gone, and who asks isn't known at first.
  expect(may(null, 7)).toEqual([false, false, true, true]);
  expect(may(null, undefined)).toEqual([false, false, true, true]);
  expect(mayTakeOut({ calendar_id: 9, created_by: 7 }, 7)).toBe(false);
});
