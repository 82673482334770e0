import type { Schemas } from "../../api";

type Person = Schemas["Person"];

/** By what the list is sorted, as the API calls it. */
export type Sort = "last_name" | "first_name";

/** A row of the list: the heading of a letter, or somebody. */
export type Row = { kind: "letter"; letter: string; key: string } | { kind: "person"; person: Person };

/** Where those stand whose name begins with no letter. */
export const OTHER = "#";

/** The text by which the API gives somebody their place. */
export function sortText(person: Person, sort: Sort): string {
  const { first_name: first, middle_name: middle, last_name: last } = person;
  const parts = sort === "last_name" ? [last, first, middle] : [first, middle, last];
  const name = parts.filter(Boolean).join(" ");
  return name || person.nickname || person.company || person.emails[0]?.email || person.phones[0]?.phone || "";
}

/** The letter under which a text stands: without its marks, as the API sorts; `#` for none. */
export function letterOf(text: string): string {
  // Not all of it is taken apart: each page that comes groups all that are there anew.
  const begin = text.trim().slice(0, 2).normalize("NFD");
  const first = String.fromCodePoint(begin.codePointAt(0) ?? 0);
  return /\p{Letter}/u.test(first) ? first.toLocaleUpperCase("en") : OTHER;
}

/** Puts a heading before the first of each letter. The order is the API's, so nothing is moved. */
export function grouped(people: readonly Person[], sort: Sort): Row[] {
  const rows: Row[] = [];
  let last: string | undefined;
  for (const person of people) {
    const letter = letterOf(sortText(person, sort));
    if (letter !== last) rows.push({ kind: "letter", letter, key: `${letter} ${rows.length}` });
    last = letter;
    rows.push({ kind: "person", person });
  }
  return rows;
}

/** The letters of a list, in its order. */
export function lettersOf(rows: readonly Row[]): string[] {
  return rows.flatMap((row) => (row.kind === "letter" ? [row.letter] : []));
}

/** The categories of people, the most frequent first; with the same frequency as they were met. */
export function categoriesOf(people: readonly { category?: string | null }[]): string[] {
  const counts = new Map<string, number>();
  for (const { category } of people) if (category) counts.set(category, (counts.get(category) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1]).map(([category]) => category);
}

/** What stands under a name in the list: what tells people apart best. */
export function detailOf(person: Person): string {
  const work = [person.job_title, person.company].filter(Boolean).join(", ");
  const nickname = person.nickname && person.nickname !== person.display_name ? `“${person.nickname}”` : "";
  const known = [nickname, work === person.display_name ? "" : work].filter(Boolean).join(" · ");
  if (known) return known;
  const reach = person.phones[0]?.phone ?? person.emails[0]?.email ?? "";
  return reach === person.display_name ? "" : reach;
}
