// Admin by keyboard alone: accounts, configuration, and what couldn't be sent to a phone.
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { cookieFor, openAs, seedDemo } from "./demo";
import { cookieOf, expectHeading, look, PASSWORD, startUmbra, tabTo, type Umbra } from "./harness";

/** What the phone's server answers with. */
let answers = 403;
let ntfy: Server;
let umbra: Umbra;

beforeAll(async () => {
  ntfy = createServer((request, response) => {
    request.resume();
    response.writeHead(answers, { "content-type": "application/json" }).end("{}");
  });
  await new Promise<void>((resolve) => ntfy.listen(0, "127.0.0.1", resolve));
  const { port } = ntfy.address() as AddressInfo;
  umbra = await startUmbra({ UMBRA_NTFY_URL: `http://127.0.0.1:${port}`, UMBRA_OUTBOUND_ALLOW: "127.0.0.0/8" });
  await seedDemo(umbra);
});
afterAll(async () => {
  await umbra?.close();
  ntfy?.close();
});

async function get<T>(path: string, cookie: string): Promise<T> {
  return (await (await umbra.api("GET", path, undefined, cookie)).json()) as T;
}

test("by keyboard alone: an account, its rights, and what is allowed", async () => {
  const { page, cookie } = await openAs(umbra, "ana", "/");
  await page.getByRole("heading", { level: 1 }).waitFor();
  // The second key has to come soon after the first one.
  const goToAdmin = async () => {
    await page.keyboard.press("g");
    await page.keyboard.press("a");
    return new URL(page.url()).pathname;
  };
  await expect.poll(goToAdmin).toBe("/admin");
  await expectHeading(page, "Admin");
  await tabTo(page, "Accounts");
  await page.keyboard.press("Enter");
  await page.getByRole("list", { name: "Accounts" }).waitFor();
  await tabTo(page, "New account");
  await page.keyboard.press("Enter");
  await page.getByRole("dialog", { name: "New account" }).waitFor();
  await page.keyboard.type("greta");
  await page.keyboard.press("Enter");
  const once = page.getByRole("dialog", { name: "One-time password of greta" });
  await once.waitFor();
  await tabTo(page, "I have noted it");
  await page.keyboard.press("Enter");
  await once.waitFor({ state: "detached" });
  // The focus is where it was before the dialogs.
  await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toBe("New account");

  await tabTo(page, "What to do with greta");
  await page.keyboard.press("Enter");
  await page.getByRole("menuitem", { name: "Make an admin" }).waitFor();
  for (let steps = 0; steps < 10; steps += 1) {
    if ((await page.evaluate(() => document.activeElement?.textContent)) === "Make an admin") break;
    await page.keyboard.press("ArrowDown");
  }
  await page.keyboard.press("Enter");
  await page.getByRole("alertdialog", { name: "Make greta an admin?" }).waitFor();
  await tabTo(page, "Make an admin");
  await page.keyboard.press("Enter");
  await page.getByText("Done for greta").waitFor();
  const users = await get<{ username: string; role: string }[]>("/api/admin/users", cookie);
  expect(users.find(({ username }) => username === "greta")?.role).toBe("admin");

  await tabTo(page, "Configuration", "Shift+Tab");
  await page.keyboard.press("Enter");
  await page.getByRole("switch", { name: "Anybody may create an account" }).waitFor();
  await tabTo(page, /^Anybody may create an account/);
  const before = (await get<{ allow_registration: boolean }>("/api/admin/config", cookie)).allow_registration;
  await page.keyboard.press("Space");
  await tabTo(page, "Save");
  await page.keyboard.press("Enter");
  await page.getByText("Saved", { exact: true }).waitFor();
  expect((await get<{ allow_registration: boolean }>("/api/admin/config", cookie)).allow_registration).toBe(!before);
});

