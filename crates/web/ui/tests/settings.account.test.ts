// Settings: the phone, what is shared, and leaving for good.
import { readFileSync } from "node:fs";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { expectHeading, look, open, PASSWORD, tabTo, useUmbra, type Umbra } from "./harness";
import { configure, connect, expectAlert, register, signIn } from "./lock";

/** A server that takes messages as ntfy does. */
let ntfy: Server;
const taken: { path: string; token: string | undefined; text: string }[] = [];
let refuses = false;

async function textOf(request: IncomingMessage): Promise<string> {
  let text = "";
  for await (const chunk of request) text += String(chunk);
  return text;
}

beforeAll(async () => {
  ntfy = createServer((request, response) => {
    void textOf(request).then((text) => {
      taken.push({ path: request.url ?? "", token: request.headers.authorization, text });
      response.writeHead(refuses ? 403 : 200, { "content-type": "application/json" });
      response.end(refuses ? '{"code":40301,"http":403,"error":"forbidden"}' : '{"id":"1","event":"message"}');
    });
  });
  await new Promise<void>((resolve) => ntfy.listen(0, "127.0.0.1", resolve));
});
afterAll(() => ntfy.close());

let admin = "";
const umbra = useUmbra({ UMBRA_OUTBOUND_ALLOW: "127.0.0.0/8", UMBRA_NTFY_URL: "https://ntfy.example" }, async (server: Umbra) => {
  admin = await server.setUp("ana");
  await configure(server, admin, { allow_registration: true });
});

async function opened(username: string, path: string): Promise<{ page: Page; cookie: string }> {
  const cookie = await register(umbra(), username);
  const { page } = await open(umbra(), { cookie, path });
  return { page, cookie };
}

async function get<T>(path: string, cookie: string): Promise<T> {
  return (await (await umbra().api("GET", path, undefined, cookie)).json()) as T;
}

const place = () => `http://127.0.0.1:${(ntfy.address() as AddressInfo).port}`;

test("a test reaches the server of one's choice, and it is said why it doesn't", async () => {
  const { page } = await opened("ben", "/settings/phone");
  const send = page.getByRole("button", { name: "Send a test" });
  const save = page.getByRole("button", { name: "Save" });
  await send.click();
  await page.getByText("There is no topic yet.").waitFor();
  await page.getByRole("switch", { name: "Send to my phone" }).check();
  await page.getByLabel("Topic", { exact: true }).fill("ben-phone");
  await page.getByLabel("Server", { exact: true }).fill(place());
  await page.getByLabel("Access token").fill("tk_secret");
  await send.click();
  await page.getByText("Save first.").waitFor();
  await save.click();
  await page.getByText("Saved", { exact: true }).waitFor();
  await send.click();
  await page.getByText(/127\.0\.0\.1:\d+ took it\. Look at your phone\./).waitFor();
  expect(taken).toHaveLength(1);
  expect(`${taken[0]?.path} ${taken[0]?.text}`).toContain("ben-phone");
  expect(taken[0]?.token).toBe("Bearer tk_secret");
  expect(await page.getByLabel("Access token").inputValue()).toBe("");
  await page.getByText("A token is saved.").waitFor();

  refuses = true;
  await send.click();
  await page.getByText("The server refused it. Check the topic and the token.").waitFor();
  refuses = false;
  await page.getByRole("button", { name: "Remove the token" }).click();
  await save.click();
  await page.getByText("Only for servers that want one.").waitFor();
  await send.click();
  await page.getByText(/took it/).waitFor();
  expect(taken.at(-1)?.token).toBeUndefined();
});

test("any lead time, and none that is half written", async () => {
  const { page, cookie } = await opened("cara", "/settings/phone");
  const events = page.getByLabel("Events without a reminder", { exact: true });
  await events.selectOption({ label: "Another length…" });
  const field = page.getByLabel("Events without a reminder: Another length", { exact: true });
  await field.fill("45");
  await page.getByLabel("Todos", { exact: true }).selectOption({ label: "Another length…" });
  const days = page.getByLabel("Todos: Another length", { exact: true });
  await days.fill("31");
  await page.getByText("At most 30 days are possible.").waitFor();
  await look(page, "settings-leads");
  await page.getByRole("button", { name: "Save" }).click();
  expect(await get<object>("/api/settings", cookie)).toMatchObject({ ntfy_event_lead_minutes: 15, ntfy_todo_lead_days: 0 });
  await days.fill("5");
  await page.getByRole("button", { name: "Save" }).click();
  await expect.poll(() => get<object>("/api/settings", cookie)).toMatchObject({ ntfy_event_lead_minutes: 45, ntfy_todo_lead_days: 5 });
});

