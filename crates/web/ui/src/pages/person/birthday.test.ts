import { expect, test } from "vitest";
import { ageOn, birthdayOf, nextBirthday, readBirthday, writeBirthday } from "./birthday";

const born = (text: string) => readBirthday(text)!;

test("a birthday is read and written with the year or without", () => {
  for (const text of ["1948-04-11", "--09-24", "0987-01-01"]) expect(writeBirthday(born(text))).toBe(text);
  expect(born("--09-24").year).toBeUndefined();
  expect(readBirthday("24.9.")).toBeUndefined();
});

test("the next one is today, later this year, or next year", () => {
  expect(nextBirthday(born("1948-11-28"), "2026-11-28")).toBe("2026-11-28");
  expect(nextBirthday(born("--12-01"), "2026-11-28")).toBe("2026-12-01");
  expect(nextBirthday(born("1948-04-11"), "2026-11-28")).toBe("2027-04-11");
});

test("29 February is 28 February in years without it", () => {
  expect(nextBirthday(born("2000-02-29"), "2026-11-28")).toBe("2027-02-28");
  expect(nextBirthday(born("2000-02-29"), "2027-03-01")).toBe("2028-02-29");
  expect(ageOn(born("2000-02-29"), "2027-02-28")).toBe(27);
  expect(ageOn(born("2000-02-29"), "2027-02-27")).toBe(26);
});

test("the age changes on the day itself", () => {
  expect(ageOn(born("1948-04-11"), "2026-04-10")).toBe(77);
  expect(ageOn(born("1948-04-11"), "2026-04-11")).toBe(78);
  expect(ageOn(born("--04-11"), "2026-04-11")).toBeUndefined();
  expect(ageOn(born("2030-01-01"), "2026-04-11")).toBeUndefined();
});

test("what is written in the fields is a birthday or is told", () => {
  const of = (day: string, month: string, year: string) => birthdayOf(day, month, year, "2026-11-28");
  expect(of("", "", "")).toBeNull();
  expect(of(" 4", "12", "1990 ")).toBe("1990-12-04");
  expect(of("29", "2", "")).toBe("--02-29");
  expect(of("29", "2", "1990")).toBe("impossible");
  expect(of("31", "4", "")).toBe("impossible");
  expect(of("4", "", "1990")).toBe("incomplete");
  expect(of("4", "12", "90")).toBe("impossible");
  expect(of("29", "11", "2026")).toBe("future");
});
