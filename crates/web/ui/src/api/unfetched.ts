// A part of the client's that can't be fetched, in the middle of loading something else.
import { Problem } from "./problem";

/** What browsers say where a file of the client's can't be fetched: a part of a page, or its words. */
const SAID = /dynamically imported module|importing a module script|preload CSS/i;

/** Whether a file of the client's couldn't be fetched; also where a problem was made of that. */
export function isUnfetched(error: unknown): boolean {
  return error instanceof Error && (SAID.test(error.message) || isUnfetched(error.cause));
}

/** Makes a problem of what a load threw: that a part is missing is no mistake of the program's. */
export function problemOf(thrown: unknown): Problem {
  return isUnfetched(thrown) ? new Problem(0, { code: "unfetched" }, undefined, thrown) : Problem.from(thrown);
}
