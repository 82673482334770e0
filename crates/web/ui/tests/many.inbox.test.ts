// An inbox of some pages that the server gives, and one of ten thousand notifications, ten times what it keeps.
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { open, useUmbra, type Umbra } from "./harness";
import { configure, connect, register } from "./lock";
import { answerMany, asking, expectFew, expectToStay, fill, firstPageAlone, MANY, padded, pagesOf, toEnd } from "./many";

/** A first page, a full further one, and a last one. */
const TOLD = 350;
let cookie = "";

interface Notification {
  id: number;
  title: string;
  created_at: string;
  updated_at: string;
}

const umbra = useUmbra({}, async (server) => {
  const json = async <T>(answer: Promise<Response>) => (await answer).json() as Promise<T>;
  cookie = await server.setUp();
  await configure(server, cookie, { allow_registration: true });
  const ben = await register(server, "ben");
  await server.api("PUT", "/api/settings", { timezone: "Europe/Berlin", locale: "en-GB" }, cookie);
  await connect(server, cookie, "ben", ben);
  const { id: who } = await json<{ id: number }>(server.api("GET", "/api/auth/me", undefined, ben));
  const { id: project } = await json<{ id: number }>(server.api("POST", "/api/projects", { name: "Cathedral" }, cookie));
  await server.api("POST", `/api/projects/${project}/members`, { user_id: who, role: "editor" }, cookie);
  const tasks = `/api/projects/${project}/tasks`;
  const ids = await fill(server, cookie, TOLD, tasks, (n) => ({ title: `Task ${padded(n)}` }));
  // Comments on one task are told together, so each has its own.
  await fill(server, ben, TOLD, (n) => `${tasks}/${ids[n]}/comments`, (n) => ({ content: `Stone ${n}` }));
}, 300_000);

/** All notifications, the newest first. */
async function all(server: Umbra): Promise<Notification[]> {
  const found: Notification[] = [];
  let path = "/api/notifications?limit=200";
  while (path) {
    const answer = await server.api("GET", path, undefined, cookie);
    found.push(...((await answer.json()) as Notification[]));
    path = /<([^>]+)>[^,]*rel="?next"?/.exec(answer.headers.get("link") ?? "")?.[1] ?? "";
    if (path) path = path.slice(path.indexOf("/api/"));
  }
  return found;
}

const rowOf = (page: Page, { id }: { id: number | string }) => page.locator(`[data-notification="${id}"]`);

/** The ids of the notifications that are wholly in sight, from the top. */
async function inSight(page: Page): Promise<string[]> {
  return page.locator("[data-notification]").evaluateAll((rows) =>
    (rows as HTMLElement[])
      .map((row) => ({ id: row.dataset.notification ?? "", ...row.getBoundingClientRect().toJSON() }))
      .filter(({ top, bottom }) => top > 0 && bottom < innerHeight)
      .map(({ id }) => id),
  );
}

test("an inbox is gone through by mouse and keys, and one is read and deleted", async () => {
  const told = await all(umbra());
  expect(told.length).toBeGreaterThanOrEqual(TOLD);
  const last = told.at(-1)!;
  const { page } = await open(umbra(), { cookie, path: null });
  const asked = asking(page, "/api/notifications");
  const rows = page.locator("[data-notification]");
  const letRest = await firstPageAlone(page, "/api/notifications", async () => {
    await page.goto("/inbox");
    await rowOf(page, told[0]!).waitFor();
  });
  await expectFew(page, rows);
  expect(asked()).toBe(1);
  await letRest();
  await toEnd(page, "wheel", rowOf(page, last));
  expect(asked()).toBe(pagesOf(told.length));
  await expectFew(page, rows);

  // Some way above the end, so that what goes leaves room for what comes after it.
  await page.mouse.wheel(0, -1_500);
  await expect.poll(async () => (await inSight(page)).includes(String(last.id))).toBe(false);
  const [above, one, two, three] = (await inSight(page)).map((id) => rowOf(page, { id }));
  const unread = one!.getByText("Unread:");
  await unread.waitFor({ state: "attached" });
  await expectToStay(two!, async () => {
    await one!.getByRole("button", { name: /^More about/ }).click();
    await page.getByRole("menuitem", { name: "Mark as read" }).click();
    await unread.waitFor({ state: "detached" });
  });
  // By keys: one goes, and the next one has the focus.
  await two!.getByRole("button", { name: /^More about/ }).focus();
  await page.keyboard.press("Enter");
  await page.getByRole("menuitem", { name: "Delete" }).focus();
  await expectToStay(above!, async () => {
    await page.keyboard.press("Enter");
    await two!.waitFor({ state: "detached" });
  });
  await expect.poll(() => three!.evaluate((node) => node.contains(document.activeElement))).toBe(true);
  expect(asked()).toBe(pagesOf(told.length));

  await page.getByText("Unread", { exact: true }).first().click();
  await rowOf(page, told[0]!).waitFor();
  await toEnd(page, "End", rowOf(page, last));
});

test("ten thousand notifications would do as well", async () => {
  const [real] = await all(umbra());
  const { page } = await open(umbra(), { cookie, path: null });
  const begun = Date.now();
  await answerMany(page, "/api/notifications", (n) => {
    const at = new Date(begun - n * 420_000).toISOString();
    return { ...real, id: 1_000_000 + n, title: `Number ${padded(n)}`, created_at: at, updated_at: at };
  });
  const asked = asking(page, "/api/notifications");
  await page.goto("/inbox");
  const rows = page.locator("[data-notification]");
  await rows.filter({ hasText: `Number ${padded(0)}` }).waitFor();
  await toEnd(page, "wheel", rows.filter({ hasText: `Number ${padded(MANY - 1)}` }));
  expect(asked()).toBe(pagesOf(MANY));
  await expectFew(page, rows);
});
