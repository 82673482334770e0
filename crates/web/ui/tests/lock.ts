// What the tests do at the lock screen, and to the accounts that they use.
import { createHmac } from "node:crypto";
import type { BrowserContext, Page } from "playwright-core";
import { expect, test } from "vitest";
import { EDGES, nameOf } from "../src/lock/edges";
import { cookieOf, PASSWORD, type Umbra, type Watched } from "./harness";

const NAMES = new Set(EDGES.map(nameOf));

/** Tries edges of the lock screen's table, each named as there. */
export function edges(names: string[], act: () => Promise<void>): void {
  for (const name of names) {
    if (!NAMES.has(name)) throw new Error(`there is no edge "${name}"`);
  }
  test(names.join("; "), act);
}

/** Fills fields by their labels. */
export async function fill(page: Page, fields: Record<string, string>): Promise<void> {
  for (const [label, value] of Object.entries(fields)) {
    await page.getByLabel(label, { exact: true }).fill(value);
  }
}

/** Presses a button by its name. */
export async function press(page: Page, name: string): Promise<void> {
  await page.getByRole("button", { name, exact: true }).click();
}

/** Signs in with a password. */
export async function signIn(page: Page, username: string, password = PASSWORD): Promise<void> {
  await fill(page, { Username: username, Password: password });
  await press(page, "Sign in");
}

/** Waits for the client behind the lock screen. */
export async function expectOpen(page: Page): Promise<void> {
  await page.locator("#main").waitFor();
}

/** Waits until something is read aloud as an error. */
export async function expectAlert(page: Page, text: string): Promise<void> {
  await page.getByRole("alert").filter({ hasText: text }).first().waitFor();
}

async function json<T>(answer: Promise<Response>): Promise<T> {
  const got = await answer;
  expect(got.ok, `${got.url}: ${got.status} ${got.ok ? "" : await got.clone().text()}`).toBe(true);
  return (await got.json()) as T;
}

/** Lets anybody register, or not; asks new accounts for a second factor, or not. */
export async function configure(umbra: Umbra, admin: string, config: object): Promise<void> {
  await json(umbra.api("PUT", "/api/admin/config", config, admin));
}

/** Makes an account, and gives the cookies of its session. */
export async function register(umbra: Umbra, username: string): Promise<string> {
  const answer = await umbra.api("POST", "/api/auth/register", { username, password: PASSWORD });
  expect(answer.status, await answer.clone().text()).toBe(200);
  return cookieOf(answer);
}

/** Connects somebody with another account, who agrees. */
export async function connect(umbra: Umbra, asks: string, username: string, agrees: string): Promise<void> {
  await json(umbra.api("POST", "/api/connections/requests", { username }, asks));
  const [request] = await json<{ id: number }[]>(umbra.api("GET", "/api/connections/requests/incoming", undefined, agrees));
  const accepted = await umbra.api("POST", `/api/connections/requests/${request!.id}/accept`, undefined, agrees);
  expect(accepted.ok, await accepted.text()).toBe(true);
}

/** Makes an account whose password is a temporary one, and gives its id. */
export async function invite(umbra: Umbra, admin: string, username: string, password: string): Promise<number> {
  const made = umbra.api("POST", "/api/admin/users", { username, password }, admin);
  return (await json<{ user: { id: number } }>(made)).user.id;
}

/** Signs in by the API, and gives the cookies. */
export async function signedIn(umbra: Umbra, username: string, password = PASSWORD): Promise<string> {
  const answer = await umbra.api("POST", "/api/auth/login", { username, password });
  expect(answer.status, await answer.clone().text()).toBe(200);
  return cookieOf(answer);
}

/** The cookies of a browser, as a program sends them. */
export async function cookiesOf(context: BrowserContext): Promise<string> {
  return (await context.cookies()).map(({ name, value }) => `${name}=${value}`).join("; ");
}

/** Locks the session of these cookies. */
export async function lockIt(umbra: Umbra, cookie: string): Promise<void> {
  await json(umbra.api("POST", "/api/auth/lock", undefined, cookie));
}

/** Switches TOTP on, and gives the secret and the backup codes. The code of now is used up, that of the next step is taken. */
export async function switchTotpOn(umbra: Umbra, cookie: string): Promise<{ secret: string; codes: string[] }> {
  const setup = umbra.api("POST", "/api/auth/totp/setup", undefined, cookie);
  const { secret, backup_codes } = await json<{ secret: string; backup_codes: string[] }>(setup);
  await json(umbra.api("POST", "/api/auth/totp/confirm", { code: totp(secret) }, cookie));
  return { secret, codes: backup_codes };
}

/** The code of an authenticator app (RFC 6238), some steps of half a minute from now. */
export function totp(secret: string, steps = 0): string {
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  const bits = [...secret.replaceAll(" ", "")].map((letter) => alphabet.indexOf(letter).toString(2).padStart(5, "0"));
  const bytes = (bits.join("").match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + steps));
  const mac = createHmac("sha1", Buffer.from(bytes)).update(counter).digest();
  const offset = (mac.at(-1) ?? 0) & 15;
  return String((mac.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, "0");
}

/** Waits for a moment from which on a code of the step before is taken for some seconds yet. */
export async function earlyInStep(): Promise<void> {
  const left = 30_000 - (Date.now() % 30_000);
  if (left < 10_000) await new Promise((resolve) => setTimeout(resolve, left));
}

/** Registers a passkey for who is signed in on the page. */
export async function registerPasskey({ page }: Watched): Promise<void> {
  await page.evaluate(async (password) => {
    const send = async (path: string, body: unknown) => {
      const headers = { "content-type": "application/json", "x-requested-with": "XMLHttpRequest" };
      const answer = await fetch(path, { method: "POST", headers, body: JSON.stringify(body) });
      if (!answer.ok) throw new Error(`${path}: ${await answer.text()}`);
      return answer.json();
    };
    const begun = await send("/api/auth/passkeys/register/begin", { password });
    const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(begun.options.publicKey ?? begun.options);
    const credential = (await navigator.credentials.create({ publicKey })) as PublicKeyCredential;
    await send("/api/auth/passkeys/register/complete", {
      challenge_token: begun.challenge_token,
      credential: credential.toJSON(),
      name: "Laptop",
    });
  }, PASSWORD);
}

/** Has the next requests for a path answered by a problem of the server. */
export async function answerWith(page: Page, path: string, status: number, code: string, wait?: number): Promise<void> {
  await page.route(`**${path}`, (route) =>
    route.fulfill({
      status,
      contentType: "application/problem+json",
      headers: wait === undefined ? {} : { "retry-after": String(wait) },
      body: JSON.stringify({ type: "about:blank", title: "", status, code, detail: "", request_id: "0" }),
    }),
  );
}
