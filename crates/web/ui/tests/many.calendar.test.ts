// A month with fifty events on each of its days, in several calendars, some of them series: in all views.
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { open, useUmbra } from "./harness";
import { asking, expectFew, fill, toEnd } from "./many";

const DAYS = 31;
const SERIES = 10;
const SINGLE = 40;
const EACH = SERIES + SINGLE;
const MONTH = "2027-03";
let cookie = "";

const two = (n: number) => String(n).padStart(2, "0");
const date = (day: number) => `${MONTH}-${two(day)}`;
const titleOf = (day: number, n: number) => `Visit ${two(day)}/${two(n)}`;
/** Times of day that are told apart: the events of a day follow each other, a quarter of an hour after the other. */
const clock = (n: number) => `${two(6 + Math.floor(n / 4))}:${two((n % 4) * 15)}`;

const umbra = useUmbra({}, async (server) => {
  cookie = await server.setUp();
  await server.api("PUT", "/api/settings", { timezone: "Europe/Berlin", locale: "en-GB" }, cookie);
  const calendars = await fill(server, cookie, 3, "/api/calendars", (n) => ({ name: `Ward ${n + 1}` }));
  const of = (n: number) => ({ calendar_id: calendars[n % 3] });
  await fill(server, cookie, SERIES, "/api/events", (n) => {
    const series = { title: `Round ${n}`, start: `${date(1)}T${clock(n)}`, end: `${date(1)}T${clock(n + 1)}`, recurrence_rule: `FREQ=DAILY;COUNT=${DAYS}` };
    return { ...series, ...of(n) };
  });
  await fill(server, cookie, DAYS * SINGLE, "/api/events", (i) => {
    const [day, n] = [1 + Math.floor(i / SINGLE), i % SINGLE];
    const at = SERIES + n;
    const event = { title: titleOf(day, n), start: `${date(day)}T${clock(at)}`, end: `${date(day)}T${clock(at + 1)}` };
    return { ...event, ...of(n) };
  });
}, 300_000);

async function month(options: Parameters<typeof open>[1] = {}) {
  const { page } = await open(umbra(), { cookie, path: null, ...options });
  const asked = asking(page, "/api/agenda");
  await page.goto(`/calendar?view=month&date=${date(17)}`);
  await page.getByRole("grid", { name: "March 2027" }).waitFor();
  return { page, asked };
}

const cell = (page: Page, day: number) => page.locator(`[role=gridcell][data-date="${date(day)}"]`);
const entries = (page: Page) => page.getByRole("grid").locator("[data-key]");
const nodes = (page: Page) => page.evaluate(() => document.getElementsByTagName("*").length);

test("a full month: what doesn't fit is a number that leads to its day", async () => {
  const { page, asked } = await month();
  for (const day of [1, 17, DAYS]) await cell(page, day).getByText(`, ${EACH} entries`).waitFor({ state: "attached" });
  // All of it in one answer, and of that what there is room for.
  expect(asked()).toBe(1);
  expect(await entries(page).count()).toBeLessThan(DAYS * 8);
  expect(await nodes(page)).toBeLessThan(4_000);

  await cell(page, DAYS).getByRole("button", { name: / more$/ }).click();
  await expect.poll(() => entries(page).count()).toBe(EACH);
  const last = page.getByRole("grid").getByRole("button", { name: new RegExp(`^${titleOf(DAYS, SINGLE - 1)}`) });
  await last.scrollIntoViewIfNeeded();
  await last.click();
  const sheet = page.getByRole("dialog", { name: titleOf(DAYS, SINGLE - 1) });
  await sheet.waitFor();
  await page.keyboard.press("Escape");
  await sheet.waitFor({ state: "detached" });

  // A week of it, and the month again without one of the calendars.
  await page.keyboard.press("2");
  await expect.poll(() => entries(page).count()).toBeGreaterThan(EACH * 2);
  expect(await nodes(page)).toBeLessThan(6_000);
  await page.keyboard.press("3");
  await cell(page, DAYS).getByText(`, ${EACH} entries`).waitFor({ state: "attached" });
  await page.getByRole("checkbox", { name: "Show Ward 1" }).click();
  const left = EACH - Math.ceil(SERIES / 3) - Math.ceil(SINGLE / 3);
  for (const day of [1, DAYS]) await cell(page, day).getByText(`, ${left} entries`).waitFor({ state: "attached" });
  await page.getByRole("checkbox", { name: "Show Ward 1" }).click();
  await cell(page, 1).getByText(`, ${EACH} entries`).waitFor({ state: "attached" });
});

