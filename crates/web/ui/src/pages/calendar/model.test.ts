import { expect, test } from "vitest";
import type { Schemas } from "../../api";
import { EVENT } from "../../api/fixtures";
import { setRegion } from "../../i18n";
import { entriesOf, entryOfEvent, place, type AgendaEvent } from "./model";
import { bodyOfMove, bodyOfSeriesMove } from "./move";
import { preview, type Draft } from "./state";

setRegion({ locale: "en", zone: "Europe/Berlin", weekStart: 0 });

function event(more: Partial<AgendaEvent>): AgendaEvent {
  return { ...EVENT, title: "Lunch", display_color: "#3366cc", calendar_color: "#3366cc", ...more };
}

test("where events stand: by the clock, whole days, over midnight, until midnight", () => {
  expect(place(event({}))).toEqual({ allDay: false, first: "2026-11-30", last: "2026-11-30", from: 720, to: 780 });
  expect(place(event({ all_day: true, start_local: "2026-11-30", end_local: "2026-12-02" }))).toMatchObject({ allDay: true, first: "2026-11-30", last: "2026-12-01" });
  const until = event({ end: "2026-11-30T23:00:00Z", end_local: "2026-12-01T00:00:00" });
  expect(place(until)).toEqual({ allDay: false, first: "2026-11-30", last: "2026-11-30", from: 720, to: 1440 });
  const night = event({ end: "2026-12-01T01:00:00Z", end_local: "2026-12-01T02:00:00" });
  expect(place(night)).toEqual({ allDay: false, first: "2026-11-30", last: "2026-12-01", from: 720, to: 120 });
  const days = event({ end: "2026-12-02T11:00:00Z", end_local: "2026-12-02T12:00:00" });
  expect(place(days)).toMatchObject({ allDay: true, first: "2026-11-30", last: "2026-12-02" });
});

test("while the clock is set back it lasts as long as it does", () => {
  const back = event({ start: "2026-10-25T00:30:00Z", end: "2026-10-25T01:15:00Z", start_local: "2026-10-25T02:30:00", end_local: "2026-10-25T02:15:00" });
  expect(place(back)).toMatchObject({ first: "2026-10-25", last: "2026-10-25", from: 150, to: 195 });
});

test("what recurs stands on each of its days, and tells which are planned", () => {
  const todo = { id: 7, title: "Bins", priority: "none", completed: false, due_date: "2026-12-01", planned_dates: ["2026-12-08"], completed_dates: ["2026-11-24"] } as unknown as Schemas["AgendaTodo"];
  const agenda = { start: "", end: "", events: [], todos: [todo], tasks: [], reminders: [], birthdays: [], projects: [] };
  const entries = entriesOf(agenda, { zone: "Europe/Berlin", colors: new Map(), busy: () => "" });
  expect(entries.map(({ first, done, faint }) => [first, done, faint])).toEqual([
    ["2026-11-24", true, false],
    ["2026-12-01", false, false],
    ["2026-12-08", false, true],
  ]);
});

const draftOf = (one: AgendaEvent, more: Partial<Draft>): Draft => ({ entry: entryOfEvent(one), days: 0, minutes: 0, resize: false, ...more });

test("a move shows where it would be, also over midnight", () => {
  expect(preview(draftOf(event({}), { days: 1, minutes: 30 }))).toMatchObject({ first: "2026-12-01", last: "2026-12-01", from: 750, to: 810 });
  expect(preview(draftOf(event({}), { minutes: 690 }))).toMatchObject({ first: "2026-11-30", last: "2026-12-01", from: 1410, to: 30 });
  expect(preview(draftOf(event({}), { minutes: -780 }))).toMatchObject({ first: "2026-11-29", from: 1380, last: "2026-11-29", to: 1440 });
  expect(preview(draftOf(event({}), { minutes: 60, resize: true }))).toMatchObject({ from: 720, to: 840 });
  expect(preview(draftOf(event({}), { minutes: -300, resize: true }))).toMatchObject({ from: 720, to: 735 });
  expect(preview(draftOf(event({ all_day: true, start_local: "2026-11-30", end_local: "2026-12-01" }), { days: 2, resize: true }))).toMatchObject({ first: "2026-11-30", last: "2026-12-02" });
});

test("what is sent for a move: local times of the event's clock, else instants", () => {
  const d = { days: 1, minutes: 30, resize: false };
  expect(bodyOfMove(d, event({}))).toEqual({ start: "2026-12-01T12:30:00" });
  expect(bodyOfMove(d, event({ timezone: "America/New_York" }))).toEqual({ start: "2026-12-01T11:30:00Z" });
  expect(bodyOfMove({ ...d, resize: true, days: 0 }, event({}))).toEqual({ end: "2026-11-30T13:30:00" });
  expect(bodyOfMove({ ...d, turn: { date: "2026-12-03", minutes: null } }, event({}))).toEqual({ start: "2026-12-03", all_day: true });
});

test("all of a series moves by as much as the occurrence, on the series' own clock", () => {
  const series = event({ start_in_timezone: "2026-09-07T06:00:00", end_in_timezone: "2026-09-07T07:00:00", timezone: "America/New_York" });
  expect(bodyOfSeriesMove({ days: 1, minutes: -15, resize: false }, series, event({}))).toEqual({ start: "2026-09-08T05:45:00" });
  expect(bodyOfSeriesMove({ days: 0, minutes: 15, resize: true }, series, event({}))).toEqual({ end: "2026-09-07T07:15:00" });
});
