import { expect, test } from "vitest";
import type { Schemas } from "../../api";
import { PERSON } from "../../api/fixtures";
import { categoriesOf, detailOf, grouped, letterOf, lettersOf, sortText } from "./groups";

function person(given: Partial<Schemas["Person"]>): Schemas["Person"] {
  return { ...PERSON, ...given };
}

test("letters stand for themselves without their marks", () => {
  expect(["Äpfel", "émile", "zoë", "Øre", "東京", "Яна"].map(letterOf)).toEqual(["A", "E", "Z", "Ø", "東", "Я"]);
});

test("what begins with no letter stands under one sign", () => {
  expect(["+49 30", "3M", "", "(Ana)", "😀"].map(letterOf)).toEqual(["#", "#", "#", "#", "#"]);
});

test("people are sorted by what the API sorts them by", () => {
  const ada = person({ first_name: "Ada", last_name: "Lovelace" });
  expect(sortText(ada, "last_name")).toBe("Lovelace Ada");
  expect(sortText(ada, "first_name")).toBe("Ada Lovelace");
  expect(sortText(person({ nickname: "Bo", company: "Acme" }), "last_name")).toBe("Bo");
  expect(sortText(person({ phones: [{ phone: "+43 1", label: null }] }), "last_name")).toBe("+43 1");
});

test("a heading stands before the first of each letter", () => {
  const rows = grouped(
    [person({ id: 1, last_name: "Adams" }), person({ id: 2, last_name: "Ärger" }), person({ id: 3, last_name: "Berg" })],
    "last_name",
  );
  expect(rows.map((row) => (row.kind === "letter" ? row.letter : row.person.id))).toEqual(["A", 1, 2, "B", 3]);
  expect(lettersOf(rows)).toEqual(["A", "B"]);
});

test("categories come by how many have them", () => {
  const of = (category: string | null) => person({ category });
  expect(categoriesOf([of("work"), of("family"), of(null), of("family")])).toEqual(["family", "work"]);
});

test("under a name stands what the name doesn't say", () => {
  expect(detailOf(person({ display_name: "Ada", job_title: "Engineer", company: "Acme" }))).toBe("Engineer, Acme");
  expect(detailOf(person({ display_name: "Acme", company: "Acme", phones: [{ phone: "1", label: null }] }))).toBe("1");
  expect(detailOf(person({ display_name: "a@b.c", emails: [{ email: "a@b.c", label: null }] }))).toBe("");
});
