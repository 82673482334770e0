// The day and what is around it: navigation, adding in one line, ticking off, the palette. By mouse and by keyboard.
import { expect, test } from "vitest";
import { keymap, keysOf } from "../src/keymap";
import { navigation } from "../src/shell/routes";
import { expectHeading, look, open, useUmbra, zoneAtNoon, type Umbra } from "./harness";
import { addDays, localOf, today } from "../src/i18n/dates";
import { signedIn } from "./lock";

const ZONE = zoneAtNoon();
let cookie = "";

/** Sends what has to work. */
async function send<T>(server: Umbra, method: string, path: string, body?: unknown): Promise<T> {
  const answer = await server.api(method, path, body, cookie);
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
  return (answer.status === 204 ? undefined : await answer.json()) as T;
}

// Each test signs in, and the first session has to last.
const umbra = useUmbra({ UMBRA_SESSION_LIMIT: "50" }, async (server) => {
  cookie = await server.setUp("ana");
  await send(server, "PUT", "/api/settings", { timezone: ZONE, locale: "en-GB", preferred_name: "Ana" });
  const day = today(ZONE);
  await send(server, "POST", "/api/todos", { title: "Pay the rent", due_date: addDays(day, -2), priority: "high" });
  await send(server, "POST", "/api/todos", { title: "Water the plants", due_date: day, recurrence_rule: "FREQ=DAILY;INTERVAL=3" });
  await send(server, "POST", "/api/todos", { title: "Call grandma", due_date: day });
  await send(server, "POST", "/api/events", { title: "Choir", start: `${day}T00:30:00`, end: `${day}T01:15:00`, location_text: "Town hall" });
  await send(server, "POST", "/api/events", { title: "Holiday", start: day, end: addDays(day, 3) });
  await send(server, "POST", "/api/people", { first_name: "Jonas", last_name: "Keller", birthday: `1990${day.slice(4)}` });
});

const openToday = async (more: Parameters<typeof open>[1] = {}) => {
  const watched = await open(umbra(), { cookie: await signedIn(umbra(), "ana"), ...more });
  await watched.page.getByRole("heading", { level: 2, name: "Schedule" }).or(watched.page.getByRole("heading", { level: 2, name: "Tagesplan" })).waitFor();
  return watched;
};

test("Today shows what is overdue, due, planned and celebrated, and looks right", async () => {
  const { page } = await openToday();
  await expect.poll(() => page.title()).toBe("Today · Umbra");
  await page.getByRole("heading", { level: 1, name: /, Ana$/ }).waitFor();
  await page.getByRole("region", { name: "Overdue" }).getByRole("link", { name: /Pay the rent/ }).waitFor();
  await page.getByRole("region", { name: "Due today" }).getByRole("link", { name: /Call grandma/ }).waitFor();
  const schedule = page.getByRole("region", { name: "Schedule" });
  await schedule.getByRole("link", { name: /Choir/ }).waitFor();
  await schedule.getByText("00:30").waitFor();
  await schedule.getByText("Town hall").waitFor();
  await page.getByRole("region", { name: "Birthdays" }).getByText(/Jonas Keller turns \d+/).waitFor();
  await page.getByRole("region", { name: "Coming days" }).getByRole("link", { name: /Holiday/ }).first().waitFor();
  await look(page, "today");
});

test("a todo is ticked off and taken back", async () => {
  const { page } = await openToday({ messagesStay: true });
  await page.getByRole("checkbox", { name: "Complete Call grandma" }).click();
  await page.getByText("Completed “Call grandma”").waitFor();
  await expect.poll(() => page.getByRole("checkbox", { name: "Complete Call grandma" }).count()).toBe(0);
  // Ctrl and Z do what the button of the message does.
  await page.keyboard.press("Control+z");
  await page.getByRole("checkbox", { name: "Complete Call grandma" }).waitFor();
  // One that recurs moves on, and undoing brings back just that day.
  await page.getByRole("checkbox", { name: "Complete Water the plants" }).click();
  await page.getByText(/Completed “Water the plants”, next/).waitFor();
  await page.getByRole("button", { name: "Undo" }).last().click();
  await page.getByRole("region", { name: "Due today" }).getByRole("link", { name: /Water the plants/ }).waitFor();
});

