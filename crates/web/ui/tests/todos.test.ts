// Todos: added in one line, done and taken back, edited, filtered; by mouse, by keyboard alone, and many of them.
import { expect, test } from "vitest";
import { expectHeading, look, open, tabTo, useUmbra, zoneAtNoon } from "./harness";

const ZONE = zoneAtNoon();
let cookie = "";
const umbra = useUmbra({}, async (server) => {
  cookie = await server.setUp();
  await server.api("PUT", "/api/settings", { timezone: ZONE, locale: "en-GB" }, cookie);
});

/** What the API has, by title. */
async function todo(title: string): Promise<Record<string, unknown> | undefined> {
  const answer = await umbra().api("GET", `/api/todos?search=${encodeURIComponent(title)}`, undefined, cookie);
  return ((await answer.json()) as Record<string, unknown>[]).find((one) => one.title === title);
}
async function make(body: Record<string, unknown>): Promise<void> {
  expect((await umbra().api("POST", "/api/todos", body, cookie)).status).toBe(201);
}
/** A day from today on, by the account's clock. */
function day(from = 0): string {
  return new Intl.DateTimeFormat("en-CA", { timeZone: ZONE }).format(Date.now() + from * 86_400_000);
}

test("by mouse: a todo that recurs is added, done, taken back, changed, found and deleted", async () => {
  const { page } = await open(umbra(), { cookie, path: "/todos", messagesStay: true });
  await page.getByText("Nothing to do").waitFor();
  const line = page.getByRole("textbox", { name: "Add a todo" });
  await line.fill("Water the ferns every day #garden !high");
  await page.getByText("every day", { exact: true }).waitFor();
  await page.getByRole("button", { name: "Add", exact: true }).click();
  const row = page.locator("[data-todo]", { hasText: "Water the ferns" });
  await row.waitFor();
  expect(await todo("Water the ferns")).toMatchObject({ recurrence_rule: "FREQ=DAILY", category: "garden", priority: "high" });

  await row.getByRole("checkbox").click();
  await page.getByText(/“Water the ferns” is done. Next: /).waitFor();
  expect((await todo("Water the ferns"))?.due_date).not.toBe(day());
  await page.getByRole("button", { name: "Undo" }).last().click();
  await page.getByText("“Water the ferns” is open again").waitFor();
  expect(await todo("Water the ferns")).toMatchObject({ due_date: day(), completed: false });

  await row.getByRole("button", { name: /^Water the ferns/ }).click();
  const sheet = page.getByRole("dialog", { name: "Todo", exact: true });
  await sheet.getByLabel("Title").fill("Water the roses");
  await sheet.getByLabel("Repeats").selectOption("custom");
  await sheet.getByLabel("In words").fill("every 2 weeks on Friday");
  await sheet.getByLabel("In words").press("Enter");
  await sheet.getByText("Every 2 weeks on Friday").waitFor();
  await look(page, "todo-sheet");
  await sheet.getByRole("button", { name: "Save" }).click();
  await sheet.waitFor({ state: "detached" });
  await page.getByText("every 2 weeks on Friday").waitFor();
  expect((await todo("Water the roses"))?.recurrence_rule).toBe("FREQ=WEEKLY;INTERVAL=2;BYDAY=FR");

  await page.getByRole("button", { name: "Category" }).click();
  await page.getByRole("menuitemradio", { name: "garden" }).click();
  await page.waitForURL(/category=garden/);
  await page.locator("[data-todo]", { hasText: "Water the roses" }).hover();
  await page.getByRole("button", { name: "More about Water the roses" }).click();
  await page.getByRole("menuitem", { name: "Delete" }).click();
  const question = page.getByRole("alertdialog", { name: "Delete “Water the roses”?" });
  await question.getByRole("button", { name: "Delete todo" }).click();
  await page.getByText("Nothing matches").waitFor();
  expect(await todo("Water the roses")).toBeUndefined();
});

