// Every page on a phone, in both languages: nothing sticks out, nothing is cut off, and a finger hits every control.
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { cookieFor, openAs, seedDemo } from "./demo";
import { fitOf } from "./fits";
import { useUmbra } from "./harness";

const umbra = useUmbra({}, seedDemo);

/** The addresses of all pages; of things, those of the first. */
async function paths(cookie: string): Promise<string[]> {
  const first = async (path: string) => {
    const [one] = (await (await umbra().api("GET", path, undefined, cookie)).json()) as { id: number }[];
    if (!one) throw new Error(`${path} is empty`);
    return one.id;
  };
  const project = `/projects/${await first("/api/projects")}`;
  const task = await first(`/api${project}/tasks`);
  const person = `/people/${await first("/api/people")}`;
  const place = `/places/${await first("/api/locations")}`;
  return [
    "/",
    ...["month", "day", "list"].map((view) => `/calendar?view=${view}`),
    "/calendar?new",
    "/todos",
    `/todos?todo=${await first("/api/todos?completed=false")}`,
    "/projects",
    project,
    `${project}?view=board`,
    `${project}?task=${task}`,
    "/people",
    person,
    `${person}?edit`,
    "/people/new",
    "/places",
    place,
    `${place}?edit`,
    "/places/new",
    ...["", "/reminders", "/invitations", "/connections", "/deliveries"].map((part) => `/inbox${part}`),
    ...["profile", "region", "security", "phone", "account"].map((part) => `/settings/${part}`),
    ...["", "/accounts", "/config", "/deliveries", "/audit"].map((part) => `/admin${part}`),
    "/nowhere",
  ];
}

/** Counts what a page still waits for. */
function requests(page: Page): () => number {
  const running = new Set<unknown>();
  page.on("request", (request) => running.add(request));
  page.on("requestfinished", (request) => running.delete(request));
  page.on("requestfailed", (request) => running.delete(request));
  return () => running.size;
}

/** Goes to an address as a link would, and waits until all of it is there. */
async function goTo(page: Page, path: string, running: () => number): Promise<void> {
  await page.evaluate((to) => {
    history.pushState(null, "", to);
    dispatchEvent(new PopStateEvent("popstate"));
  }, path);
  // What is there asks for more: it is all there when nothing was asked for in between.
  for (let still = 0; still < 3; still += 1) {
    await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 20))));
    if (running() > 0) still = -1;
  }
  await expect.poll(() => page.locator("#main h1").count(), { message: path }).toBe(1);
  expect(await page.locator("#main [role=alert]").allInnerTexts(), path).toEqual([]);
}

for (const locale of ["de-DE", "en-GB"]) {
  test(`every page fits a phone: ${locale}`, async () => {
    const cookie = await cookieFor(umbra());
    expect((await umbra().api("PUT", "/api/settings", { locale }, cookie)).status).toBe(200);
    const { page } = await openAs(umbra(), "ana", "/nowhere", { width: 360, height: 740, touch: true, locale });
    await page.getByRole("heading", { level: 1 }).waitFor();
    expect(await page.evaluate(() => matchMedia("(pointer: coarse)").matches)).toBe(true);
    const running = requests(page);
    const faults: Record<string, string[]> = {};
    for (const path of await paths(cookie)) {
      await goTo(page, path, running);
      const fit = await fitOf(page);
      expect(fit.texts, path).toBeGreaterThan(5);
      expect(fit.controls, path).toBeGreaterThan(4);
      if (fit.faults.length > 0) faults[path] = fit.faults;
    }
    expect(faults).toEqual({});
  });
}