test("a line becomes an event or a todo, as it was understood", async () => {
  const { page } = await openToday({ messagesStay: true });
  const line = page.getByLabel("Add a todo or an event");
  await line.fill("Dentist tomorrow 3pm for 2 hours");
  await page.getByText(/Tomorrow, 15:00\s?–\s?17:00/).waitFor();
  await look(page, "quick-add");
  await line.press("Enter");
  await page.getByText(/Added “Dentist”/).waitFor();
  const day = addDays(today(ZONE), 1);
  const [event] = await send<{ title: string; start_local: string; end_local: string }[]>(umbra(), "GET", `/api/events?start=${day}&end=${addDays(day, 1)}&search=Dentist`);
  expect(event).toMatchObject({ title: "Dentist", start_local: `${day}T15:00:00`, end_local: `${day}T17:00:00` });
  await expect.poll(() => line.inputValue()).toBe("");

  await line.fill("Watch Friday Night Lights every Monday !high");
  await page.getByText("every Monday", { exact: true }).waitFor();
  await page.getByRole("button", { name: /^Remove .*Fri|^Remove .*Monday/ }).first().waitFor();
  await page.getByRole("button", { name: "Remove every Monday" }).click();
  await expect.poll(() => page.getByRole("button", { name: "Remove every Monday" }).count()).toBe(0);
  await expect.poll(() => page.evaluate(() => document.activeElement?.getAttribute("aria-label"))).toBe("Add a todo or an event");
  await line.press("Enter");
  await page.getByText(/Added “Watch/).waitFor();
  const [todo] = await send<{ title: string; recurrence_rule: string | null; priority: string }[]>(umbra(), "GET", "/api/todos?search=Watch");
  expect(todo).toMatchObject({ recurrence_rule: null, priority: "high" });
  expect(todo?.title).toContain("every Monday");
  // And away again.
  await page.getByRole("button", { name: "Undo" }).last().click();
  await page.getByText("Undone").waitFor();
  expect(await send<unknown[]>(umbra(), "GET", "/api/todos?search=Watch")).toEqual([]);
});

test("in German: what is taken back stays in the title, and nothing is sent for it", async () => {
  await send(umbra(), "PUT", "/api/settings", { locale: "de-DE" });
  try {
    const { page } = await openToday({ messagesStay: true });
    const line = page.getByLabel("Aufgabe oder Termin hinzufügen");
    const chips = page.locator("#quickadd-chips").getByRole("button", { name: /entfernen$/ });
    const expectChips = (...names: RegExp[]) =>
      expect.poll(() => chips.evaluateAll((all) => all.map((one) => one.getAttribute("aria-label")))).toEqual(names.map((name) => expect.stringMatching(name)));
    const takeBack = async (name: RegExp) => {
      await chips.and(page.getByRole("button", { name })).click();
      await expect.poll(() => line.evaluate((node) => node === document.activeElement)).toBe(true);
    };
    const sent = async () => {
      const request = page.waitForRequest((one) => one.method() === "POST" && /\/api\/(todos|events)$/.test(one.url()));
      await line.press("Enter");
      return (await request).postDataJSON() as unknown;
    };

    await line.fill("Blumen gießen jeden Montag !hoch");
    await expectChips(/^jeden Montag entfernen$/, /^Hohe Priorität entfernen$/);
    await takeBack(/^jeden Montag/);
    await expectChips(/^Hohe Priorität entfernen$/);
    expect(await sent()).toEqual({ title: "Blumen gießen jeden Montag", priority: "high" });
    await page.getByText("„Blumen gießen jeden Montag“ hinzugefügt").waitFor();
    const [todo] = await send<Record<string, unknown>[]>(umbra(), "GET", "/api/todos?search=Blumen");
    expect(todo).toMatchObject({ title: "Blumen gießen jeden Montag", due_date: null, recurrence_rule: null, priority: "high" });
    await page.getByRole("button", { name: "Rückgängig" }).last().click();
    await page.getByText("Zurückgenommen").waitFor();
    expect(await send<unknown[]>(umbra(), "GET", "/api/todos?search=Blumen")).toEqual([]);

    // A day and a time that are taken back make a todo of an event.
    await line.fill("Zahnarzt morgen um 15 Uhr");
    await expectChips(/15:00.*entfernen/);
    await takeBack(/15:00/);
    await expectChips();
    expect(await sent()).toEqual({ title: "Zahnarzt morgen um 15 Uhr" });
    await page.getByText("„Zahnarzt morgen um 15 Uhr“ hinzugefügt").waitFor();
    await page.getByRole("button", { name: "Rückgängig" }).last().click();
    await expect.poll(() => send<unknown[]>(umbra(), "GET", "/api/todos?search=Zahnarzt")).toEqual([]);
  } finally {
    await send(umbra(), "PUT", "/api/settings", { locale: "en-GB" });
  }
});