test("by keys: through the days of a full month and its entries, and one of them moves", async () => {
  const { page } = await month();
  await cell(page, 17).getByText(`, ${EACH} entries`).waitFor({ state: "attached" });
  const focused = () => page.evaluate(() => document.activeElement?.getAttribute("aria-label") ?? (document.activeElement as HTMLElement)?.dataset.date ?? "");
  await cell(page, 17).focus();
  for (const [key, day] of [["ArrowDown", 24], ["ArrowRight", 25], ["Home", 22], ["End", 28], ["ArrowUp", 21]] as const) {
    await page.keyboard.press(key);
    await expect.poll(focused).toBe(date(day));
  }
  await page.keyboard.press("Enter");
  await expect.poll(focused).toContain("Round 0");
  await page.keyboard.press("ArrowDown");
  await expect.poll(focused).toContain("Round 1");
  await page.keyboard.press("Escape");
  await expect.poll(focused).toBe(date(21));
  // The number that stands for the others is reached by Tab, and leads to the day; one of them moves to the next day.
  for (let i = 0; i < 12 && !(await focused()).endsWith(" more"); i++) await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await expect.poll(() => entries(page).count()).toBe(EACH);
  const title = titleOf(21, SINGLE - 1);
  await page.getByRole("grid").getByRole("button", { name: new RegExp(`^${title}`) }).focus();
  await page.keyboard.press("m");
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("Enter");
  await page.getByText(`“${title}” was moved`).waitFor();
  await expect.poll(() => entries(page).count()).toBe(EACH + 1);
  await page.goto(`/calendar?view=month&date=${date(17)}`);
  await cell(page, 21).getByText(`, ${EACH - 1} entries`).waitFor({ state: "attached" });
  await cell(page, 22).getByText(`, ${EACH + 1} entries`).waitFor({ state: "attached" });
});

test("the list of a full month is gone through, and the last event is found", async () => {
  const { page } = await open(umbra(), { cookie, path: `/calendar?view=list&date=${date(1)}` });
  const rows = page.getByRole("list", { name: "Calendar" }).getByRole("listitem");
  const last = rows.filter({ hasText: titleOf(DAYS, SINGLE - 1) });
  await rows.filter({ hasText: "Round 0" }).first().waitFor();
  await expectFew(page, rows);
  await toEnd(page, "wheel", last);
  await expectFew(page, rows);
  await page.keyboard.press("Home");
  await rows.filter({ hasText: titleOf(1, 0) }).waitFor();
  await toEnd(page, "End", last);

  await page.getByRole("button", { name: "Search events" }).click();
  const sheet = page.getByRole("dialog", { name: "Search events" });
  await sheet.getByRole("searchbox").fill("Visit");
  const found = sheet.getByRole("listitem");
  await found.first().waitFor();
  await expectFew(page, found);
  await sheet.getByRole("searchbox").fill(titleOf(DAYS, SINGLE - 1));
  await expect.poll(() => found.count()).toBe(1);
  await found.getByRole("button").click();
  await page.getByRole("dialog", { name: titleOf(DAYS, SINGLE - 1) }).waitFor();
});

test("on a phone a full month has dots, and below them all of the chosen day", async () => {
  const { page } = await month({ width: 390, height: 800 });
  const below = page.locator("#calendar-day").getByRole("listitem");
  await expect.poll(() => below.count()).toBe(EACH);
  expect(await nodes(page)).toBeLessThan(4_000);
  await cell(page, DAYS).click();
  await below.filter({ hasText: titleOf(DAYS, SINGLE - 1) }).waitFor();
});
