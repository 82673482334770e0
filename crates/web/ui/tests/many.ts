// What the tests of long lists share: how they are filled, gone through, and held to what a document may hold.
import { once } from "node:events";
import { Agent, type IncomingMessage, request } from "node:http";
import { text } from "node:stream/consumers";
import type { CDPSession, Locator, Page, Route } from "playwright-core";
import { expect } from "vitest";
import type { Umbra } from "./umbra";

/** As many as each page that shows a list has to cope with. */
export const MANY = 10_000;
const AT_ONCE = 25;

/** A number that sorts as a text. */
export const padded = (n: number) => String(n).padStart(5, "0");

/** Sends something to the API over connections that are kept: with one each, most of the time would go to them. */
async function post(agent: Agent, umbra: Umbra, path: string, cookie: string, body: object): Promise<{ status: number; said: string }> {
  const headers = { "x-requested-with": "XMLHttpRequest", "content-type": "application/json", cookie };
  const sent = request(new URL(path, umbra.backend), { method: "POST", agent, headers });
  sent.end(JSON.stringify(body));
  const [answer] = (await once(sent, "response")) as [IncomingMessage];
  return { status: answer.statusCode ?? 0, said: await text(answer) };
}

/**
 * Makes many things by the API, some at once, in no certain order, and gives their ids. A server that is busy, or a machine on
 * which a request comes too slowly, is asked again.
 */
export async function fill(umbra: Umbra, cookie: string, count: number, path: string | ((n: number) => string), made: (n: number) => object): Promise<number[]> {
  const agent = new Agent({ keepAlive: true });
  const ids: number[] = [];
  let begun = 0;
  const some = async () => {
    while (begun < count) {
      const n = begun++;
      const make = () => post(agent, umbra, typeof path === "string" ? path : path(n), cookie, made(n));
      let { status, said } = await make();
      while (status === 503 || status === 408) {
        await new Promise((resolve) => setTimeout(resolve, 1_000));
        ({ status, said } = await make());
      }
      expect(status, said).toBe(201);
      ids[n] = (JSON.parse(said) as { id: number }).id;
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, some));
  agent.destroy();
  return ids;
}

const sessions = new WeakMap<Page, Promise<CDPSession>>();

/** How long the page has worked up to now, in milliseconds of the processor: not of a clock, which goes on while others work. */
async function workOf(page: Page): Promise<number> {
  const begin = async () => {
    const cdp = await page.context().newCDPSession(page);
    await cdp.send("Performance.enable", { timeDomain: "threadTicks" });
    return cdp;
  };
  const session = sessions.get(page) ?? begin();
  sessions.set(page, session);
  const { metrics } = await (await session).send("Performance.getMetrics");
  const worked = metrics.find(({ name }) => name === "TaskDuration");
  if (!worked) throw new Error("the browser doesn't say how long it worked");
  return worked.value * 1_000;
}

/** How long the page works until it has drawn the next frame after doing something, in milliseconds. */
export async function takes(page: Page, act: () => Promise<unknown>): Promise<number> {
  const before = await workOf(page);
  await act();
  await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => setTimeout(drawn))));
  return (await workOf(page)) - before;
}

/** Checks that only what is in sight is in the document, however much was fetched. */
export async function expectFew(page: Page, rows: Locator, most = 80): Promise<void> {
  const count = await rows.count();
  expect(count).toBeGreaterThan(5);
  expect(count).toBeLessThan(most);
  expect(await page.evaluate(() => document.getElementsByTagName("*").length)).toBeLessThan(4_000);
}

/** As many as a first page of most lists has, and as many as a further one. */
const [FIRST, FURTHER] = [100, 200];

/** How many pages a list of so many things has. */
export const pagesOf = (count: number, first = FIRST) => 1 + Math.ceil((count - first) / FURTHER);

