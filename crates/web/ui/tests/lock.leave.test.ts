// Signing out and locking leave nothing behind: not on the screen, not on the device, not for whoever comes next.
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { expectHeading, open, PASSWORD, useUmbra, type Umbra, type Watched } from "./harness";
import { configure, cookiesOf, expectOpen, fill, lockIt, press, register, signedIn, signIn } from "./lock";

/** What nobody else may see, in everything that ana has. */
const SECRET = "Quokka";
let ana = "";
const umbra = useUmbra({}, async (server: Umbra) => {
  ana = await server.setUp("ana");
  await configure(server, ana, { allow_registration: true });
  await server.api("PUT", "/api/settings", { timezone: "Europe/Berlin", locale: "en-GB", preferred_name: SECRET }, ana);
  const today = new Intl.DateTimeFormat("sv-SE", { timeZone: "Europe/Berlin" }).format(new Date());
  await server.api("POST", "/api/todos", { title: `Feed the ${SECRET}`, due_date: today }, ana);
  await server.api("POST", "/api/people", { first_name: SECRET, last_name: "Keeper" }, ana);
  await register(server, "ben");
});

/** Looks for what is left of the account on the page and on the device. */
async function expectNothingLeft({ page, faults }: Watched): Promise<void> {
  expect(await page.content()).not.toContain(SECRET);
  expect(await page.title()).not.toContain(SECRET);
  expect(await page.locator("dialog[open], [popover]:popover-open li").count()).toBe(0);
  const kept = await page.evaluate(async () => ({
    local: { ...localStorage },
    session: { ...sessionStorage },
    databases: await indexedDB.databases(),
    caches: await caches.keys(),
    history: history.state as unknown,
    name: window.name,
  }));
  expect(kept).toEqual({ local: {}, session: {}, databases: [], caches: [], history: null, name: "" });
  expect(faults).toEqual([]);
}

/** Ticks the todo, so that a toast names it. */
async function tick(page: Page): Promise<void> {
  await page.getByRole("checkbox", { name: new RegExp(SECRET) }).first().click();
  await page.getByText(`“Feed the ${SECRET}” is done`).waitFor();
  await page.keyboard.press("Control+z");
  await page.getByText(`“Feed the ${SECRET}” is open again`).waitFor();
}

/** Goes to a page as somebody does, without loading the document anew. */
async function goTo(page: Page, name: string): Promise<void> {
  await page.getByRole("link", { name, exact: true }).first().click();
  await page.locator(`a[aria-current=page]`, { hasText: name }).first().waitFor();
  // Until the page is there the one before it stays.
  await expect.poll(() => page.title()).toContain(`${name} · Umbra`);
  await page.locator("main:not(:has([aria-busy=true])) h1").waitFor();
}

test("nothing is left when the session is locked, nor by going back", async () => {
  const watched = await open(umbra(), { cookie: ana, path: "/people", messagesStay: true });
  const { page } = watched;
  await page.getByText("Keeper").waitFor();
  await goTo(page, "Todos");
  await tick(page);
  await page.keyboard.press("Control+k");
  await page.getByRole("combobox").fill("lock");
  await page.getByRole("option", { name: "Lock", exact: true }).click();
  await expectHeading(page, "Unlock");
  await expectNothingLeft(watched);
  await page.goBack();
  await expectHeading(page, "Unlock");
  await expectNothingLeft(watched);
  await page.reload();
  await expectHeading(page, "Unlock");
  await expectNothingLeft(watched);
  await fill(page, { Password: PASSWORD });
  await press(page, "Unlock");
  await page.getByText("Keeper").waitFor();
});

test("who signs in next sees nothing of who was there before", async () => {
  const watched = await open(umbra(), { path: "/", messagesStay: true });
  const { page, context } = watched;
  await signIn(page, "ana");
  await page.getByText(`Feed the ${SECRET}`).first().waitFor();
  await goTo(page, "Todos");
  await tick(page);
  await goTo(page, "People");
  await page.getByText("Keeper").waitFor();
  // The session ends elsewhere, with the list of people in sight: it is shown no more.
  await umbra().api("POST", "/api/auth/logout", undefined, await cookiesOf(context));
  await page.getByRole("listitem").filter({ hasText: "Keeper" }).getByRole("button").click();
  await expectHeading(page, "Sign in");
  await expectNothingLeft(watched);
  await page.goBack();
  await expectHeading(page, "Sign in");
  await page.goForward();
  await expectHeading(page, "Sign in");
  await expectNothingLeft(watched);

  await signIn(page, "ben");
  await page.getByRole("heading", { level: 1, name: "People" }).waitFor();
  await page.getByText("Nobody is here yet").waitFor();
  await expectNothingLeft(watched);
  for (const name of ["Todos", "Today", "Inbox", "Settings", "People"]) {
    await goTo(page, name);
    await expectNothingLeft(watched);
  }
  await page.getByRole("button", { name: "Account: ben" }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await expectHeading(page, "Sign in");
  expect(new URL(page.url()).pathname).toBe("/");
  await expectNothingLeft(watched);
});

test("what was asked for before the session ended is shown to nobody else", async () => {
  const cookie = await signedIn(umbra(), "ana");
  const watched = await open(umbra(), { cookie, path: null });
  const { page } = watched;
  // The day is there long before the page that shows it, which doesn't come.
  let arrive = () => {};
  const late = new Promise<void>((resolve) => (arrive = resolve));
  await page.route("**/assets/today*.js", async (route) => {
    await late;
    await route.continue();
  });
  const day = page.waitForResponse("**/api/dashboard");
  await page.goto("/");
  await (await day).finished();
  await expectOpen(page);
  await umbra().api("POST", "/api/auth/logout", undefined, cookie);
  await page.getByRole("link", { name: "Todos" }).first().click();
  await expectHeading(page, "Sign in");
  arrive();
  await signIn(page, "ben");
  await goTo(page, "Today");
  await page.getByText("Nothing due today").waitFor();
  await expectNothingLeft(watched);
});

test("an answer that comes after the lock says nothing on the screen", async () => {
  const watched = await open(umbra(), { cookie: await signedIn(umbra(), "ana"), path: "/todos" });
  const { page, context } = watched;
  await page.getByText(`Feed the ${SECRET}`).waitFor();
  let arrive = () => {};
  const late = new Promise<void>((resolve) => (arrive = resolve));
  let taken = () => {};
  const done = new Promise<void>((resolve) => (taken = resolve));
  await page.route("**/api/todos/*", async (route) => {
    const response = await route.fetch();
    taken();
    await late;
    await route.fulfill({ response });
  });
  await page.getByRole("checkbox", { name: new RegExp(SECRET) }).first().click();
  // Afterwards the server would refuse it.
  await done;
  await lockIt(umbra(), await cookiesOf(context));
  await page.getByRole("link", { name: "People" }).first().click();
  await expectHeading(page, "Unlock");
  const answered = page.waitForResponse("**/api/todos/*");
  arrive();
  await (await answered).finished();
  await press(page, "Sign out");
  await expectHeading(page, "Sign in");
  await signIn(page, "ben");
  await expectOpen(page);
  await page.getByRole("heading", { level: 1 }).waitFor();
  await expectNothingLeft(watched);
});