test("the clock is the account's, not the browser's", async () => {
  // In the first or in the last zone of the world it is another day.
  const timezone = ["Pacific/Kiritimati", "Pacific/Pago_Pago"].find((zone) => today(zone) !== today(ZONE))!;
  const { page } = await openToday({ timezone, locale: "ja-JP" });
  const [, day] = localOf(Date.now(), ZONE).match(/-(\d\d)T/) ?? [];
  await page.getByText(new RegExp(`\\b${Number(day)} \\p{L}+$`, "u")).first().waitFor();
});

test("by keyboard alone: skip, go, add, search, help", async () => {
  const { page } = await openToday();
  await page.keyboard.press("Tab");
  await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toBe("Skip to content");
  await page.keyboard.press("Enter");
  await expect.poll(() => page.evaluate(() => document.activeElement?.id)).toBe("main");

  await page.keyboard.press("n");
  await page.keyboard.type("Buy stamps tomorrow");
  await page.getByText("Tomorrow", { exact: true }).first().waitFor();
  await page.keyboard.press("Enter");
  await page.getByText("Added “Buy stamps”").waitFor();

  // Out of the field, so that letters are shortcuts again.
  await page.evaluate(() => (document.activeElement as HTMLElement).blur());
  await page.keyboard.press("g");
  await page.keyboard.press("t");
  await page.keyboard.press("?");
  const help = page.getByRole("dialog", { name: "Keyboard shortcuts" });
  await help.waitFor();
  await look(page, "shortcuts");
  // The help has all of them, and without single letters those that still hold.
  const shown = async () => (await help.locator("dd").allInnerTexts()).length;
  const all = Object.values(keymap).flatMap((group): Parameters<typeof keysOf>[0][] => Object.values(group));
  expect(await shown()).toBe(all.length + navigation.length);
  for (const text of ["Today T", "Move the event with the focus M", "Add something N", "Week 2"]) {
    expect((await help.locator("dl > div").allInnerTexts()).map((line) => line.replace(/\s+/g, " "))).toContain(text);
  }
  await help.getByRole("switch", { name: "Single letters are shortcuts" }).uncheck();
  expect(await shown()).toBe(all.filter((one) => keysOf(one, false).length).length);
  await help.getByRole("switch", { name: "Single letters are shortcuts" }).check();
  await page.keyboard.press("Escape");
  await expect.poll(() => page.getByRole("dialog").count()).toBe(0);

  await page.keyboard.press("Control+k");
  const field = page.getByRole("combobox", { name: "Search or do something" });
  await field.waitFor();
  await page.keyboard.type("stamps");
  const found = page.getByRole("option", { name: /Buy stamps/ });
  await found.waitFor();
  await look(page, "palette");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowUp");
  const active = await field.getAttribute("aria-activedescendant");
  expect(active).toBeTruthy();
  expect(await page.evaluate((id) => document.getElementById(id)?.getAttribute("aria-selected"), active ?? "")).toBe("true");
  await page.keyboard.press("Escape");

  await page.keyboard.press("Control+k");
  await field.waitFor();
  await page.keyboard.type("places");
  await page.keyboard.press("Enter");
  await expect.poll(() => new URL(page.url()).pathname).toBe("/places");
  await expectHeading(page, "Places");
});

test("the palette knows reminders, and the parts of pages by what is in them", async () => {
  const { id } = await send<{ id: number }>(umbra(), "POST", "/api/reminders", { title: "Take the tablets", remind_at: `${addDays(today(ZONE), 30)}T09:00:00` });
  const { page } = await openToday();
  const field = page.getByRole("combobox", { name: "Search or do something" });
  const choose = async (text: string, found: RegExp) => {
    await page.keyboard.press("Control+k");
    await field.waitFor();
    await page.keyboard.type(text);
    await expect.poll(async () => page.getByRole("listbox", { name: "Results" }).getByRole("option", { selected: true }).textContent()).toMatch(found);
    await page.keyboard.press("Enter");
  };
  await choose("tablets", /Take the tablets/);
  await expect.poll(() => page.url()).toContain(`/inbox/reminders?reminder=${id}`);
  const form = page.getByRole("dialog", { name: "Edit reminder" });
  await expect.poll(() => form.getByLabel("What about?").inputValue()).toBe("Take the tablets");
  await page.keyboard.press("Escape");
  await form.waitFor({ state: "detached" });
  await choose("new reminder", /New reminder/);
  await page.getByRole("dialog", { name: "New reminder" }).waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "detached" });
  await choose("quiet", /quiet hours/);
  await expect.poll(() => new URL(page.url()).pathname).toBe("/settings/phone");
  await expectHeading(page, "Settings");
  // Another part of the same page.
  await choose("export", /export/);
  await expect.poll(() => new URL(page.url()).pathname).toBe("/settings/account");
  await expectHeading(page, "Settings");
});