/** Answers a list of the API page by page, as the server does, with many things that are made up. Gives how many pages after the first were asked for. */
export async function answerMany(page: Page, path: string, made: (n: number) => object, further = FURTHER): Promise<() => number> {
  let asked = 0;
  await page.route(
    (url) => url.pathname === path,
    async (route) => {
      if (route.request().method() !== "GET") return route.fallback();
      const query = new URL(route.request().url()).searchParams;
      const from = Number(query.get("cursor") ?? 0);
      const next = Math.min(from + (from > 0 ? further : Number(query.get("limit") ?? FIRST)), MANY);
      if (from > 0) asked += 1;
      const headers = next < MANY ? { link: `<${path}?cursor=${next}>; rel="next"` } : {};
      await route.fulfill({ json: Array.from({ length: next - from }, (_, i) => made(from + i)), headers });
    },
  );
  return () => asked;
}

/**
 * Opens a page whose further pages of a list don't come: what is shown of it then, is shown after one answer. Gives back
 * how to let the others come.
 */
export async function firstPageAlone(page: Page, path: string, act: () => Promise<unknown>): Promise<() => Promise<void>> {
  const held: Route[] = [];
  let isOpen = false;
  const further = (url: URL) => url.pathname === path && url.searchParams.has("cursor");
  await page.route(further, async (route) => {
    if (isOpen) await route.continue();
    else held.push(route);
  });
  await act();
  return async () => {
    isOpen = true;
    await Promise.all(held.map((route) => route.continue()));
    await page.unroute(further);
  };
}

/**
 * Scrolls with the wheel, or by the key that leads to the end, until something is in sight. What lies between is gone through as
 * fast as its pages come: somebody who holds the key sees no more of it.
 */
export async function toEnd(page: Page, by: "wheel" | "End", last: Locator): Promise<void> {
  if (by === "wheel") {
    const { width, height } = page.viewportSize()!;
    await page.mouse.move(width / 2, height / 2);
  }
  const scroll = () => (by === "wheel" ? page.mouse.wheel(0, 1_000_000) : page.keyboard.press("End"));
  await expect
    .poll(
      async () => {
        await takes(page, scroll);
        if ((await last.count()) === 1 && (await isInSight(last))) return true;
        await page.evaluate(goOn);
        return false;
      },
      { timeout: 150_000, interval: 10 },
    )
    .toBe(true);
}

/** Scrolls what is in the middle of the window to its end, as long as it grows. */
async function goOn(): Promise<void> {
  let box = document.elementFromPoint(innerWidth / 2, innerHeight / 2);
  while (box && !/auto|scroll/.test(getComputedStyle(box).overflowY)) box = box.parentElement;
  box ??= document.documentElement;
  let height = -1;
  for (let still = 0; still < 10; still += 1) {
    if (box.scrollHeight !== height) still = 0;
    height = box.scrollHeight;
    box.scrollTo({ top: height, behavior: "instant" });
    await new Promise((drawn) => requestAnimationFrame(drawn));
  }
}

async function isInSight(row: Locator): Promise<boolean> {
  return row.evaluate((node) => {
    const { top, bottom } = node.getBoundingClientRect();
    return bottom > 0 && top < innerHeight;
  });
}

/** Does something with a row, and checks that the rows around it stay where they are. */
export async function expectToStay(row: Locator, act: () => Promise<unknown>): Promise<void> {
  const top = () => row.evaluate((node) => Math.round(node.getBoundingClientRect().top));
  // Rows that have just come into sight are measured first, and what is below them moves by that.
  const moved = async () => {
    const at = await top();
    await takes(row.page(), async () => {});
    return (await top()) - at;
  };
  await expect.poll(moved).toBe(0);
  const before = await top();
  await act();
  expect(Math.abs((await top()) - before)).toBeLessThan(8);
}

/** How often a path was asked for. */
export function asking(page: Page, path: string): () => number {
  let asked = 0;
  page.on("request", (request) => {
    if (request.method() === "GET" && new URL(request.url()).pathname === path) asked += 1;
  });
  return () => asked;
}
