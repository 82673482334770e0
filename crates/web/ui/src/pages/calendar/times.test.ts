import { expect, test } from "vitest";
import { at, clockChange, clockMinutes, instantOf, shift } from "./times";

const BERLIN = "Europe/Berlin";
const iso = (local: string, zone: string) => new Date(instantOf(local, zone)).toISOString();

test("a local time is an instant of its zone", () => {
  expect(iso("2026-11-30T09:30:00", BERLIN)).toBe("2026-11-30T08:30:00.000Z");
  expect(iso("2026-07-01T09:30", BERLIN)).toBe("2026-07-01T07:30:00.000Z");
  expect(iso("2026-07-01", "America/New_York")).toBe("2026-07-01T04:00:00.000Z");
  expect(iso("2026-11-30T23:00:00", "Pacific/Kiritimati")).toBe("2026-11-30T09:00:00.000Z");
});

test("what the clock leaves out is as much later, what it has twice is the first", () => {
  expect(iso("2026-03-29T02:30:00", BERLIN)).toBe("2026-03-29T01:30:00.000Z");
  expect(iso("2026-03-29T01:59:00", BERLIN)).toBe("2026-03-29T00:59:00.000Z");
  expect(iso("2026-03-29T03:00:00", BERLIN)).toBe("2026-03-29T01:00:00.000Z");
  expect(iso("2026-10-25T02:30:00", BERLIN)).toBe("2026-10-25T00:30:00.000Z");
  expect(iso("2026-10-25T03:00:00", BERLIN)).toBe("2026-10-25T02:00:00.000Z");
});

test("the days on which the clock is changed, and when", () => {
  expect(clockChange("2026-03-29", BERLIN)).toEqual({ at: 120, by: 60 });
  expect(clockChange("2026-10-25", BERLIN)).toEqual({ at: 180, by: -60 });
  expect(clockChange("2026-10-26", BERLIN)).toBeNull();
  expect(clockChange("2026-10-04", "Australia/Lord_Howe")).toEqual({ at: 120, by: 30 });
  expect(clockChange("2026-03-29", "UTC")).toBeNull();
});

test("times are shifted on the clock, dates by days", () => {
  expect(shift("2026-11-30T23:30:00", 0, 45)).toBe("2026-12-01T00:15:00");
  expect(shift("2026-12-01T00:15:00", -1, -30)).toBe("2026-11-29T23:45:00");
  expect(shift("2026-02-28", 1)).toBe("2026-03-01");
  expect(at("2026-11-30", 1440)).toBe("2026-12-01T00:00:00");
  expect(clockMinutes("2026-11-30T23:30:00", "2026-12-01T00:15:00")).toBe(45);
  expect(clockMinutes("2026-11-30", "2026-12-02")).toBe(2880);
});
