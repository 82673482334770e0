// A project of ten thousand tasks, as a list and as a board: gone through by mouse and keys, found and changed.
import type { Locator, Page } from "playwright-core";
import { expect, test } from "vitest";
import { open, useUmbra } from "./harness";
import { asking, expectFew, expectToStay, fill, firstPageAlone, MANY, padded, toEnd } from "./many";

const PAGE = 200;
let cookie = "";
let project = 0;

const titleOf = (n: number) => `Task ${padded(n)}`;
/** Cards with that are higher than others. */
const LONG = "and its title goes on for so long that it takes several lines on a card. ".repeat(4).trim();
const statusOf = (n: number) => (n % 50 === 5 ? "done" : (["todo", "todo", "in_progress", "blocked", "review"] as const)[n % 5]);

const umbra = useUmbra({}, async (server) => {
  cookie = await server.setUp();
  await server.api("PUT", "/api/settings", { timezone: "Europe/Berlin", locale: "en-GB" }, cookie);
  project = ((await (await server.api("POST", "/api/projects", { name: "Cathedral" }, cookie)).json()) as { id: number }).id;
  await fill(server, cookie, MANY, tasks(), (n) => {
    const status = statusOf(n);
    return { title: status === "blocked" ? `${titleOf(n)} ${LONG}` : titleOf(n), status, sort_order: (n + 1) * 10 };
  });
}, 600_000);

const tasks = () => `/api/projects/${project}/tasks`;
const focused = (page: Page) => page.evaluate(() => document.activeElement?.closest("[data-todo], [data-card]")?.textContent ?? "");

/** The status of a task by what the server says. */
async function said(n: number): Promise<string | undefined> {
  const answer = await umbra().api("GET", `${tasks()}?search=${encodeURIComponent(titleOf(n))}`, undefined, cookie);
  return ((await answer.json()) as { status: string }[])[0]?.status;
}

test("the list of ten thousand tasks begins at once, is gone through, and a task is found", async () => {
  const { page } = await open(umbra(), { cookie, path: null });
  const asked = asking(page, tasks());
  const rows = page.locator("[data-todo]");
  const row = (n: number) => rows.filter({ hasText: titleOf(n) });
  const letRest = await firstPageAlone(page, tasks(), async () => {
    await page.goto(`/projects/${project}`);
    await row(0).waitFor();
  });
  await expectFew(page, rows);
  await letRest();
  await toEnd(page, "wheel", row(MANY - 1));
  expect(asked()).toBe(MANY / PAGE);
  await expectFew(page, rows);

  await expectToStay(row(MANY - 2), async () => {
    await row(MANY - 1).getByRole("button", { name: /^More about/ }).click();
    await page.getByRole("menuitemradio", { name: "To do" }).click();
    await expect.poll(() => said(MANY - 1)).toBe("todo");
  });
  // By keys: back up from the end, one is done, the next has the focus.
  await row(MANY - 1).locator("[data-row]").focus();
  for (let n = 2; n <= 30; n += 1) {
    await page.keyboard.press("k");
    await expect.poll(() => focused(page)).toContain(titleOf(MANY - n));
  }
  await expectToStay(row(MANY - 31), async () => {
    await page.keyboard.press("x");
    await page.getByText(`“${titleOf(MANY - 30)}” is done`).waitFor();
    await expect.poll(() => focused(page)).toContain(titleOf(MANY - 29));
  });
  expect(asked()).toBe(MANY / PAGE);

  await page.getByRole("searchbox", { name: "Search tasks" }).fill(titleOf(MANY - 1));
  await expect.poll(() => rows.count()).toBe(1);
  await row(MANY - 1).locator("[data-row]").click();
  const sheet = page.getByRole("dialog", { name: "Task" });
  await expect.poll(() => sheet.getByLabel("Title").inputValue()).toBe(titleOf(MANY - 1));
  expect(await page.evaluate(() => document.getElementsByTagName("*").length)).toBeLessThan(4_000);
  // It waits for one of the last, and is a part of another: they are found among ten thousand.
  await sheet.getByRole("searchbox", { name: "Waits for: Search tasks" }).fill(titleOf(MANY - 4));
  await sheet.getByLabel("Waits for", { exact: true }).selectOption({ label: titleOf(MANY - 4) });
  await sheet.getByRole("searchbox", { name: "Part of: Search tasks" }).fill(titleOf(MANY - 5));
  await sheet.getByLabel("Part of", { exact: true }).selectOption({ label: titleOf(MANY - 5) });
  await sheet.getByRole("button", { name: "Save" }).click();
  await sheet.waitFor({ state: "detached" });
  await rows.filter({ hasText: `Waits for ${titleOf(MANY - 4)}` }).filter({ hasText: `Part of ${titleOf(MANY - 5)}` }).waitFor();

  await page.reload();
  await row(0).waitFor();
  await toEnd(page, "End", row(MANY - 1));
});

test("the board of ten thousand tasks begins at once, and all its cards are reached", async () => {
  const { page } = await open(umbra(), { cookie, path: null, width: 1600 });
  const cards = page.locator("[data-card]");
  // One that waits for it names it, too.
  const card = (n: number) => cards.filter({ hasText: titleOf(n), hasNotText: `Waits for ${titleOf(n)}` });
  const letRest = await firstPageAlone(page, tasks(), async () => {
    await page.goto(`/projects/${project}?view=board`);
    await card(0).waitFor();
  });
  await letRest();
  // The columns are as long as they get.
  await page.locator("[data-column=blocked]").getByText("2,000", { exact: true }).waitFor({ timeout: 60_000 });
  await expectFew(page, cards, 200);
  // The longest column is that of what is to do.
  await toEnd(page, "wheel", card(MANY - 4));
  await expectFew(page, cards, 200);

  // From a card deep down to the one beside it by number, which lies elsewhere, for its column has higher cards.
  await page.evaluate(() => scrollTo(0, 40_000));
  const inProgress = page.locator("[data-column=in_progress] [data-card]");
  await expect.poll(async () => (await numbersOf(inProgress))[8] ?? MANY).toBeLessThan(MANY / 2);
  const from = (await numbersOf(inProgress))[8]!;
  await card(from).locator("[data-open]").focus();
  await page.keyboard.press("ArrowRight");
  await expect.poll(() => focused(page)).toContain(titleOf(from + 1));
  await page.keyboard.press("ArrowDown");
  await expect.poll(() => focused(page)).toContain(titleOf(from + 6));
  await expectFew(page, cards, 200);

  // It is moved by keys, and keeps the focus and its place in sight.
  await page.keyboard.press("Shift+ArrowUp");
  await expect.poll(() => focused(page)).toContain(titleOf(from + 6));
  await page.keyboard.press("ArrowDown");
  await expect.poll(() => focused(page)).toContain(titleOf(from + 1));
  await page.keyboard.press("Shift+ArrowLeft");
  await expect.poll(() => said(from + 1)).toBe("in_progress");
  await expect.poll(() => focused(page)).toContain(titleOf(from + 1));

  await page.getByRole("searchbox", { name: "Search tasks" }).fill(titleOf(MANY - 3));
  await expect.poll(() => cards.count()).toBe(1);
  await card(MANY - 3).waitFor();
});

/** The numbers of cards, from the top. */
async function numbersOf(cards: Locator): Promise<number[]> {
  return (await cards.allInnerTexts()).map((text) => Number(/Task (\d+)/.exec(text)?.[1]));
}
