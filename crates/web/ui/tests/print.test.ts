// The calendar on paper: how many sheets, which way round, and that nothing covers or cuts off anything else there.
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { open, useUmbra } from "./harness";

let cookie = "";
const umbra = useUmbra({}, async (server) => {
  cookie = await server.setUp("ana");
  const post = async (path: string, body: object, method = "POST") => {
    const answer = await server.api(method, path, body, cookie);
    if (!answer.ok) throw new Error(`${path}: ${await answer.text()}`);
  };
  await post("/api/settings", { timezone: "Europe/Berlin", locale: "en-GB" }, "PUT");
  // August 2026 has six weeks. Each day three quarters of an hour one after the other, and on one of them more than there is room for.
  const daily = (title: string, from: string, to: string) =>
    post("/api/events", { title, start: `2026-07-27T${from}`, end: `2026-07-27T${to}`, recurrence_rule: "FREQ=DAILY" });
  await daily("Standup", "09:00", "09:15");
  await daily("Planning", "09:15", "09:30");
  await daily("Review", "09:30", "11:00");
  await post("/api/events", { title: "Autumn fair", start: "2026-08-06", end: "2026-08-10" });
  for (let n = 1; n <= 6; n += 1) await post("/api/events", { title: `Holiday ${n}`, start: "2026-08-05", end: "2026-08-06" });
  for (let n = 0; n < 4; n += 1) await post("/api/events", { title: `Talk ${n}`, start: `2026-08-05T14:${n ? n * 15 : "00"}`, end: `2026-08-05T${n < 3 ? `14:${n * 15 + 15}` : "15:00"}` });
  await post("/api/events", { title: "Choir", start: "2026-08-05T18:00", end: "2026-08-05T20:00", location_text: "Town hall" });
});

async function shown(view: string, options: Parameters<typeof open>[1] = {}): Promise<Page> {
  const { page } = await open(umbra(), { cookie, path: `/calendar?view=${view}&date=2026-08-05`, ...options });
  await page.getByRole("heading", { level: 1, name: "Calendar" }).waitFor();
  await page.locator("[data-key], [data-entry], main a, main button").filter({ hasText: "Standup" }).first().waitFor();
  return page;
}

const FORMATS = ["A4", "Letter"] as const;

/** The sheets of what a browser would print, by which way round they are. Its own margins are those that people have. */
async function sheets(page: Page, format: (typeof FORMATS)[number]): Promise<("landscape" | "portrait")[]> {
  const margin = { top: "10mm", right: "10mm", bottom: "10mm", left: "10mm" };
  const pdf = (await page.pdf({ preferCSSPageSize: true, format, margin })).toString("latin1");
  const count = pdf.match(/\/Type\s*\/Page\b/g)?.length ?? 0;
  const boxes = [...pdf.matchAll(/\/MediaBox\s*\[\s*0\s+0\s+([\d.]+)\s+([\d.]+)\s*\]/g)].map(([, width, height]) => (Number(width) > Number(height) ? "landscape" : "portrait"));
  expect(boxes).toHaveLength(count);
  return boxes as ("landscape" | "portrait")[];
}

/** Shows what is on a sheet of A4, as large as it is there. */
async function onPaper(page: Page): Promise<void> {
  await page.emulateMedia({ media: "print" });
  const mm = 96 / 25.4;
  await page.setViewportSize({ width: Math.floor(277 * mm), height: Math.floor(190 * mm) });
  await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))));
}

interface Box {
  name: string;
  x: number;
  y: number;
  right: number;
  bottom: number;
}

/** Where the entries are that are inside something. */
const boxesIn = (page: Page, inside: string): Promise<Box[]> =>
  page.locator(`${inside} [data-key]`).evaluateAll((all) =>
    all.map((one) => {
      const { x, y, right, bottom } = one.getBoundingClientRect();
      return { name: one.getAttribute("aria-label") ?? "", x, y, right, bottom };
    }),
  );

for (const view of ["day", "week", "month"]) {
  test(`one sheet across: ${view}`, async () => {
    const page = await shown(view);
    for (const format of FORMATS) expect(await sheets(page, format), format).toEqual(["landscape"]);
  });
}

