import { expect, test } from "vitest";
import type { Schemas } from "../../api";
import { PERSON } from "../../api/fixtures";
import { preview } from "./merge";
import { isSameNumber, telLink } from "./number";

type Person = Schemas["Person"];
const person = (given: Partial<Person>): Person => ({ ...PERSON, ...given });
const none: ReadonlySet<never> = new Set();

test("what one has alone stays or comes over", () => {
  const { singles } = preview(person({ first_name: "Jon" }), person({ first_name: "Jon", last_name: "Snow" }), none);
  expect(singles).toEqual([
    { field: "first_name", value: "Jon", taken: false },
    { field: "last_name", value: "Snow", taken: true },
  ]);
});

test("of what both have one is chosen, and the other goes to the notes", () => {
  const [one, other] = [person({ company: "Acme", notes: "Tall." }), person({ company: "Globex", notes: "Short." })];
  const kept = preview(one, other, none);
  expect(kept.singles).toEqual([{ field: "company", value: "Acme", choice: ["Acme", "Globex"], taken: false }]);
  expect(kept.notes).toBe("Tall.\n\nShort.\n\ncompany: Globex");
  const taken = preview(one, other, new Set(["company"] as const));
  expect(taken.singles[0]).toMatchObject({ value: "Globex", taken: true });
  expect(taken.notes).toBe("Tall.\n\nShort.\n\ncompany: Acme");
});

test("of two birthdays that agree the fuller one stays", () => {
  const { singles, notes } = preview(person({ birthday: "--04-11" }), person({ birthday: "1948-04-11" }), none);
  expect(singles).toEqual([{ field: "birthday", value: "1948-04-11", taken: true }]);
  expect(notes).toBe("");
  expect(preview(person({ birthday: "1947-04-11" }), person({ birthday: "1948-04-11" }), none).singles[0]?.choice).toHaveLength(2);
});

test("lists are put together without what is there already", () => {
  const merged = preview(
    person({ emails: [{ email: "jon@example.org", label: "home" }], phones: [{ phone: "0664 1234567", label: null }] }),
    person({
      emails: [{ email: "JON@example.org", label: "work" }, { email: "snow@example.org", label: null }],
      phones: [{ phone: "+43 664 1234567", label: "mobile" }],
    }),
    none,
  );
  expect(merged.emails.map(({ value, added }) => [value.email, added])).toEqual([
    ["jon@example.org", false],
    ["snow@example.org", true],
  ]);
  expect(merged.phones).toEqual([{ value: { phone: "+43 664 1234567", label: "mobile" }, added: false }]);
  expect(merged.notes).toBe("emails: JON@example.org (work)");
});

test("numbers are one number as on the server", () => {
  for (const [one, other] of [["+43 664 1234567", "0664 123 45 67"], ["+43 664 1234567", "0043-664-1234567"], ["+43 (0)664 1234567", "0664/1234567"], ["112", "1 1 2"]] as const) {
    expect(isSameNumber(one, other)).toBe(true);
  }
  for (const [one, other] of [["+43 664 1234567", "+49 664 1234567"], ["112", "0112"], ["0664 1234567", "0664 1234567 after six"]] as const) {
    expect(isSameNumber(one, other)).toBe(false);
  }
});

test("a number can be called however it is written", () => {
  expect(telLink("+43 (0)664 123-45 67")).toBe("tel:+436641234567");
  expect(telLink("(0)30/555 01 23")).toBe("tel:0305550123");
  expect(telLink("0664 1234567 after six")).toBe("tel:06641234567");
});
