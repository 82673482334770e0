// What is due, told again later: by mouse, by keyboard alone, in German, and once it isn't due any more.
import { mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, expect, test } from "vitest";
import { localOf } from "../src/i18n/dates";
import { clockIn, library } from "./clock";
import { look, open, tabTo, useUmbra, type Umbra } from "./harness";

const ZONE = "Europe/Berlin";
let cookie = "";
let todo = 0;

interface Told {
  id: number;
  kind: string;
  title: string;
  read_at: string | null;
  snoozed_until: string | null;
}

async function send<T>(server: Umbra, method: string, path: string, body?: unknown): Promise<T> {
  const answer = await server.api(method, path, body, cookie);
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as T;
}

const folder = mkdtempSync(join(tmpdir(), "umbra-clock-"));
const clock = join(folder, "clock");
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Sets the server's clock, in seconds from now. It reads either that or what was there. */
function setClock(seconds: "-600" | "+0"): void {
  writeFileSync(`${clock}.new`, seconds);
  renameSync(`${clock}.new`, clock);
}

// Nobody has to wait for a minute to come: the server's clock is behind, and is put right once the minute is to come.
setClock("-600");

const umbra = useUmbra(
  library ? clockIn(clock) : {},
  async (server) => {
    cookie = await server.setUp("ana");
    // This minute is when she is told; where no clock can be set, the next one that isn't about to come.
    const [day = "", time = ""] = localOf(Date.now() + (library ? 0 : 75_000), ZONE).split("T");
    await send(server, "PUT", "/api/settings", { timezone: ZONE, locale: "en-GB", daily_notice_time: time.slice(0, 5), ntfy_project_lead_days: 0 });
    todo = (await send<{ id: number }>(server, "POST", "/api/todos", { title: "Pay the rent", due_date: day })).id;
    const project = await send<{ id: number }>(server, "POST", "/api/projects", { name: "Garden" });
    await send(server, "POST", `/api/projects/${project.id}/tasks`, { title: "Dig", due_date: day });
    setClock("+0");
    for (let tries = 0; tries < 500; tries += 1) {
      if ((await told(server)).length === 2) return;
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
    throw new Error("nothing was told");
  },
);

const told = (server: Umbra = umbra()) => send<Told[]>(server, "GET", "/api/notifications");

async function of(kind: string): Promise<Told> {
  const found = (await told()).find((one) => one.kind === kind);
  if (!found) throw new Error(`nothing was told of the kind ${kind}`);
  return found;
}

/** What the list says of one of them. */
const row = (page: Page, title: string) => page.locator("[data-notification]", { hasText: title });

/** Checks that what was put off at some time after `since` is told again that many minutes later. */
async function expectPutOff(kind: string, minutes: number, since: number): Promise<void> {
  await expect.poll(async () => Date.parse((await of(kind)).snoozed_until ?? "") - since).toBeGreaterThanOrEqual(minutes * 60_000 - 1_000);
  expect(Date.parse((await of(kind)).snoozed_until ?? "")).toBeLessThanOrEqual(Date.now() + minutes * 60_000);
}

test("with the mouse: later, later still, and back to before", async () => {
  const { page } = await open(umbra(), { cookie, path: "/inbox", messagesStay: true });
  const later = page.getByRole("button", { name: "Later: “Pay the rent” is due" });
  const since = Date.now();
  await later.click();
  await page.getByRole("menuitem", { name: "In an hour" }).click();
  await expectPutOff("todo_due", 60, since);
  const { read_at, snoozed_until } = await of("todo_due");
  expect(read_at).not.toBeNull();
  // It says so in the list, and can be moved.
  await row(page, "Pay the rent").getByText(/^Snoozed until/).waitFor();
  await look(page, "inbox-snoozed");
  await later.click();
  await page.getByRole("menuitem", { name: "Tomorrow morning" }).click();
  await expect.poll(async () => (await of("todo_due")).snoozed_until).not.toBe(snoozed_until);
  await page.getByRole("button", { name: "Undo" }).last().click();
  await expect.poll(async () => (await of("todo_due")).snoozed_until).toBe(snoozed_until);
});

test("by keyboard alone", async () => {
  const { page } = await open(umbra(), { cookie, path: "/inbox" });
  await page.getByRole("button", { name: "Later: “Dig” is due" }).waitFor();
  await tabTo(page, "Later: “Dig” is due");
  await page.keyboard.press("Enter");
  await page.getByRole("menuitem", { name: "In 10 minutes" }).waitFor();
  const since = Date.now();
  await page.keyboard.press("Enter");
  await expectPutOff("task_due", 10, since);
  await row(page, "Dig").getByText(/^Snoozed until/).waitFor();
  await expect.poll(() => page.evaluate(() => document.activeElement?.getAttribute("aria-label"))).toBe("Later: “Dig” is due");
});

test("in German", async () => {
  await send(umbra(), "PUT", "/api/settings", { locale: "de-DE" });
  const { page } = await open(umbra(), { cookie, path: "/inbox" });
  await page.getByRole("button", { name: "Später: „Dig“ ist fällig" }).click();
  const since = Date.now();
  await page.getByRole("menuitem", { name: "In einer Stunde" }).click();
  await expectPutOff("task_due", 60, since);
  await row(page, "Dig").getByText(/^Verschoben bis/).waitFor();
  await page.getByRole("button", { name: "Später: „Dig“ ist fällig" }).waitFor();
  await look(page, "inbox-snoozed-de");
  await send(umbra(), "PUT", "/api/settings", { locale: "en-GB" });
});

test("what isn't due any more isn't told again, and the list says so", async () => {
  const { page } = await open(umbra(), { cookie, path: "/inbox" });
  const later = page.getByRole("button", { name: "Later: “Pay the rent” is due" });
  await later.waitFor();
  await send(umbra(), "PATCH", `/api/todos/${todo}`, { completed: true });
  const { snoozed_until } = await of("todo_due");
  await later.click();
  await page.getByRole("menuitem", { name: "In 10 minutes" }).click();
  await page.getByText("This isn't due any more as it was. The list is now up to date.").waitFor();
  expect((await of("todo_due")).snoozed_until).toBe(snoozed_until);
});
