import { expect, test } from "vitest";
import { readLength, unitOf } from "./LengthField";

test("a length is shown in the largest unit that it is a whole number of", () => {
  expect(unitOf(90, ["minutes", "hours", "days"])).toBe("minutes");
  expect(unitOf(120, ["minutes", "hours", "days"])).toBe("hours");
  expect(unitOf(2880, ["minutes", "hours", "days", "weeks"])).toBe("days");
  expect(unitOf(0, ["minutes", "hours"])).toBe("minutes");
  expect(unitOf(0, ["days", "weeks"])).toBe("days");
});

test("what is no length, too short or too long is none", () => {
  expect(readLength("90", "minutes", 0, 1440)).toBe(90);
  expect(readLength(" 2 ", "hours", 0, 1440)).toBe(120);
  expect(readLength("25", "hours", 0, 1440)).toBeNull();
  expect(readLength("0", "days", 1440, 2880)).toBeNull();
  expect(readLength("1.5", "hours", 0, 1440)).toBeNull();
  expect(readLength("-1", "minutes", 0, 1440)).toBeNull();
  expect(readLength("", "minutes", 0, 1440)).toBeNull();
});
