import { expect, test } from "vitest";
import { TODO } from "../api/fixtures";
import { asSeen } from "./asSeen";

test("only what recurs is completed on a condition", () => {
  expect(asSeen({ ...TODO, version: 7 })).toEqual({});
  expect(asSeen({ ...TODO, version: 7, recurrence_rule: "FREQ=DAILY" })).toEqual({ "If-Match": '"7"' });
});
