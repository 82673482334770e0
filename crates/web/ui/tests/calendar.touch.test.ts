// The calendar under a finger: it scrolls, and after a moment's rest it drags.
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { finger, open, useUmbra, type Umbra } from "./harness";

let cookie = "";

async function post(server: Umbra, path: string, body: unknown): Promise<void> {
  const answer = await server.api(path === "/api/settings" ? "PUT" : "POST", path, body, cookie);
  if (!answer.ok) throw new Error(`${path}: ${await answer.text()}`);
}

const umbra = useUmbra({}, async (server) => {
  cookie = await server.setUp("ana");
  await post(server, "/api/settings", { timezone: "Europe/Berlin", locale: "en" });
  await post(server, "/api/events", { title: "Dentist", start: "2026-10-21T10:00", end: "2026-10-21T11:00" });
  await post(server, "/api/events", { title: "Lunch", start: "2026-10-23T12:00", end: "2026-10-23T13:00" });
});

const chip = (page: Page, name: RegExp) => page.getByRole("grid").getByRole("button", { name });
const scrolled = (page: Page) => page.locator("[data-scroller]").evaluate((node) => node.scrollTop);

async function opened(options: { width: number; height: number; path: string; messagesStay?: boolean }) {
  const watched = await open(umbra(), { cookie, touch: true, ...options });
  await chip(watched.page, /^(Dentist|Lunch)/).first().waitFor();
  return { page: watched.page, touch: await finger(watched) };
}

/** Waits until a finger has rested for long enough: the page tells the time of what it holds. */
const lifted = (page: Page, time: string) => page.getByRole("status").or(page.locator("[data-hours]")).getByText(time).first().waitFor();

/** Where an hour of a day is. */
async function spot(page: Page, date: string, hour: number): Promise<[number, number]> {
  const box = await page.locator(`[data-date="${date}"][data-hours]`).boundingBox();
  return [box!.x + box!.width / 2, box!.y + (box!.height * hour) / 24];
}

test("on a phone: a swipe scrolls, a touch opens, a rest and a move drag", async () => {
  const { page, touch } = await opened({ width: 360, height: 740, path: "/calendar?view=day&date=2026-10-21", messagesStay: true });
  const before = await scrolled(page);
  const [x, y] = await spot(page, "2026-10-21", 10.5);
  await touch.down(x, y);
  await touch.move(x, y - 120);
  await touch.up();
  await expect.poll(() => scrolled(page)).toBeGreaterThan(before + 60);
  await chip(page, /^Dentist, 10:00 – 11:00 AM/).waitFor();

  await chip(page, /^Dentist/).tap();
  await page.getByRole("dialog", { name: "Dentist" }).waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "detached" });

  // Wherever the swipe ended: at an edge of what is in sight, holding something scrolls.
  await page.locator("[data-scroller]").evaluate((node, top) => (node.scrollTop = top), before);
  const from = await spot(page, "2026-10-21", 10.5);
  const to = await spot(page, "2026-10-21", 12.5);
  const still = await scrolled(page);
  await touch.down(...from);
  await lifted(page, "10:00 – 11:00 AM");
  await touch.move(...to);
  await page.getByRole("status").filter({ hasText: "12:00 – 1:00 PM" }).waitFor();
  expect(await scrolled(page)).toBe(still);
  await touch.up();
  await page.getByText("“Dentist” was moved").waitFor();
  await chip(page, /^Dentist, 12:00 – 1:00 PM/).waitFor();
  // The end of the drag opens nothing.
  expect(await page.getByRole("dialog").count()).toBe(0);
  await page.getByRole("button", { name: "Undo" }).click();
  await chip(page, /^Dentist, 10:00 – 11:00 AM/).waitFor();
});

test("on a tablet: to another day, past the edge of what is in sight, and a new one", async () => {
  const { page, touch } = await opened({ width: 1024, height: 768, path: "/calendar?view=week&date=2026-10-21" });
  await touch.down(...(await spot(page, "2026-10-23", 12.5)));
  await lifted(page, "12:00 – 1:00 PM");
  await touch.move(...(await spot(page, "2026-10-22", 14.5)));
  await touch.up();
  await page.getByText("“Lunch” was moved").waitFor();
  await chip(page, /^Lunch, 2:00 – 3:00 PM/).waitFor();

  // Held at the lower edge, the evening comes into sight.
  const before = await scrolled(page);
  const box = await page.locator("[data-scroller]").boundingBox();
  const [x, y] = await spot(page, "2026-10-22", 14.5);
  await touch.down(x, y);
  await lifted(page, "2:00 – 3:00 PM");
  await touch.move(x, box!.y + box!.height - 8);
  await expect.poll(() => scrolled(page)).toBeGreaterThan(before + 40);
  await page.keyboard.press("Escape");
  await touch.up();
  await chip(page, /^Lunch, 2:00 – 3:00 PM/).waitFor();

  await page.locator("[data-scroller]").evaluate((node, top) => (node.scrollTop = top), before);
  const empty = await spot(page, "2026-10-20", 9.1);
  await touch.down(...empty);
  await lifted(page, "9:00 AM – 10:00 AM");
  await touch.up();
  const form = page.getByRole("dialog", { name: "New event" });
  await form.getByLabel("Title").fill("Haircut");
  await form.getByRole("button", { name: "Create" }).click();
  await chip(page, /^Haircut, 9:00 – 10:00 AM/).waitFor();
});
