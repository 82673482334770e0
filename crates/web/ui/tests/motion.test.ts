// What moves: as it was made for those who like it, and not at all where `prefers-reduced-motion` asks for less. Both
// go the same way through the client, so what is still with `reduce` has been seen to move without it.
import type { Page, Route } from "playwright-core";
import { expect, test } from "vitest";
import { open, PASSWORD, useUmbra } from "./harness";
import { expectOpen, signIn } from "./lock";

let cookie = "";
let project = 0;
let task = "";
const umbra = useUmbra({}, async (server) => {
  cookie = await server.setUp();
  const made = async (path: string, body: object) => ((await (await server.api("POST", path, body, cookie)).json()) as { id: number }).id;
  await server.api("PUT", "/api/settings", { timezone: "Europe/Berlin", locale: "en-GB" }, cookie);
  await made("/api/events", { title: "Choir", start: "2026-10-21T18:00", end: "2026-10-21T20:00" });
  project = await made("/api/projects", { name: "Garden" });
  task = `/api/projects/${project}/tasks/${await made(`/api/projects/${project}/tasks`, { title: "Dig" })}`;
});

/** Notes what begins to move, and for how many milliseconds it does: what the browser says of each animation and transition. */
function noteMotions(): void {
  const seen: [what: string, ms: number][] = [];
  Object.assign(window, { umbraMotions: seen });
  const longest = (list: string) => Math.max(...list.split(",").map((one) => Number.parseFloat(one) * (one.trim().endsWith("ms") ? 1 : 1000)));
  const note = (event: AnimationEvent | TransitionEvent) => {
    const node = event.target as Element;
    const style = getComputedStyle(node, event.pseudoElement || null);
    // It was taken away while it moved.
    if (!node.isConnected) return;
    const isLoop = style.animationIterationCount === "infinite";
    const ms = event instanceof TransitionEvent ? longest(style.transitionDuration) : longest(style.animationDuration) * (isLoop ? 1e6 : 1);
    const around = node.parentElement?.closest("[role=status], [role=progressbar]")?.role;
    const name = node.role ?? (around ? `in ${around}` : node.tagName.toLowerCase());
    seen.push([`${name}${event.pseudoElement} ${event instanceof TransitionEvent ? event.propertyName : "moves"}`, ms]);
  };
  for (const type of ["animationstart", "transitionrun"] as const) addEventListener(type, note as EventListener, true);
}

const motions = (page: Page) => page.evaluate(() => (window as unknown as { umbraMotions: [string, number][] }).umbraMotions);

/** Waits until something has begun to move, however short that is. */
async function moved(page: Page, what: string): Promise<void> {
  await expect.poll(async () => (await motions(page)).map(([name]) => name), { message: what }).toContain(what);
}

/** Keeps requests for a path waiting until the function that it gives is called. */
async function hold(page: Page, path: string): Promise<() => Promise<void>> {
  let letGo = () => {};
  const free = new Promise<void>((resolve) => (letGo = resolve));
  const wait = async (route: Route) => {
    await free;
    await route.fallback();
  };
  await page.route(path, wait);
  return async () => {
    letGo();
    await page.unroute(path, wait);
  };
}

/** Whether what loops inside an element is in motion: it does so for as long as it is shown, or never. */
const isTurning = (page: Page, inside: string) =>
  page.evaluate(
    (selector) =>
      document.getAnimations().some(({ effect, playState }) => {
        const node = (effect as KeyframeEffect).target;
        return playState === "running" && node?.closest(selector) && (effect?.getComputedTiming().iterations === Infinity || Number(effect?.getComputedTiming().duration) > 1);
      }),
    inside,
  );

/** Goes through what moves, and gives how long each thing did at most, in milliseconds. */
async function journey(reducedMotion: "reduce" | "no-preference"): Promise<Record<string, number>> {
  const { page } = await open(umbra(), { path: null, reducedMotion });
  const turns = reducedMotion === "no-preference";
  const all: [string, number][] = [];
  await page.addInitScript(noteMotions);

  // The lock screen: that it takes a while to begin, and a button that waits.
  const status = await hold(page, "**/api/auth/status");
  await page.goto("/");
  await moved(page, "status moves");
  await status();
  const login = await hold(page, "**/api/auth/login");
  await signIn(page, "ana", PASSWORD);
  await moved(page, "span moves");
  await expect.poll(() => isTurning(page, "button"), { message: "the button that waits" }).toBe(turns);
  const day = await hold(page, "**/api/dashboard*");
  await login();
  // A page that isn't there yet.
  await expectOpen(page);
  await moved(page, "in status moves");
  await expect.poll(() => isTurning(page, "[role=status]"), { message: "what isn't there yet" }).toBe(turns);
  await day();
  await page.getByRole("heading", { level: 2, name: "Schedule" }).waitFor();

  // A dialog, a switch in it, and what the mouse points at.
  await page.getByRole("button", { name: /^Account/ }).hover();
  await page.keyboard.press("?");
  const help = page.getByRole("dialog", { name: "Keyboard shortcuts" });
  await help.waitFor();
  await moved(page, "dialog moves");
  await moved(page, "dialog::backdrop moves");
  await help.getByRole("switch").uncheck();
  await moved(page, "switch::after translate");
  await moved(page, "switch background-color");
  await help.getByRole("switch").check();
  await page.keyboard.press("Escape");
  all.push(...(await motions(page)));

  // A panel from the side, and a message with what it undoes.
  await page.goto("/calendar?view=week&date=2026-10-21");
  await page.getByRole("grid").getByRole("button", { name: /^Choir/ }).click();
  await page.getByRole("dialog", { name: "Choir" }).waitFor();
  await moved(page, "dialog moves");
  await page.keyboard.press("Escape");
  all.push(...(await motions(page)));

  // How far a project has come.
  await page.goto(`/projects/${project}`);
  await page.getByRole("checkbox", { name: /Dig/ }).click();
  await moved(page, "in progressbar width");
  await page.getByText("“Dig” is done").waitFor();
  await moved(page, "li moves");
  all.push(...(await motions(page)));
  await umbra().api("PATCH", task, { status: "todo" }, cookie);

  const longest: Record<string, number> = {};
  for (const [what, ms] of all) longest[what] = Math.max(longest[what] ?? 0, ms);
  return longest;
}

/** What moves on the way, at least. */
const MOVES = ["button background-color", "dialog moves", "dialog::backdrop moves", "in progressbar width", "span moves", "status moves", "in status moves", "li moves", "switch background-color", "switch::after translate"];
/** The eye sees a picture for longer. */
const UNSEEN = 1;

test("no preference: what comes and goes, waits or is switched moves", async () => {
  const found = await journey("no-preference");
  for (const what of MOVES) expect(found[what], what).toBeGreaterThan(50);
});

test("reduced motion: the same things are there at once, and nothing turns", async () => {
  const found = await journey("reduce");
  expect(Object.keys(found)).toEqual(expect.arrayContaining(MOVES));
  expect(Object.entries(found).filter(([, ms]) => !(ms < UNSEEN))).toEqual([]);
});
