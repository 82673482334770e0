import { expect, test } from "vitest";
import { snoozes } from "./snooze";

const at = (instant: string, zone = "Europe/Berlin", morning = "09:00") =>
  Object.fromEntries(snoozes(zone, morning, new Date(instant)).map(({ id, body }) => [id, body]));

test("by the account's clock, not the browser's", () => {
  const saturday = at("2026-11-28T22:30:00Z");
  expect(saturday).toEqual({ ten: { minutes: 10 }, hour: { minutes: 60 }, tomorrow: { until: "2026-11-29T09:00:00" }, monday: { until: "2026-11-30T09:00:00" } });
  expect(at("2026-11-28T22:30:00Z", "Pacific/Apia").tomorrow).toEqual({ until: "2026-11-30T09:00:00" });
});

test("an evening only while it lies ahead", () => {
  expect(at("2026-11-27T08:00:00Z").evening).toEqual({ until: "2026-11-27T18:00:00" });
  expect(at("2026-11-27T16:30:00Z").evening).toBeUndefined();
});

test("a day begins when one is told what is due on it", () => {
  const early = at("2026-11-27T08:00:00Z", "Europe/Berlin", "06:45");
  expect(early).toMatchObject({ tomorrow: { until: "2026-11-28T06:45:00" }, monday: { until: "2026-11-30T06:45:00" } });
});

test("no Monday that is tomorrow, and from Monday on the next one", () => {
  expect(at("2026-11-29T08:00:00Z").monday).toBeUndefined();
  expect(at("2026-11-30T08:00:00Z").monday).toEqual({ until: "2026-12-07T09:00:00" });
});
