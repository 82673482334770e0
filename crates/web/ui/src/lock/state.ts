// What the lock screen shows: one pure function from what happened. docs/web.md has it as a table.
import type { Problem, Schemas } from "../api";

/** What is shown. */
export type View =
  /** The server was asked how things stand. */
  | { at: "starting" }
  /** It can't be reached, or can't tell. */
  | { at: "unreachable" }
  | { at: "setup"; mode: Schemas["SetupMode"] }
  | { at: "sign-in" }
  | { at: "register" }
  | { at: "code"; token: string; way: "app" | "backup" }
  | { at: "enrol"; token: string; secret?: Secret }
  | { at: "backup-codes"; codes: readonly string[]; next: "password-change" | "open" }
  | { at: "password-change" }
  | { at: "locked" }
  /** The client itself. */
  | { at: "open" };

/** What an authenticator app needs. */
export interface Secret {
  text: string;
  /** A picture in a `data:` URL. */
  qr: string;
  backupCodes: readonly string[];
}

/** What went wrong, as far as the screen tells it. */
export interface Told {
  code: string;
  /** The API's own sentence, for codes that the screen has no words for. */
  detail: string;
  attemptsLeft?: number;
  /** Codes of refused fields by their names. */
  fields: Readonly<Record<string, string>>;
  /** When the next try makes sense, in milliseconds since 1970. */
  retryAt?: number;
}

export interface State {
  view: View;
  /** Who is signed in, where the session is locked. */
  username: string | undefined;
  registrationOpen: boolean;
  hasPasskeys: boolean;
  /** Whether a request is under way. */
  busy: boolean;
  told: Told | undefined;
}

export type Happening =
  /** `GET /api/auth/status` answered. */
  | { did: "status"; status: Schemas["AuthStatus"] }
  /** It didn't. */
  | { did: "unreachable"; told: Told }
  /** A form was sent, or the status asked for again. */
  | { did: "send" }
  | { did: "ask-again" }
  /** A sign-in, set-up, registration, unlock or change of the password was answered. */
  | { did: "proved"; answer: Proof }
  | { did: "refused"; told: Told }
  | { did: "enrolment"; secret: Secret }
  /** Links and buttons that only change what is shown. */
  | { did: "register" | "back" | "backup-code" | "app-code" | "kept-codes" }
  /** Answers to other requests said something of the session. */
  | { did: "session"; session: "signed-out" | "locked" | "password-change" };

/** The answer to a sign-in. */
export interface Proof {
  authenticated: boolean;
  must_change_password?: boolean;
  totp_required?: boolean;
  mfa_setup_required?: boolean;
  mfa_token?: string;
}

export const START: State = {
  view: { at: "starting" },
  username: undefined,
  registrationOpen: false,
  hasPasskeys: false,
  busy: false,
  told: undefined,
};

/** Codes after which the same view makes no sense any more. */
const BACK_TO_SIGN_IN = new Set([
  "already_set_up",
  "registration_closed",
  "invalid_mfa_token",
  "mfa_not_pending",
  "unauthenticated",
]);

/** Finds what is shown after something happened. */
export function next(state: State, happening: Happening): State {
  switch (happening.did) {
    case "status":
      return { ...settled(state), ...known(happening.status), view: begin(happening.status) };
    case "unreachable":
      return { ...settled(state), view: { at: "unreachable" }, told: happening.told };
    case "send":
      return { ...state, busy: true, told: undefined };
    case "ask-again":
      return { ...settled(state), view: { at: "starting" } };
    case "proved":
      return { ...settled(state), view: proved(state.view, happening.answer) };
    case "refused":
      return refused(state, happening.told);
    case "enrolment":
      return state.view.at === "enrol"
        ? { ...settled(state), view: { ...state.view, secret: happening.secret } }
        : state;
    case "session":
      return raised(state, happening.session);
    default:
      return { ...settled(state), view: turned(state.view, happening.did) };
  }
}

function settled(state: State): State {
  return { ...state, busy: false, told: undefined };
}

/** What the status says beside what is shown. */
export function known(status: Schemas["AuthStatus"]): Partial<State> {
  return {
    username: status.username ?? undefined,
    registrationOpen: status.registration_open,
    hasPasskeys: status.has_passkeys,
  };
}

function begin(status: Schemas["AuthStatus"]): View {
  if (status.setup_required) {
    return { at: "setup", mode: status.setup ?? "off" };
  }
  if (!status.authenticated) {
    return { at: "sign-in" };
  }
  if (status.is_locked) {
    return { at: "locked" };
  }
  return status.must_change_password ? { at: "password-change" } : { at: "open" };
}

function proved(from: View, answer: Proof): View {
  const token = answer.mfa_token ?? "";
  if (answer.totp_required) {
    return { at: "code", token, way: "app" };
  }
  if (answer.mfa_setup_required) {
    return { at: "enrol", token };
  }
  const after = answer.must_change_password ? "password-change" : "open";
  if (from.at === "enrol" && from.secret) {
    return { at: "backup-codes", codes: from.secret.backupCodes, next: after };
  }
  return { at: after };
}

function refused(state: State, told: Told): State {
  const { view } = state;
  // Only what is about the sign-in: signing in itself has no way back.
  if (BACK_TO_SIGN_IN.has(told.code) && view.at !== "sign-in") {
    return { ...settled(state), view: { at: "sign-in" }, told };
  }
  if (view.at === "setup" && told.code === "setup_off") {
    return { ...settled(state), view: { at: "setup", mode: "off" } };
  }
  if (view.at === "setup" && told.code === "setup_token_required") {
    return { ...settled(state), view: { at: "setup", mode: "token" }, told };
  }
  // Only the password was asked for.
  const asked = view.at === "locked" || view.at === "password-change";
  const isPassword = asked && told.code === "invalid_credentials";
  return { ...settled(state), told: isPassword ? { ...told, code: "wrong_password" } : told };
}

function raised(state: State, session: "signed-out" | "locked" | "password-change"): State {
  const at = session === "signed-out" ? "sign-in" : session;
  // While somebody is at the lock screen, its own answers say more.
  return state.view.at === "open" ? { ...settled(state), view: { at } } : state;
}

function turned(view: View, did: "register" | "back" | "backup-code" | "app-code" | "kept-codes"): View {
  switch (did) {
    case "register":
      return view.at === "sign-in" ? { at: "register" } : view;
    case "backup-code":
      return view.at === "code" ? { ...view, way: "backup" } : view;
    case "app-code":
      return view.at === "code" ? { ...view, way: "app" } : view;
    case "kept-codes":
      return view.at === "backup-codes" ? { at: view.next } : view;
    case "back":
      return { at: "sign-in" };
  }
}

/** Fields that a code is about, where the answer names none. */
const ABOUT: Readonly<Record<string, string>> = {
  username_taken: "username",
  setup_token_required: "setup_token",
  setup_token_wrong: "setup_token",
};

/** Takes what the screen tells of a problem. */
export function tell(problem: Problem, now: number): Told {
  const fields = [...problem.fields].map(([pointer, { code }]) => [pointer.slice(1), code]);
  const about = ABOUT[problem.code];
  if (about) {
    fields.push([about, problem.code]);
  }
  return {
    code: problem.code,
    detail: problem.detail,
    fields: Object.fromEntries(fields),
    ...(problem.attemptsLeft === undefined ? {} : { attemptsLeft: problem.attemptsLeft }),
    ...(problem.retryAfter === undefined ? {} : { retryAt: now + problem.retryAfter * 1000 }),
  };
}
