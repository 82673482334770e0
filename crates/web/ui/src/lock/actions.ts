// What the lock screen does: requests, and what they mean for the state.
import { effect, signal } from "@preact/signals";
import { type Answer, api, isAbort, Problem, session } from "../api";
import { type Happening, known, next, type Proof, START, type State, tell } from "./state";

/** What the lock screen shows; the client itself where the view is `open`. */
export const lock = signal<State>(START);

/** Lets something happen. */
export function happen(happening: Happening): void {
  lock.value = next(lock.peek(), happening);
  const { at } = lock.peek().view;
  if (at === "open" || (session.peek() !== "unknown" && at !== "starting" && at !== "unreachable")) {
    session.value = at === "open" || at === "locked" || at === "password-change" ? at : "signed-out";
  }
}

effect(() => {
  const said = session.value;
  if (said !== "unknown" && said !== "open" && lock.peek().view.at === "open") {
    happen({ did: "session", session: said });
    // Whose session it is, and whether one may register.
    void refresh();
  }
});

function told(error: unknown) {
  return tell(Problem.from(error), Date.now());
}

/** Asks the server how things stand. */
export async function begin(): Promise<void> {
  happen({ did: "ask-again" });
  try {
    happen({ did: "status", status: (await api.GET("/api/auth/status")).data });
  } catch (error) {
    happen({ did: "unreachable", told: told(error) });
  }
}

/** Goes on where another tab signed in or unlocked meanwhile. */
export async function lookAgain(): Promise<void> {
  const { view, busy } = lock.peek();
  if (busy || (view.at !== "sign-in" && view.at !== "locked")) {
    return;
  }
  try {
    const { data } = await api.GET("/api/auth/status");
    if (data.authenticated && !data.is_locked && lock.peek().view === view) {
      happen({ did: "status", status: data });
    }
  } catch {
    // What is shown is right without it.
  }
}

/** Asks again without taking away what is shown. */
async function refresh(): Promise<void> {
  try {
    lock.value = { ...lock.peek(), ...known((await api.GET("/api/auth/status")).data) };
  } catch {
    // What is shown is right without it.
  }
}

/** Sends a form that proves who somebody is. */
export async function prove(request: () => Promise<Answer<unknown>>): Promise<void> {
  if (lock.peek().busy) {
    return;
  }
  happen({ did: "send" });
  try {
    const { data } = await request();
    happen({ did: "proved", answer: data as Proof });
  } catch (error) {
    refuse(error);
  }
}

/** Tells what went wrong with a request, or with a passkey. */
export function refuse(error: unknown): void {
  if (isAbort(error)) {
    lock.value = { ...lock.peek(), busy: false };
  } else if (error instanceof DOMException) {
    happen({ did: "refused", told: { code: "passkey_declined", detail: "", fields: {} } });
  } else {
    happen({ did: "refused", told: told(error) });
  }
}

/** Signs out. The next person begins at the beginning. */
export async function signOut(): Promise<void> {
  happen({ did: "send" });
  try {
    await api.POST("/api/auth/logout");
  } catch (error) {
    // Nobody is signed in any more: that is what was wanted.
    if (!(error instanceof Problem && error.code === "unauthenticated")) {
      refuse(error);
      throw error;
    }
  }
  history.replaceState(null, "", "/");
  happen({ did: "back" });
  void refresh();
}
