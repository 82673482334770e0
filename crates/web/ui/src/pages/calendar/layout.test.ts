import { expect, test } from "vitest";
import { barsOf, segmentsOf } from "./layout";
import type { Entry } from "./model";
import { daysFrom } from "../../i18n/dates";

const MONDAY = "2026-11-30";

function timed(key: string, from: number, to: number, more: Partial<Entry> = {}): Entry {
  return { key, kind: "event", title: key, color: "#000000", allDay: false, first: MONDAY, last: MONDAY, from, to, done: false, faint: false, ...more };
}

function columns(entries: Entry[]) {
  return Object.fromEntries(segmentsOf(entries, MONDAY).map(({ entry, column, columns: all, span }) => [entry.key, [column, all, span]]));
}

test("what doesn't overlap has the whole width", () => {
  expect(columns([timed("a", 540, 600), timed("b", 600, 660)])).toEqual({ a: [0, 1, 1], b: [0, 1, 1] });
});

test("what overlaps stands side by side, and grows where nothing is in its way", () => {
  expect(columns([timed("a", 540, 720), timed("b", 540, 600), timed("c", 570, 630), timed("d", 660, 720)])).toEqual({
    a: [0, 3, 1],
    b: [1, 3, 1],
    c: [2, 3, 1],
    d: [1, 3, 2],
  });
});

test("what is short is drawn longer, and makes room for that", () => {
  expect(columns([timed("a", 540, 545), timed("b", 550, 600)])).toEqual({ a: [0, 2, 1], b: [1, 2, 1] });
});

test("a moment beside what lasts is tiny at the right, and takes no column", () => {
  const found = segmentsOf([timed("a", 540, 720), timed("r", 570, 570, { kind: "reminder" }), timed("s", 575, 575, { kind: "reminder" }), timed("t", 800, 800, { kind: "todo" })], MONDAY);
  const by = Object.fromEntries(found.map((one) => [one.entry.key, one]));
  expect(by.a).toMatchObject({ columns: 1, beside: 2, tiny: false });
  expect([by.r!.tiny, by.r!.column, by.s!.tiny, by.s!.column]).toEqual([true, 0, true, 1]);
  expect(by.t).toMatchObject({ tiny: false, columns: 1 });
});

test("over midnight it has a part on each day", () => {
  const night = timed("n", 1380, 120, { last: "2026-12-01" });
  expect(segmentsOf([night], MONDAY)[0]).toMatchObject({ from: 1380, to: 1440, begins: true, ends: false });
  expect(segmentsOf([night], "2026-12-01")[0]).toMatchObject({ from: 0, to: 120, begins: false, ends: true });
});

function whole(key: string, first: string, last: string): Entry {
  return timed(key, 0, 1440, { allDay: true, first, last });
}

test("bars take the first lane that is free, and say where they go on", () => {
  const days = daysFrom(MONDAY, 7);
  const bars = barsOf([whole("trip", "2026-11-28", "2026-12-01"), whole("fair", "2026-12-01", "2026-12-09"), whole("a", "2026-12-02", "2026-12-02")], days);
  expect(bars.map(({ entry, at, days: over, lane, fromBefore, goesOn }) => [entry.key, at, over, lane, fromBefore, goesOn])).toEqual([
    ["trip", 0, 2, 0, true, false],
    ["fair", 1, 6, 1, false, true],
    ["a", 2, 1, 0, false, false],
  ]);
});
