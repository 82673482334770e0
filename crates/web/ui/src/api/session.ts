// Whether there is a session that may do something: one signal, raised by the answers of all requests.
import { signal } from "@preact/signals";
import { createApi } from "./client";
import type { Problem } from "./problem";

/** What the last answers said of the session. */
export type Session =
  /** Nothing was asked yet. */
  | "unknown"
  /** Nobody is signed in. */
  | "signed-out"
  /** Somebody is, and has to prove who they are before anything else. */
  | "locked"
  /** Somebody is, and has to choose a password of their own before anything else. */
  | "password-change"
  /** Somebody is. */
  | "open";

/** The session of this page. The lock screen is shown unless it is `open`. */
export const session = signal<Session>("unknown");

const CODES: Readonly<Record<string, Session>> = {
  unauthenticated: "signed-out",
  session_locked: "locked",
  password_change_required: "password-change",
};

/** Raises what an error answer says of the session. Wrong passwords and the like say nothing of it. */
export function raise(problem: Problem): void {
  const said = CODES[problem.code];
  if (said) {
    session.value = said;
  }
}

/** The client of this page. */
export const api = createApi({ onProblem: raise });