test("by keyboard alone: added, done, taken back, edited", async () => {
  await make({ title: "Call the dentist", due_date: day(-1) });
  await make({ title: "Buy stamps", due_date: day(), due_time: "23:59" });
  const { page } = await open(umbra(), { cookie, path: "/todos", messagesStay: true });
  await page.getByRole("heading", { level: 2, name: /Overdue/ }).waitFor();
  const focused = () => page.evaluate(() => document.activeElement?.closest("[data-todo]")?.textContent ?? document.activeElement?.ariaLabel ?? "");
  await page.keyboard.press("n");
  await page.keyboard.type("Post the letter");
  await page.keyboard.press("Enter");
  await page.locator("[data-todo]", { hasText: "Post the letter" }).waitFor();
  await page.keyboard.press("Tab");
  await page.keyboard.press("j");
  expect(await focused()).toContain("Call the dentist");
  await page.keyboard.press("ArrowDown");
  expect(await focused()).toContain("Buy stamps");
  await page.keyboard.press("k");
  await page.keyboard.press("x");
  await page.getByText("“Call the dentist” is done").waitFor();
  // The next one has the focus, so that one can go on.
  await expect.poll(focused).toContain("Buy stamps");
  await page.keyboard.press("Control+z");
  await page.locator("[data-todo]", { hasText: "Call the dentist" }).waitFor();
  expect((await todo("Call the dentist"))?.completed).toBe(false);
  await page.keyboard.press("e");
  const sheet = page.getByRole("dialog", { name: "Todo", exact: true });
  await sheet.getByLabel("Title").waitFor();
  await tabTo(page, "Title");
  await page.keyboard.press("Control+a");
  await page.keyboard.type("Buy many stamps");
  await page.keyboard.press("Enter");
  await sheet.waitFor({ state: "detached" });
  expect((await todo("Buy many stamps"))?.due_date).toBe(day());
});

test("what was changed elsewhere meanwhile is shown, and one chooses", async () => {
  await make({ title: "Shared list" });
  const id = Number((await todo("Shared list"))?.id);
  const { page } = await open(umbra(), { cookie, path: null });
  // What it is before the other window changes it.
  const read = page.waitForResponse(`**/api/todos/${id}`);
  await page.goto(`/todos?todo=${id}`);
  const sheet = page.getByRole("dialog", { name: "Todo", exact: true });
  await sheet.getByLabel("Title").fill("Mine");
  await (await read).finished();
  await umbra().api("PATCH", `/api/todos/${id}`, { description: "from the other window" }, cookie);
  await sheet.getByRole("button", { name: "Save" }).click();
  await sheet.getByRole("button", { name: "Keep what I wrote" }).click();
  await sheet.getByRole("button", { name: "Save" }).click();
  await sheet.waitFor({ state: "detached" });
  expect(await todo("Mine")).toMatchObject({ description: "from the other window" });
});

test("completions are taken back also when nothing offers to undo them any more", async () => {
  await make({ title: "Feed the cat", due_date: day(), recurrence_rule: "FREQ=DAILY" });
  const id = (await todo("Feed the cat"))?.id;
  for (let times = 0; times < 2; times += 1) {
    expect((await umbra().api("PATCH", `/api/todos/${id}`, { completed: true }, cookie)).status).toBe(200);
  }
  const dueNow = async () => (await todo("Feed the cat"))?.due_date;
  expect(await dueNow()).toBe(day(2));
  const { page } = await open(umbra(), { cookie, path: `/todos?todo=${id}` });
  const sheet = page.getByRole("dialog", { name: "Todo", exact: true });
  const back = sheet.getByRole("button", { name: "Take the last completion back" });
  await back.click();
  await expect.poll(dueNow).toBe(day(1));
  await page.getByText("It is due again Tomorrow").waitFor();
  // What another window did meanwhile is shown, and nothing of it is taken back unseen.
  expect((await umbra().api("PATCH", `/api/todos/${id}`, { priority: "high" }, cookie)).status).toBe(200);
  await back.click();
  await sheet.getByRole("alert").getByRole("button", { name: "Show the newer state" }).click();
  expect(await dueNow()).toBe(day(1));
  await back.click();
  await expect.poll(dueNow).toBe(day());
});

