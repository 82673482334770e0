// The pictures of the README: the demo household on a Tuesday in May.
//
// Beside each picture stands, in words, what is on it: what a screen reader finds on the page. Each run compares
// that, so that a README that shows another page than Umbra has fails CI. Points aren't compared, for the fonts are
// the system's and each machine draws others; nor are sources, for most changes are seen on none of these pages. The
// day stands still on both sides: the household moves in by a clock that libfaketime sets, and so does the server's; the
// page has one of Playwright's.
//
// `UMBRA_RETAKE=1 npm run test:browser -- pictures` takes the pictures anew. Look at them before they are committed.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { clockFrom, library } from "./clock";
import { cookieFor, seedDemo } from "./demo";
import { open, type OpenOptions, type Umbra, useUmbra } from "./harness";

const FOLDER = fileURLToPath(new URL("../../../../docs/images/", import.meta.url));
/** How large a picture may be: all of them come along with the repository. */
const MOST_BYTES = 150_000;
/** Twenty to ten in Berlin. */
const NOW = "2027-05-11T07:40:00Z";

const DESK = { width: 1280, height: 800 };
const PHONE = { width: 360, height: 740, touch: true };

if (!library && process.env.CI) throw new Error("libfaketime is missing: no picture of the README is compared");

const CLOCK = { ...clockFrom(NOW), TZ: "UTC" };

const umbra = library ? useUmbra(CLOCK, moveIn, 300_000) : nowhere;

/** Lets the household move in while nobody works, who could tell of something before or after it is read. */
async function moveIn(umbra: Umbra): Promise<void> {
  await umbra.stop();
  await seedDemo(umbra);
  await umbra.start();
}

function nowhere(): Umbra {
  throw new Error("there is no server");
}

/** How much Ana hasn't read once the worker has told of the sign-ins of these tests, all in one. */
const UNREAD = 5;

async function openAt(path: string, options: OpenOptions): Promise<Page> {
  const cookie = await cookieFor(umbra());
  const unread = async () => ((await (await umbra().api("GET", "/api/notifications/unread-count", undefined, cookie)).json()) as { unread: number }).unread;
  await expect.poll(unread, { timeout: 60_000 }).toBe(UNREAD);
  const { page } = await open(umbra(), { ...options, cookie, path: null });
  await page.clock.setFixedTime(NOW);
  await page.goto(path);
  return page;
}

/** Takes a picture once everything is there and has come to rest. */
async function take(page: Page): Promise<Buffer> {
  await expect.poll(() => page.locator("[aria-busy=true]").count()).toBe(0);
  await page.evaluate(async () => {
    await document.fonts.ready;
    (document.activeElement as HTMLElement | null)?.blur();
  });
  let before: Buffer = Buffer.alloc(0);
  let now = await page.screenshot({ animations: "disabled", caret: "hide" });
  await expect
    .poll(async () => {
      [before, now] = [now, await page.screenshot({ animations: "disabled", caret: "hide" })];
      return before.equals(now);
    })
    .toBe(true);
  return now;
}

/** Says in words what a page shows. */
function words(page: Page): Promise<string> {
  return page.locator("body").ariaSnapshot();
}

/** Compares what a page shows with what is on the picture in docs/images, or takes that anew. */
async function keep(page: Page, name: string): Promise<void> {
  const picture = await take(page);
  expect(picture.length, `${name}.png is too large`).toBeLessThan(MOST_BYTES);
  const kept = join(FOLDER, name);
  const seen = `${await words(page)}\n`;
  if (process.env.UMBRA_RETAKE) {
    writeFileSync(`${kept}.png`, picture);
    writeFileSync(`${kept}.txt`, seen);
    return;
  }
  expect(existsSync(`${kept}.png`)).toBe(true);
  const how = "The picture is of another page. UMBRA_RETAKE=1 npm run test:browser -- pictures takes all anew; look at them";
  expect(seen, `docs/images/${name}.png: ${how}`).toBe(readFileSync(`${kept}.txt`, "utf8"));
}

test.skipIf(!library)("today", async () => {
  const page = await openAt("/", { ...DESK, scheme: "light" });
  await page.getByRole("link", { name: /Call Mia/ }).waitFor();
  await page.getByText("Lunch with Clara").first().waitFor();
  await keep(page, "today");
  await page.emulateMedia({ colorScheme: "dark" });
  await keep(page, "today-dark");
});

test.skipIf(!library)("a week", async () => {
  const page = await openAt("/calendar?view=week", { ...DESK, height: 900, scheme: "light" });
  await page.getByRole("grid").getByRole("button", { name: /^Standup, / }).first().waitFor();
  await keep(page, "week");
});

test.skipIf(!library)("a project", async () => {
  // As wide as all columns of the board.
  const page = await openAt("/projects", { width: 1640, height: 1000, scheme: "dark" });
  await page.getByRole("link", { name: "New kitchen" }).click();
  await page.getByRole("heading", { level: 1, name: "New kitchen" }).waitFor();
  await page.getByText("Board", { exact: true }).click();
  await page.getByText("In progress").first().waitFor();
  await keep(page, "project");
});

test.skipIf(!library)("a phone", async () => {
  const page = await openAt("/", { ...PHONE, scheme: "light" });
  await page.getByRole("link", { name: /Call Mia/ }).waitFor();
  await keep(page, "phone");
});
