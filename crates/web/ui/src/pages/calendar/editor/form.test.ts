import { expect, test } from "vitest";
import { EVENT } from "../../../api/fixtures";
import type { Event } from "../move";
import { bodyOf, changesOf, changesOfSeries, endsBefore, formOfEvent, formOfSlot, scopesOf, withStart } from "./form";

const ZONE = "Europe/Berlin";
const slot = { start: "2026-11-30T09:00:00", end: "2026-11-30T10:00:00" };

function event(more: Partial<Event> = {}): Event {
  return {
    ...EVENT,
    title: "Standup",
    start: "2026-11-30T08:00:00Z",
    end: "2026-11-30T08:15:00Z",
    start_local: "2026-11-30T09:00:00",
    end_local: "2026-11-30T09:15:00",
    start_in_timezone: "2026-11-30T09:00:00",
    end_in_timezone: "2026-11-30T09:15:00",
    recurrence_rule: "FREQ=WEEKLY;BYDAY=MO",
    recurrence_id: "2026-11-30T09:00:00",
    reminders: [10],
    ...more,
  };
}

test("a slot becomes the form of a new event, and that its body", () => {
  expect(bodyOf(formOfSlot(slot, ZONE, 3, " Lunch "))).toMatchObject({ title: "Lunch", calendar_id: 3, all_day: false, start: "2026-11-30T09:00:00", end: "2026-11-30T10:00:00", timezone: ZONE, end_timezone: null });
  expect(bodyOf(formOfSlot({ start: "2026-11-30", end: "2026-12-02" }, ZONE, 3))).toMatchObject({ all_day: true, start: "2026-11-30", end: "2026-12-02", timezone: null });
});

test("another start takes the end along, also over midnight", () => {
  const moved = withStart(formOfSlot(slot, ZONE, 3), "2026-12-01", "23:30");
  expect([moved.endDate, moved.endTime]).toEqual(["2026-12-02", "00:30"]);
});

test("it can't end before it begins, unless it ends in another zone", () => {
  const form = formOfSlot(slot, ZONE, 3);
  expect(endsBefore(form)).toBe(false);
  expect(endsBefore({ ...form, endTime: "08:00" })).toBe(true);
  expect(endsBefore({ ...form, endTime: "08:00", endZone: "America/New_York" })).toBe(false);
  expect(endsBefore({ ...form, allDay: true, endDate: "2026-11-29" })).toBe(true);
});

test("only what differs is sent, and the start alone where it lasts as long", () => {
  const before = formOfEvent(event(), ZONE);
  expect(changesOf(before, before)).toEqual({});
  expect(changesOf(before, { ...before, title: "Daily", starred: true })).toEqual({ title: "Daily", is_starred: true });
  expect(changesOf(before, withStart(before, "2026-12-01", "10:00"))).toEqual({ start: "2026-12-01T10:00:00" });
  expect(changesOf(before, { ...before, endTime: "09:30" })).toEqual({ end: "2026-11-30T09:30:00" });
  expect(changesOf(before, { ...before, allDay: true })).toEqual({ all_day: true, start: "2026-11-30", end: "2026-12-01" });
  expect(changesOf(before, { ...before, place: "Room 4" })).toEqual({ location_text: "Room 4" });
  expect(changesOf(before, { ...before, place: "Town hall", location: 1 })).toEqual({ location_id: 1 });
  expect(changesOf(before, { ...before, zone: "Europe/London" })).toEqual({ timezone: "Europe/London" });
});

test("all of a series moves by as much as the occurrence", () => {
  const before = formOfEvent(event(), ZONE);
  const series = event({ start_in_timezone: "2026-09-07T09:00:00", end_in_timezone: "2026-09-07T09:15:00", recurrence_id: null });
  expect(changesOfSeries(before, withStart(before, "2026-12-01", "10:00"), series)).toEqual({ start: "2026-09-08T10:00:00" });
  expect(changesOfSeries(before, { ...before, endTime: "09:30" }, series)).toEqual({ end: "2026-09-07T09:30:00" });
  expect(changesOfSeries(before, { ...before, allDay: true }, series)).toEqual({ all_day: true, start: "2026-09-07", end: "2026-09-08" });
});

test("what belongs to all of a series can't be changed on one occurrence", () => {
  expect(scopesOf({ title: "x" })).toEqual(["this", "following", "all"]);
  expect(scopesOf({ recurrence_rule: null })).toEqual(["following", "all"]);
  expect(scopesOf({ calendar_id: 2, title: "x" })).toEqual(["all"]);
});