test("hundreds of them are fetched as one goes, and only those in sight are drawn", async () => {
  const titles = Array.from({ length: 260 }, (_, i) => `Number ${String(i).padStart(3, "0")}`);
  for (let at = 0; at < titles.length; at += 20) {
    await Promise.all(titles.slice(at, at + 20).map((title) => make({ title, category: "many", due_date: day(40 + at / 20) })));
  }
  const { page } = await open(umbra(), { cookie, path: "/todos?category=many&sort=title" });
  await page.locator("[data-todo]", { hasText: "Number 000" }).waitFor();
  await expect
    .poll(async () => {
      await page.mouse.wheel(0, 4000);
      return page.locator("[data-todo]", { hasText: "Number 259" }).count();
    })
    .toBe(1);
  expect(await page.locator("[data-todo]").count()).toBeLessThan(80);
});

test("what is wrong with a field is said in German, too; and one that can't be read is read again", async () => {
  await umbra().api("PUT", "/api/settings", { locale: "de-DE" }, cookie);
  try {
    await make({ title: "Strom ablesen" });
    const id = (await todo("Strom ablesen"))?.id;
    const { page } = await open(umbra(), { cookie, path: "/todos?new" });
    const sheet = page.getByRole("dialog", { name: "Neue Aufgabe" });
    await sheet.getByLabel("Titel").fill("Gas ablesen");
    const errors = [{ pointer: "/title", code: "too_long", detail: "title must have at most 500 characters" }];
    const body = JSON.stringify({ status: 422, code: "invalid", detail: "Fields were refused.", errors });
    await page.route("**/api/todos", (route) => route.fulfill({ status: 422, contentType: "application/problem+json", body }));
    await sheet.getByRole("button", { name: "Hinzufügen" }).click();
    await sheet.getByText("Das ist zu lang.").waitFor();
    await page.unroute("**/api/todos");

    await page.route(`**/api/todos/${id}`, (route) => route.abort());
    await page.goto(`/todos?todo=${id}&show=done`);
    const other = page.getByRole("dialog", { name: "Aufgabe" });
    await other.getByRole("alert").filter({ hasText: "Keine Verbindung" }).waitFor();
    await page.unroute(`**/api/todos/${id}`);
    await other.getByRole("button", { name: "Noch einmal versuchen" }).click();
    await expect.poll(() => other.getByLabel("Titel").inputValue()).toBe("Strom ablesen");
  } finally {
    await umbra().api("PUT", "/api/settings", { locale: "en-GB" }, cookie);
  }
});

test("it looks right, in both languages", async () => {
  await make({ title: "Pay the rent", due_date: day(2), recurrence_rule: "FREQ=MONTHLY;BYMONTHDAY=-1", priority: "medium", category: "money" });
  await make({ title: "A title that is much longer than anybody would write, but which somebody pastes from somewhere all the same, WithoutAnySpaceInItForAVeryLongTimeIndeed", description: "x" });
  const { page } = await open(umbra(), { cookie, path: "/todos" });
  await page.locator("[data-todo]", { hasText: "Pay the rent" }).waitFor();
  await look(page, "todos");
  await umbra().api("PUT", "/api/settings", { locale: "de-DE" }, cookie);
  await page.goto("/todos");
  await page.getByRole("heading", { level: 1, name: "Aufgaben" }).waitFor();
  await page.locator("[data-todo]", { hasText: "Pay the rent" }).waitFor();
  await page.getByText("jeden Monat am letzten Tag").waitFor();
  await look(page, "todos-de");
  await umbra().api("PUT", "/api/settings", { locale: "en-GB" }, cookie);
  await page.goto("/");
  await page.getByRole("link", { name: "Todos" }).first().click();
  await expectHeading(page, "Todos");
});