test("the list is printed upright, and what else is printed afterwards as well", async () => {
  const page = await shown("list");
  expect(new Set(await sheets(page, "A4"))).toEqual(new Set(["portrait"]));
  await page.goto("/calendar?view=week&date=2026-08-05");
  await page.getByRole("grid").getByText("Choir").first().waitFor();
  await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Todos" }).click();
  await page.getByRole("heading", { level: 1, name: "Todos" }).waitFor();
  expect(new Set(await sheets(page, "A4"))).toEqual(new Set(["portrait"]));
});

test("in a printed week nothing covers anything else, and all whole days are there", async () => {
  const page = await shown("week");
  await page.getByRole("button", { name: "3 more" }).waitFor();
  await onPaper(page);
  for (let n = 1; n <= 6; n += 1) expect(await page.getByRole("grid").getByText(`Holiday ${n}`).isVisible(), `Holiday ${n}`).toBe(true);
  const timed = await boxesIn(page, "[data-hours]");
  expect(timed).toHaveLength(7 * 3 + 5);
  const covered = timed.flatMap((one, i) =>
    timed.slice(i + 1).flatMap((other) => {
      const wide = Math.min(one.right, other.right) - Math.max(one.x, other.x);
      const high = Math.min(one.bottom, other.bottom) - Math.max(one.y, other.y);
      return wide > 0.5 && high > 0.5 ? [`${one.name} / ${other.name}`] : [];
    }),
  );
  expect(covered).toEqual([]);
  // Each title stands within its event, all 24 hours are on the sheet, and whole days end where they begin.
  const cut = await page.locator("[data-hours] [data-key]").evaluateAll((all) =>
    all.flatMap((one) => {
      const box = one.getBoundingClientRect();
      const range = document.createRange();
      range.selectNodeContents(one.querySelector("span span") ?? one);
      const text = range.getBoundingClientRect();
      return text.top < box.top - 1 || text.bottom > box.bottom + 1 || text.height < 8 ? [`${one.getAttribute("aria-label")}: ${text.top}–${text.bottom} in ${box.top}–${box.bottom}`] : [];
    }),
  );
  expect(cut).toEqual([]);
  const column = (await page.locator("[data-hours]").first().boundingBox())!;
  const high = await page.evaluate(() => innerHeight);
  expect(column.y + column.height).toBeLessThanOrEqual(high);
  const whole = await boxesIn(page, "[data-date]:not([data-hours])");
  expect(Math.max(...whole.map(({ bottom }) => bottom))).toBeLessThanOrEqual(column.y);
});

test("in a printed month each entry stands within its week, however many the screen has room for", async () => {
  const page = await shown("month", { height: 1600 });
  // The window has room for all of a day but the fullest.
  await onPaper(page);
  const weeks = await page.locator("[data-week]").all();
  expect(weeks).toHaveLength(6);
  for (const [i, week] of weeks.entries()) {
    const row = (await week.boundingBox())!;
    const boxes = await boxesIn(page, `[data-week] >> nth=${i} >>`);
    expect(boxes.length, `week ${i}`).toBeGreaterThanOrEqual(7 * 3 - 1);
    expect(boxes.filter(({ y, bottom }) => y < row.y - 0.5 || bottom > row.y + row.height + 0.5)).toEqual([]);
  }
  // What there is no room for is counted.
  expect(await page.getByRole("gridcell").filter({ hasText: "Holiday 1" }).getByRole("button", { name: /more$/ }).isVisible()).toBe(true);
  await page.emulateMedia({ media: "screen" });
  await page.setViewportSize({ width: 1280, height: 1600 });
  await expect.poll(() => page.getByRole("grid").getByText("Holiday 5").count()).toBe(1);
});

test("a phone prints a month with its titles, not with dots", async () => {
  const page = await shown("month", { width: 360, height: 740 });
  expect(await page.getByRole("grid").getByText("Autumn fair").count()).toBe(0);
  expect(await sheets(page, "A4")).toEqual(["landscape"]);
  await onPaper(page);
  await page.getByRole("grid").getByText("Autumn fair").first().waitFor();
});

test("paper is light, also where the screen is dark", async () => {
  const page = await shown("week");
  await page.evaluate(() => (document.documentElement.dataset.theme = "dark"));
  const scheme = () => page.evaluate(() => getComputedStyle(document.documentElement).colorScheme);
  expect(await scheme()).toBe("dark");
  await page.emulateMedia({ media: "print" });
  expect(await scheme()).toBe("light");
});