test("the heading of a page has the focus before the next frame", async () => {
  const { page } = await openToday();
  const had = page.evaluate(
    () =>
      new Promise<boolean>((resolve) => {
        new MutationObserver(() => {
          const heading = document.querySelector("h1");
          if (heading?.textContent === "Todos") resolve(document.activeElement === heading);
        }).observe(document.body, { childList: true, subtree: true });
      }),
  );
  await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Todos" }).click();
  expect(await had).toBe(true);
});

test("navigation: titles, the heading's focus, what isn't there, phones", async () => {
  const { page } = await openToday();
  const nav = page.getByRole("navigation", { name: "Main" });
  await nav.getByRole("link", { name: "Todos" }).click();
  await expectHeading(page, "Todos");
  expect(await page.title()).toBe("Todos · Umbra");
  expect(await nav.getByRole("link", { name: "Todos" }).getAttribute("aria-current")).toBe("page");
  await page.goBack();
  await page.getByRole("heading", { level: 1, name: /, Ana$/ }).waitFor();

  await page.goto("/nowhere/at/all");
  await page.getByRole("heading", { level: 1, name: "Page not found" }).waitFor();
  await look(page, "not-found");
  await page.getByRole("link", { name: "Go to Today" }).click();
  await page.getByRole("heading", { level: 1, name: /, Ana$/ }).waitFor();

  await page.setViewportSize({ width: 360, height: 740 });
  await page.getByRole("button", { name: "More", exact: true }).click();
  await page.getByRole("dialog").getByRole("link", { name: "People" }).waitFor();
  await look(page, "more");
  await page.setViewportSize({ width: 360, height: 740 });
  await page.getByRole("dialog").getByRole("link", { name: "People" }).click();
  await expectHeading(page, "People");
});

test("in German, and dark by choice", async () => {
  await send(umbra(), "PUT", "/api/settings", { locale: "de-DE" });
  try {
    const { page } = await openToday();
    expect(await page.evaluate(() => document.documentElement.lang)).toBe("de");
    await page.getByRole("heading", { level: 2, name: "Heute fällig" }).waitFor();
    const line = page.getByLabel("Aufgabe oder Termin hinzufügen");
    await line.fill("Müll rausbringen jeden Montag");
    await page.getByText("jeden Montag", { exact: true }).waitFor();
    await line.fill("");
    await page.getByRole("button", { name: /^Konto/ }).click();
    await page.getByRole("menuitemradio", { name: "Dunkel" }).click();
    expect(await page.evaluate(() => document.documentElement.dataset.theme)).toBe("dark");
    await page.reload();
    await page.getByRole("heading", { level: 2, name: "Tagesplan" }).waitFor();
    expect(await page.evaluate(() => getComputedStyle(document.body).colorScheme || getComputedStyle(document.documentElement).colorScheme)).toContain("dark");
  } finally {
    await send(umbra(), "PUT", "/api/settings", { locale: "en-GB" });
  }
});

test("twice as large, nothing is lost", async () => {
  // 200 % zoom of a window of 1280 px.
  const { page } = await openToday({ width: 640, height: 400 });
  const [wide, shown] = await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
  expect(wide).toBeLessThanOrEqual(shown ?? 0);
});

test("what recurs and was completed elsewhere isn't completed twice", async () => {
  const { page } = await openToday();
  await page.getByRole("region", { name: "Due today" }).getByRole("link", { name: /Water the plants/ }).waitFor();
  const read = async () => (await send<{ id: number; due_date: string }[]>(umbra(), "GET", "/api/todos?search=Water"))[0]!;
  const { id } = await read();
  await send(umbra(), "PATCH", `/api/todos/${id}`, { completed: true });
  const { due_date } = await read();
  await page.getByRole("checkbox", { name: "Complete Water the plants" }).click();
  await page.getByText("Somebody changed this meanwhile").waitFor();
  await page.getByRole("region", { name: "Due today" }).getByRole("link", { name: /Water the plants/ }).waitFor({ state: "detached" });
  expect((await read()).due_date).toBe(due_date);
  await send(umbra(), "DELETE", `/api/todos/${id}/completions/latest`);
});
