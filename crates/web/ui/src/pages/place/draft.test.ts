import { expect, test } from "vitest";
import { changes, degrees, toBody, toDraft, website } from "./draft";

test("degrees are read with a point or a comma", () => {
  expect([" 48.2085", "48,2085", "-16.4", "−16.4", ""].map(degrees)).toEqual([48.2085, 48.2085, -16.4, -16.4, null]);
  expect(degrees("48°")).toBeNaN();
  expect(degrees("1e3")).toBeNaN();
});

test("a website gets its scheme", () => {
  expect(website(" example.org/a ")).toBe("https://example.org/a");
  expect(website("http://example.org")).toBe("http://example.org");
  expect(website("javascript:alert(1)")).toBe("javascript:alert(1)");
  expect(website(" ")).toBeNull();
});

test("only what was changed is sent, a position as a whole", () => {
  const before = toBody(toDraft({ name: "School", latitude: 48, longitude: 14, notes: "Gate B" }));
  expect(changes(before, before)).toEqual({});
  expect(changes(before, toBody({ ...toDraft(before), latitude: "48.5", notes: "" }))).toEqual({ latitude: 48.5, longitude: 14, notes: null });
  expect(changes(before, toBody({ ...toDraft(before), latitude: "", longitude: "" }))).toEqual({ latitude: null, longitude: null });
});
