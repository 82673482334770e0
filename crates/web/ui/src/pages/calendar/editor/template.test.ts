import { expect, test } from "vitest";
import { draftOf, templateBody, templateChanges, withAllDay } from "./template";

const draft = { ...draftOf(), name: "Piano", title: "Piano lesson", time: "18:00", minutes: 45 };

test("only what was changed is sent", () => {
  expect(templateChanges(draft, draft)).toEqual({});
  expect(templateChanges(draft, { ...draft, place: " Music school ", reminders: [45] })).toEqual({ location_text: "Music school", reminders: [45] });
  expect(templateChanges({ ...draft, place: "Home" }, { ...draft, place: "" })).toEqual({ location_text: null });
});

test("whole days have no time, and last whole days", () => {
  const whole = withAllDay(draft, true);
  expect(templateBody(whole)).toMatchObject({ all_day: true, start_time: null, duration_minutes: 1440 });
  expect(templateBody(withAllDay(whole, false))).toMatchObject({ all_day: false, start_time: "18:00", duration_minutes: 60 });
});

test("without a name of its own it has that of its events", () => {
  expect(templateBody({ ...draft, name: " " }).name).toBe("Piano lesson");
});