test("by keyboard alone: what couldn't be sent is seen, and sent again", async () => {
  const { page, cookie } = await openAs(umbra, "ana", "/admin/deliveries");
  await page.getByText("Everything got through").waitFor();
  await look(page, "admin-deliveries-empty");

  // Somebody who has nothing else that could be sent.
  expect((await umbra.api("PUT", "/api/admin/config", { allow_registration: true }, cookie)).status).toBe(200);
  const nora = cookieOf(await umbra.api("POST", "/api/auth/register", { username: "nora", password: PASSWORD }));
  const phone = { ntfy_enabled: true, ntfy_topic: "umbra-of-nora", ntfy_reminders_enabled: true, quiet_hours_start: null, quiet_hours_end: null };
  expect((await umbra.api("PUT", "/api/settings", phone, nora)).status).toBe(200);
  const reminder = { title: "Secret pills", remind_at: new Date(Date.now() - 1000).toISOString() };
  expect((await umbra.api("POST", "/api/reminders", reminder, nora)).status).toBe(201);
  await expect.poll(() => get<unknown[]>("/api/admin/deliveries", cookie)).toHaveLength(1);

  await page.reload();
  await page.getByText("Their ntfy server refused it (403)").waitFor();
  expect(await page.getByText("pills").count()).toBe(0);
  await look(page, "admin-deliveries");
  answers = 200;
  await tabTo(page, "Only to nora");
  await page.keyboard.press("Enter");
  await page.waitForURL(/user=/);
  await tabTo(page, "Send again to nora: Reminder");
  await page.keyboard.press("Enter");
  await page.getByText("It is sent to nora again now").waitFor();
  await expect.poll(() => get<unknown[]>("/api/admin/deliveries?state=sent", cookie)).toHaveLength(1);
  await tabTo(page, "Refresh", "Shift+Tab");
  await page.keyboard.press("Enter");
  await page.getByText("Everything got through").waitFor();
  // Whose they were is said although there is none left.
  await page.getByText("Only to nora", { exact: true }).waitFor();
  await umbra.api("PUT", "/api/settings", { locale: "de-DE" }, cookie);
  await page.goto("/admin/deliveries?state=sent");
  await page.getByText("Gesendet", { exact: true }).nth(1).waitFor();
  await look(page, "admin-deliveries-de");
});

test("where somebody is signed in is seen before it is ended; and what they did", async () => {
  await cookieFor(umbra, "ben");
  const { page, cookie } = await openAs(umbra, "ana", "/admin/accounts?search=ben");
  await umbra.api("PUT", "/api/settings", { locale: "en-GB" }, cookie);
  await page.reload();
  const more = page.getByRole("button", { name: "What to do with ben" });
  await more.click();
  await page.getByRole("menuitem", { name: "Where they are signed in" }).click();
  const sessions = page.getByRole("dialog", { name: "Where ben is signed in" });
  await sessions.getByText("Node.js").first().waitFor();
  await look(page, "admin-sessions");
  await sessions.getByRole("button", { name: "End all sessions" }).click();
  await sessions.waitFor({ state: "detached" });
  await page.getByText("Done for ben").waitFor();
  const [ben] = await get<{ id: number; session_count: number }[]>("/api/admin/users?search=ben", cookie);
  expect(ben?.session_count).toBe(0);
  await more.click();
  await page.getByRole("menuitem", { name: "What they did" }).waitFor();
  expect(await page.getByRole("menuitem", { name: "Where they are signed in" }).count()).toBe(0);

  await page.getByRole("menuitem", { name: "What they did" }).click();
  const who = page.getByLabel("Who (username)");
  await expect.poll(() => who.inputValue()).toBe("ben");
  const log = page.getByRole("list", { name: "Audit log" });
  await log.getByText(/^ben /).first().waitFor();
  expect(await log.getByText(/^ana /).count()).toBe(0);
  await who.fill("nobody-of-that-name");
  await page.getByText("Nobody has this username.").first().waitFor();
  await page.getByRole("button", { name: "Show everything" }).click();
  await log.getByText(/^ana /).first().waitFor();
});

test("in German the log tells what else it knows, and nothing as programs write it", async () => {
  const cookie = await cookieFor(umbra);
  const put = async (path: string, body: object, status = 200) => expect((await umbra.api("PUT", path, body, cookie)).status, path).toBe(status);
  const { allow_registration } = await get<{ allow_registration: boolean }>("/api/admin/config", cookie);
  await put("/api/admin/config", { allow_registration: !allow_registration });
  const idOf = async (name: string) => (await get<{ id: number }[]>(`/api/admin/users?search=${name}`, cookie))[0]!.id;
  const ben = await idOf("ben");
  for (const is_active of [false, true]) await put(`/api/admin/users/${ben}/active`, { is_active });
  await put(`/api/admin/users/${ben}/role`, { role: "admin" });
  await put(`/api/admin/users/${await idOf("ana")}/active`, { is_active: false }, 409);
  await umbra.api("PUT", "/api/settings", { locale: "de-DE" }, cookie);
  const { page } = await openAs(umbra, "ana", "/admin/audit");
  const log = page.getByRole("list", { name: "Protokoll" });
  const says = (action: string, detail: string) => log.getByRole("listitem").filter({ hasText: action }).filter({ hasText: detail }).first().waitFor();
  await says("Konfiguration geändert", `Alle dürfen ein Konto anlegen: ${allow_registration ? "aus" : "an"}`);
  await says("Konto ein- oder ausgeschaltet", "ana → ben · ausgeschaltet");
  await says("Konto ein- oder ausgeschaltet", "ana → ben · eingeschaltet");
  await says("Rolle geändert", "ana → ben · Verwalter");
  await says("gescheitert", "nicht mit dem eigenen Konto");
  const lines = await log.getByRole("listitem").allInnerTexts();
  expect(lines.length).toBeGreaterThan(6);
  expect(lines.filter((line) => /\w=\w|[a-z]_[a-z]|command|required|admin /.test(line))).toEqual([]);
  await look(page, "admin-audit-de");
});
