// Whether there is a session that may do something: one signal, raised by the answers of all requests.
import { effect, signal } from "@preact/signals";
import { createApi } from "./client";
import type { Problem } from "./problem";
import type { Answer } from "./types";

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

let life = new AbortController();

/** The client of this page. */
export const api = createApi({ onProblem: raise, session: () => life.signal });

/** What is asked for before that which shows it has come. */
let asked: Record<string, Promise<Answer<unknown>> | undefined> = {};

effect(() => {
  if (session.value === "open") return;
  // Signing out and locking leave nothing behind.
  asked = {};
  life.abort();
  life = new AbortController();
});

/**
 * Asks for something that is needed soon. Not by a link in the document: what such a link has fetched the browser keeps for
 * whoever asks next, in whatever session.
 */
export function askEarly(path: "/api/settings" | "/api/auth/me" | "/api/dashboard"): void {
  const answer: Promise<unknown> = (asked[path] = api.GET(path as "/api/settings"));
  // Who takes it is told what went wrong.
  answer.catch(() => {});
}

/** Takes what was asked for early; it is given once. */
export function early<T>(path: string): Promise<Answer<T>> | undefined {
  const answer = asked[path];
  asked[path] = undefined;
  return answer as Promise<Answer<T>> | undefined;
}
