// Every edge of the lock screen: the table in docs/web.md, the reducer's test and the browser test go by it.
import type { Happening, Proof, Secret, State, Told, View } from "./state";

/** A way from one view to another. */
export interface Edge {
  from: View["at"];
  /** What a person would say that happens. */
  when: string;
  to: View["at"];
  /** What tells the reducer so, from a state in which `from` is shown. */
  by: Happening;
  /** The view before, where its name alone doesn't say it. */
  before?: View;
}

const STATUS = {
  authenticated: false,
  setup_required: false,
  setup: null,
  registration_open: false,
  username: null,
  role: null,
  is_locked: false,
  must_change_password: false,
  totp_enabled: false,
  has_passkeys: false,
  passkey_count: 0,
  passwordless_enabled: false,
  allow_passwordless: false,
};
const SECRET: Secret = { text: "JBSW", qr: "data:,", backupCodes: ["4F7K-9QXM"] };

const status = (fields: Partial<(Happening & { did: "status" })["status"]>): Happening => ({
  did: "status",
  status: { ...STATUS, ...fields },
});
const proved = (answer: Partial<Proof>): Happening => ({
  did: "proved",
  answer: { authenticated: true, must_change_password: false, ...answer },
});
const told = (code: string): Told => ({ code, detail: "", fields: {} });
const refused = (code: string): Happening => ({ did: "refused", told: told(code) });
const needs = (what: "totp_required" | "mfa_setup_required"): Happening => ({
  did: "proved",
  answer: { authenticated: false, [what]: true, mfa_token: "t" },
});
const signedIn = { authenticated: true, username: "ana", role: "standard" as const };
const code: View = { at: "code", token: "t", way: "app" };
const backup: View = { at: "code", token: "t", way: "backup" };
const enrol: View = { at: "enrol", token: "t", secret: SECRET };
const codes: View = { at: "backup-codes", codes: SECRET.backupCodes, next: "open" };
const codesFirst: View = { at: "backup-codes", codes: [], next: "password-change" };

export const EDGES: readonly Edge[] = [
  { from: "starting", when: "nobody has an account yet", to: "setup", by: status({ setup_required: true, setup: "open" }) },
  { from: "starting", when: "nobody is signed in", to: "sign-in", by: status({}) },
  { from: "starting", when: "the session is locked", to: "locked", by: status({ ...signedIn, is_locked: true }) },
  { from: "starting", when: "the password is a temporary one", to: "password-change", by: status({ ...signedIn, must_change_password: true }) },
  { from: "starting", when: "somebody is signed in", to: "open", by: status(signedIn) },
  { from: "starting", when: "the server doesn't answer", to: "unreachable", by: { did: "unreachable", told: told("offline") } },
  { from: "unreachable", when: "it is asked again", to: "starting", by: { did: "ask-again" } },
  { from: "setup", when: "the first admin is created", to: "open", by: proved({}) },
  { from: "setup", when: "the setup token is wrong", to: "setup", by: refused("setup_token_wrong") },
  { from: "setup", when: "somebody else was first", to: "sign-in", by: refused("already_set_up") },
  { from: "sign-in", when: "“Create an account”", to: "register", by: { did: "register" } },
  { from: "sign-in", when: "the password is right", to: "open", by: proved({}) },
  { from: "sign-in", when: "the password is wrong", to: "sign-in", by: refused("invalid_credentials") },
  { from: "sign-in", when: "another tab signed in", to: "open", by: status(signedIn) },
  { from: "sign-in", when: "a passkey is used", to: "open", by: proved({}) },
  { from: "sign-in", when: "a second factor is on", to: "code", by: needs("totp_required") },
  { from: "sign-in", when: "a second factor is demanded", to: "enrol", by: needs("mfa_setup_required") },
  { from: "sign-in", when: "the password is a temporary one", to: "password-change", by: proved({ must_change_password: true }) },
  { from: "register", when: "“Sign in”", to: "sign-in", by: { did: "back" } },
  { from: "register", when: "the account is created", to: "open", by: proved({}) },
  { from: "register", when: "the name is taken, or a field refused", to: "register", by: refused("username_taken") },
  { from: "register", when: "registration was closed", to: "sign-in", by: refused("registration_closed") },
  { from: "register", when: "a second factor is demanded", to: "enrol", by: needs("mfa_setup_required") },
  { from: "code", when: "“Use a backup code”", to: "code", by: { did: "backup-code" }, before: code },
  { from: "code", when: "“Use the app”", to: "code", by: { did: "app-code" }, before: backup },
  { from: "code", when: "the code is right", to: "open", by: proved({}), before: code },
  { from: "code", when: "the backup code is right", to: "open", by: proved({}), before: backup },
  { from: "code", when: "the code is wrong", to: "code", by: refused("invalid_code"), before: code },
  { from: "code", when: "the password is a temporary one", to: "password-change", by: proved({ must_change_password: true }), before: code },
  { from: "code", when: "the sign-in has run out", to: "sign-in", by: refused("invalid_mfa_token"), before: code },
  { from: "code", when: "“Back”", to: "sign-in", by: { did: "back" }, before: code },
  { from: "enrol", when: "the first code is right", to: "backup-codes", by: proved({}), before: enrol },
  { from: "enrol", when: "the first code is wrong", to: "enrol", by: refused("invalid_code"), before: enrol },
  { from: "enrol", when: "the sign-in has run out", to: "sign-in", by: refused("invalid_mfa_token"), before: enrol },
  { from: "enrol", when: "“Back”", to: "sign-in", by: { did: "back" }, before: enrol },
  { from: "backup-codes", when: "they are kept", to: "open", by: { did: "kept-codes" }, before: codes },
  { from: "backup-codes", when: "they are kept, and the password is a temporary one", to: "password-change", by: { did: "kept-codes" }, before: codesFirst },
  { from: "password-change", when: "it is changed", to: "open", by: proved({}) },
  { from: "password-change", when: "a field is refused", to: "password-change", by: refused("invalid") },
  { from: "password-change", when: "“Sign out”", to: "sign-in", by: { did: "back" } },
  { from: "locked", when: "the password is right", to: "open", by: proved({}) },
  { from: "locked", when: "another tab unlocked it", to: "open", by: status(signedIn) },
  { from: "locked", when: "a passkey is used", to: "open", by: proved({}) },
  { from: "locked", when: "the password is wrong", to: "locked", by: refused("invalid_credentials") },
  { from: "locked", when: "the session has ended", to: "sign-in", by: refused("unauthenticated") },
  { from: "locked", when: "“Sign out”", to: "sign-in", by: { did: "back" } },
  { from: "open", when: "an answer says 401", to: "sign-in", by: { did: "session", session: "signed-out" } },
  { from: "open", when: "an answer says 423", to: "locked", by: { did: "session", session: "locked" } },
  { from: "open", when: "an answer says that the password has to be changed", to: "password-change", by: { did: "session", session: "password-change" } },
];

/** Names an edge, as its browser test does. */
export function nameOf({ from, when, to }: Edge): string {
  return `${from}: ${when} → ${to}`;
}

/** Writes the table. */
export function table(): string {
  const rows = EDGES.map(({ from, when, to }) => `| ${from} | ${when} | ${to} |`);
  return ["| shown | what happens | shown then |", "| --- | --- | --- |", ...rows].join("\n");
}

/** Gives a state in which the edge can be taken. */
export function before(edge: Edge, start: State): State {
  const view = edge.before ?? (edge.from === "setup" ? { at: "setup", mode: "open" } : { at: edge.from });
  return { ...start, view: view as View };
}
