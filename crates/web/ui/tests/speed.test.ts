// How soon there is something to see, on a processor four times slower.
import type { BrowserContext, Page } from "playwright-core";
import { expect, test } from "vitest";
import { expectHeading, open, useUmbra } from "./harness";
import { configure, register } from "./lock";

/** The best of several: what else the machine does isn't what is measured. */
const TRIES = 5;
const LIMIT = 500;

const FIRST = "Water the plants";
const NOTHING = "Nothing due today";
let cookies = { busy: "", idle: "" };

const umbra = useUmbra({}, async (server) => {
  const busy = await server.setUp();
  await configure(server, busy, { allow_registration: true });
  cookies = { busy, idle: await register(server, "ben") };
  const day = (n: number) => new Date(Date.now() + n * 86_400_000).toISOString().slice(0, 10);
  const post = async (path: string, body: unknown) => expect((await server.api("POST", path, body, busy)).status).toBe(201);
  await post("/api/todos", { title: FIRST, due_date: day(-1), priority: "high" });
  for (let n = 1; n <= 8; n++) {
    await post("/api/todos", { title: `Task ${n}`, due_date: day(n % 3), category: "home" });
    await post("/api/events", { title: `Event ${n}`, start: `${day(n % 4)}T${String(8 + n).padStart(2, "0")}:00`, end: `${day(n % 4)}T${String(9 + n).padStart(2, "0")}:00` });
  }
});

async function slow(page: Page, context: BrowserContext): Promise<void> {
  const cdp = await context.newCDPSession(page);
  await cdp.send("Emulation.setCPUThrottlingRate", { rate: 4 });
}

test("the lock screen shows something within half a second", async () => {
  const paints: number[] = [];
  for (let tries = 0; tries < TRIES; tries += 1) {
    const { page, context } = await open(umbra(), { path: null });
    await slow(page, context);
    await page.goto("/");
    await expectHeading(page, "Sign in");
    paints.push(
      await page.evaluate(() => performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? Infinity),
    );
    await context.close();
  }
  expectSoon(paints);
});

test.for([
  { day: "a full day", whose: "busy", text: FIRST },
  { day: "an empty day", whose: "idle", text: NOTHING },
] as const)("Today shows $day within half a second to who is signed in", async ({ whose, text }) => {
  const paints: number[] = [];
  for (let tries = 0; tries < TRIES; tries += 1) {
    const { page, context } = await open(umbra(), { path: null, cookie: cookies[whose], worker: true });
    await watchFor(page, text);
    await slow(page, context);
    await page.goto("/");
    paints.push(await paintOf(page));
    await context.close();
  }
  expectSoon(paints);
});

test("with the worker's files Today is there as soon", async () => {
  const { page, context } = await open(umbra(), { cookie: cookies.busy, worker: true });
  await page.getByText(FIRST).waitFor();
  await page.evaluate(() => navigator.serviceWorker.ready);
  // Once more: then the worker has all files, and the browser what it made of them.
  await page.reload();
  await page.getByText(FIRST).waitFor();
  await watchFor(page, FIRST);
  await slow(page, context);
  const paints: number[] = [];
  for (let tries = 0; tries < TRIES; tries += 1) {
    await page.goto("/");
    paints.push(await paintOf(page));
    expect(await page.evaluate(() => navigator.serviceWorker.controller !== null)).toBe(true);
  }
  expectSoon(paints);
});

function expectSoon(paints: readonly number[]): void {
  console.log(`${expect.getState().currentTestName}: ${paints.map(Math.round).join(", ")} ms`);
  expect(Math.min(...paints), paints.map(Math.round).join(", ")).toBeLessThan(LIMIT);
}

type Watching = typeof window & { umbraPainted?: number };

/** From now on each page that is opened notes when a text was first to be seen. */
async function watchFor(page: Page, text: string): Promise<void> {
  await page.addInitScript((wanted) => {
    const watch = new MutationObserver(() => {
      if (!document.body?.textContent?.includes(wanted)) return;
      watch.disconnect();
      // The frame that draws it, and what comes right after that.
      requestAnimationFrame(() => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => ((window as Watching).umbraPainted = performance.now());
        port2.postMessage(null);
      });
    });
    watch.observe(document, { childList: true, subtree: true, characterData: true });
  }, text);
}

/** When that text was drawn, in milliseconds since the page was asked for. */
async function paintOf(page: Page): Promise<number> {
  await page.waitForFunction(() => (window as Watching).umbraPainted !== undefined, undefined, { polling: 50 });
  return page.evaluate(() => (window as Watching).umbraPainted ?? Infinity);
}
