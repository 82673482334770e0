// The list as it was left, so that one comes back from a person to where one was. Only in memory.
import { effect } from "@preact/signals";
import { type Paged, type Schemas, session } from "../../api";

type Person = Schemas["Person"];

interface Kept {
  /** The address with its filters. */
  url: string;
  list: Paged<Person>;
  scroll: number;
}

let kept: Kept | undefined;

effect(() => {
  // Signing out and locking leave nothing behind.
  if (session.value !== "open") kept = undefined;
});

/** Remembers the list when it is left, unless it goes because the session ended or was locked. */
export function keep(left: Kept): void {
  if (session.peek() === "open") kept = left;
}

/** The list that was left at this address. */
export function keptAt(url: string): Kept | undefined {
  return kept?.url === url ? kept : undefined;
}

/** Whether one comes from the list, so that going back leads there. */
export function cameFromList(): boolean {
  return kept !== undefined;
}

/** Somebody was added, renamed or deleted: the list is fetched anew. */
export function forget(): void {
  kept = undefined;
}

/** Somebody changed in a way that moves nobody. */
export function replace(person: Person): void {
  kept?.list.update((people) => people.map((one) => (one.id === person.id ? person : one)));
}
