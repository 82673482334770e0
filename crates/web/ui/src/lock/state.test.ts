import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { Problem } from "../api/problem";
import { before, EDGES, nameOf, table } from "./edges";
import { next, START, type State, tell } from "./state";
import de from "./words.de";
import en from "./words.en";
import { explain } from "./words";

describe("the reducer takes each edge of the table", () => {
  for (const edge of EDGES) {
    test(nameOf(edge), () => {
      const from = before(edge, START);
      const after = next(from, edge.by);
      expect(from.view.at).toBe(edge.from);
      expect(after.view.at).toBe(edge.to);
      expect(after.busy).toBe(false);
    });
  }
});

test("no two edges are called alike", () => {
  expect(new Set(EDGES.map(nameOf)).size).toBe(EDGES.length);
});

test("each edge is tried in a browser", () => {
  const folder = fileURLToPath(new URL("../../tests/", import.meta.url));
  const tests = readdirSync(folder)
    .filter((name) => name.startsWith("lock."))
    .map((name) => readFileSync(`${folder}${name}`, "utf8"))
    .join("\n");
  expect(EDGES.map(nameOf).filter((name) => !tests.includes(`"${name}"`))).toEqual([]);
});

test("docs/web.md has this table", () => {
  const page = readFileSync(fileURLToPath(new URL("../../../../../docs/web.md", import.meta.url)), "utf8");
  expect(page).toContain(table());
});

const at = (view: State["view"], more: Partial<State> = {}): State => ({ ...START, view, ...more });

test("what was wrong is told until the next try", () => {
  const told = { code: "invalid_credentials", detail: "", fields: {}, attemptsLeft: 2 };
  const refused = next(at({ at: "sign-in" }, { busy: true }), { did: "refused", told });
  expect(refused).toMatchObject({ busy: false, told });
  expect(next(refused, { did: "send" })).toMatchObject({ busy: true, told: undefined });
});

test("the way of a code is the one that was chosen, and its token stays", () => {
  const asked = at({ at: "code", token: "t", way: "app" });
  const backup = next(asked, { did: "backup-code" });
  expect(backup.view).toEqual({ at: "code", token: "t", way: "backup" });
  expect(next(backup, { did: "app-code" }).view).toEqual(asked.view);
});

test("answers that come too late change nothing", () => {
  const secret = { text: "JBSW", qr: "data:,", backupCodes: [] };
  expect(next(at({ at: "sign-in" }), { did: "enrolment", secret }).view).toEqual({ at: "sign-in" });
  expect(next(at({ at: "register" }), { did: "backup-code" }).view).toEqual({ at: "register" });
  for (const session of ["signed-out", "locked", "password-change"] as const) {
    const shown = at({ at: "backup-codes", codes: ["a"], next: "open" });
    expect(next(shown, { did: "session", session })).toBe(shown);
  }
});

test("a wrong password of a locked session doesn't sign out", () => {
  const told = { code: "invalid_credentials", detail: "", fields: {} };
  const refused = next(at({ at: "locked" }), { did: "refused", told });
  expect(refused.view).toEqual({ at: "locked" });
  expect(refused.told?.code).toBe("wrong_password");
});

test("what the setup needs is asked for when the server says so", () => {
  const open = at({ at: "setup", mode: "open" });
  const told = (code: string) => ({ did: "refused", told: { code, detail: "", fields: {} } }) as const;
  expect(next(open, told("setup_token_required")).view).toEqual({ at: "setup", mode: "token" });
  expect(next(open, told("setup_off")).view).toEqual({ at: "setup", mode: "off" });
});

test("a problem becomes what is told", () => {
  const errors = [{ pointer: "/password", code: "password_too_short", detail: "…" }];
  const refused = new Problem(422, { code: "invalid", detail: "…", errors });
  expect(tell(refused, 0).fields).toEqual({ password: "password_too_short" });
  expect(tell(new Problem(409, { code: "username_taken" }), 0).fields).toEqual({ username: "username_taken" });
  expect(tell(new Problem(429, { code: "too_many_requests" }, 30), 1000).retryAt).toBe(31_000);
  expect(tell(new Problem(401, { code: "invalid_code", attempts_left: 0 }), 0).attemptsLeft).toBe(0);
});

test("both languages say the same things", () => {
  for (const part of ["problems", "fields"] as const) {
    expect(Object.keys(de[part]).sort()).toEqual(Object.keys(en[part]).sort());
  }
  const told = { code: "invalid_credentials", detail: "", fields: {}, attemptsLeft: 1 };
  expect(explain(en, told, 0)).toBe(
    "The username or the password is wrong. One more wrong try locks signing in for 30 minutes.",
  );
  expect(explain(de, { ...told, code: "too_many_requests" }, 90)).toBe("Zu viele Versuche. Warte 2 Minuten.");
  expect(explain(en, { code: "brand_new", detail: "The API's words.", fields: {} }, 0)).toBe("The API's words.");
});