test("sharing leads to connections and to what others share", async () => {
  const { page } = await opened("dora", "/settings/account");
  await page.getByRole("link", { name: "Connections and blocked people" }).click();
  await page.waitForURL("**/inbox/connections");
  await page.goBack();
  await page.getByRole("link", { name: "Invitations and shared calendars" }).click();
  await page.waitForURL("**/inbox/invitations");
});

test("one's own data is downloaded, after one was asked for proof", async () => {
  const { page, cookie } = await opened("gina", "/settings/account");
  await umbra().api("POST", "/api/todos", { title: "Water the plants" }, cookie);
  await page.getByRole("region", { name: "Your data" }).waitFor();
  await look(page, "settings-data");
  let asked = 0;
  // As five minutes later.
  await page.route("**/api/export", (route) => {
    asked += 1;
    if (asked > 1) return route.continue();
    return route.fulfill({
      status: 403,
      contentType: "application/problem+json",
      body: JSON.stringify({ type: "about:blank", title: "", status: 403, code: "reauthentication_required", detail: "", request_id: "0" }),
    });
  });
  await tabTo(page, "Download your data");
  await page.keyboard.press("Enter");
  await page.getByRole("dialog", { name: "Is it you?" }).waitFor();
  await page.keyboard.type(PASSWORD);
  const [download] = await Promise.all([page.waitForEvent("download"), page.keyboard.press("Enter")]);
  expect(download.suggestedFilename()).toMatch(/^umbra-gina-\d{4}-\d\d-\d\d\.zip$/);
  const archive = readFileSync(await download.path());
  expect(archive.subarray(0, 2).toString()).toBe("PK");
  // The end record of the archive is there, and its last file.
  expect(archive.lastIndexOf("PK\x05\x06")).toBeGreaterThan(0);
  expect(archive.includes("manifest.json")).toBe(true);
  await page.getByText(/umbra-gina-.* is downloaded\./).waitFor();
});

test("an account is deleted by keyboard alone, after it was shown what that means", async () => {
  const { page, cookie } = await opened("emil", "/settings/account");
  const cara = await register(umbra(), "fritz");
  await connect(umbra(), cookie, "fritz", cara);
  const made = await umbra().api("POST", "/api/projects", { name: "Tree house" }, cookie);
  const { id } = (await made.json()) as { id: number };
  const [fritz] = await get<{ user_id: number }[]>("/api/connections", cookie);
  expect((await umbra().api("POST", `/api/projects/${id}/members`, { user_id: fritz?.user_id, role: "editor" }, cookie)).ok).toBe(true);

  await page.getByRole("button", { name: "Delete account…" }).waitFor();
  await tabTo(page, "Delete account…");
  await page.keyboard.press("Enter");
  await page.getByRole("dialog", { name: "Delete your account?" }).waitFor();
  await page.keyboard.type("not this one");
  await page.keyboard.press("Enter");
  await page.getByText(/^This password is wrong/).waitFor();
  await page.keyboard.press("Control+a");
  await page.keyboard.type(PASSWORD);
  await page.keyboard.press("Enter");
  const sure = page.getByRole("alertdialog", { name: "This is what happens" });
  await sure.getByText("Tree house · 1 other person").waitFor();
  await look(page, "settings-delete");
  await tabTo(page, "Write emil to confirm");
  await page.keyboard.type("emilia");
  await page.keyboard.press("Enter");
  await sure.getByText("That isn't your username.").waitFor();
  await page.keyboard.press("Control+a");
  await page.keyboard.type("emil");
  await page.keyboard.press("Enter");
  await expectHeading(page, "Sign in");
  await signIn(page, "emil");
  await expectAlert(page, "wrong");
  expect(await get<unknown[]>("/api/projects", cara)).toEqual([]);
});

test("the last admin stays", async () => {
  const { page } = await open(umbra(), { cookie: admin, path: "/settings/account" });
  await page.getByRole("button", { name: "Delete account…" }).click();
  const asked = page.getByRole("dialog", { name: "Delete your account?" });
  await asked.getByLabel("Your password").fill(PASSWORD);
  await asked.getByRole("button", { name: "Show what it means" }).click();
  await expectAlert(page, "You are the last admin. Make somebody else an admin first.");
  expect((await umbra().api("GET", "/api/auth/me", undefined, admin)).status).toBe(200);
});
