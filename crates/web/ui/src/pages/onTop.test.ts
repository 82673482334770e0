import { expect, test } from "vitest";
import { onTop } from "./onTop";

test("what was written stays, all else is as it is now", () => {
  const before = { title: "Choir", place: "Hall", days: [1, 2] };
  expect(onTop(before, { ...before, title: "Choir practice" }, { title: "Choir!", place: "Church", days: [1] })).toEqual({ title: "Choir practice", place: "Church", days: [1] });
  expect(onTop(before, { ...before, days: [] }, { ...before, place: "Church" })).toEqual({ title: "Choir", place: "Church", days: [] });
});
