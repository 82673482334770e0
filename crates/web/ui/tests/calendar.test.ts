// The calendar: a journey with the mouse, one by keyboard alone, and how it looks everywhere.
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { look, open, useUmbra, type Umbra } from "./harness";
import { connect, register } from "./lock";

let cookie = "";
let ben = "";

async function post(server: Umbra, path: string, body: unknown, as = cookie, method = "POST"): Promise<{ id: number }> {
  const answer = await server.api(method, path, body, as);
  if (!answer.ok) throw new Error(`${path}: ${await answer.text()}`);
  return answer.status === 204 ? { id: 0 } : ((await answer.json()) as { id: number });
}

const umbra = useUmbra({}, async (server) => {
  cookie = await server.setUp("ana");
  await post(server, "/api/admin/config", { allow_registration: true }, cookie, "PUT");
  ben = await register(server, "ben");
  for (const one of [cookie, ben]) await post(server, "/api/settings", { timezone: "Europe/Berlin", locale: "en" }, one, "PUT");
  await connect(server, cookie, "ben", ben);
  // A week with whole days, what is at the same time, a series, a todo and a reminder; and the clock is set back.
  await post(server, "/api/events", { title: "Autumn fair", start: "2026-10-22", end: "2026-10-26" });
  await post(server, "/api/events", { title: "Choir", start: "2026-10-20T18:00", end: "2026-10-20T20:00" });
  await post(server, "/api/events", { title: "Parents' evening", start: "2026-10-20T19:00", end: "2026-10-20T20:30", status: "tentative" });
  await post(server, "/api/events", { title: "Standup", start: "2026-10-05T09:00", end: "2026-10-05T09:15", recurrence_rule: "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", reminders: [10] });
  await post(server, "/api/todos", { title: "Put out the bins", due_date: "2026-10-21" });
  await post(server, "/api/reminders", { title: "Take the pill", remind_at: "2026-10-21T08:00" });
});

const WEEK = "/calendar?view=week&date=2026-10-21";

async function signedIn(path: string, options: Parameters<typeof open>[1] = {}, as = cookie): Promise<Page> {
  const { page } = await open(umbra(), { cookie: as, path, ...options });
  await page.getByRole("heading", { level: 1, name: /Calendar|Kalender/ }).waitFor();
  return page;
}

const chip = (page: Page, name: RegExp | string) => page.getByRole("grid").getByRole("button", { name });

/** Where a time is in a column of the hours. */
async function spot(page: Page, date: string, hour: number): Promise<[number, number]> {
  const box = await page.locator(`[data-date="${date}"][data-hours]`).boundingBox();
  return [box!.x + 20, box!.y + (box!.height * hour) / 24];
}

async function drag(page: Page, from: [number, number], to: [number, number]): Promise<void> {
  // Nothing is dragged while the last move is being saved.
  await expect.poll(() => page.getByRole("grid").locator("[aria-busy=true]").count()).toBe(0);
  await page.mouse.move(...from);
  await page.mouse.down();
  await page.mouse.move(from[0] + 4, from[1] + 8);
  await page.mouse.move(...to, { steps: 4 });
  await page.mouse.up();
}

test("with the mouse: draw an event, move it, undo that, change and delete it", async () => {
  const page = await signedIn(WEEK, { messagesStay: true });
  await chip(page, /^Choir/).waitFor();
  await drag(page, await spot(page, "2026-10-21", 11), await spot(page, "2026-10-21", 12.5));
  const form = page.getByRole("dialog", { name: "New event" });
  await form.getByLabel("Title").fill("Dentist");
  await form.getByLabel("Place").fill("Main Street 3");
  await form.getByRole("button", { name: "Create" }).click();
  await chip(page, /^Dentist, 11:00 AM – 12:30 PM.*Main Street 3/).waitFor();

  await drag(page, await spot(page, "2026-10-21", 11.25), await spot(page, "2026-10-22", 13.25));
  await chip(page, /^Dentist, 1:00 – 2:30 PM/).waitFor();
  await page.getByText("“Dentist” was moved").waitFor();
  await page.getByRole("button", { name: "Undo" }).click();
  await chip(page, /^Dentist, 11:00 AM – 12:30 PM/).waitFor();

  // Its lower edge makes it longer.
  const [x, y] = await spot(page, "2026-10-21", 12.5);
  await drag(page, [x, y - 4], [x, y + 22]);
  await chip(page, /^Dentist, 11:00 AM – 1:00 PM/).waitFor();

  await chip(page, /^Dentist/).click();
  const sheet = page.getByRole("dialog", { name: "Dentist" });
  await sheet.getByRole("button", { name: "Edit" }).click();
  const editor = page.getByRole("dialog", { name: "Edit event" });
  await editor.getByLabel("Title").fill("Dentist, check-up");
  await editor.getByRole("button", { name: "Save" }).click();
  await chip(page, /^Dentist, check-up/).click();
  await page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Delete event" }).click();
  await chip(page, /^Dentist/).waitFor({ state: "detached" });
});

test("by keyboard alone: find the way, create, move, resize and delete", async () => {
  const page = await signedIn(WEEK);
  await chip(page, /^Choir/).waitFor();
  const focused = () => page.evaluate(() => document.activeElement?.getAttribute("aria-label") ?? "");
  const press = async (...keys: string[]) => {
    for (const key of keys) await page.keyboard.press(key);
  };
  for (let i = 0; i < 60 && !(await focused()).startsWith("Wednesday, October 21, 9:00"); i++) await press("Tab");
  await expect.poll(focused).toBe("Wednesday, October 21, 9:00 AM, 1 entry");
  await press("Home");
  await expect.poll(focused).toContain("Monday, October 19");
  await press("End", "ArrowLeft");
  await expect.poll(focused).toContain("Saturday, October 24, 9:00 AM, nothing");
  await press("PageDown");
  await expect.poll(focused).toContain("October 31");
  await press("PageUp", "ArrowDown", "ArrowDown");
  await expect.poll(focused).toContain("Saturday, October 24, 10:00 AM");
  await press("Enter");
  await page.getByRole("dialog", { name: "New event" }).waitFor();
  await expect.poll(() => page.evaluate(() => document.activeElement?.tagName)).toBe("INPUT");
  await page.keyboard.type("Long run");
  await press("Enter");
  await chip(page, /^Long run, 10:00 – 11:00 AM/).waitFor();
  await expect.poll(focused).toContain("Saturday, October 24, 10:00 AM, 1 entry");

  await press("Enter");
  await expect.poll(focused).toContain("Long run");
  await press("m", "ArrowUp", "ArrowUp", "ArrowRight");
  await page.getByRole("status").filter({ hasText: "9:30 – 10:30 AM" }).waitFor();
  await press("Enter");
  await page.getByText("“Long run” was moved").waitFor();
  await page.locator("[data-key][aria-busy=true]").waitFor({ state: "detached" });
  await expect.poll(focused).toMatch(/^Long run, 9:30 – 10:30 AM/);
  const shown = page.waitForResponse(/\/api\/agenda/);
  await press("m", "Shift+ArrowDown", "Shift+ArrowDown", "Enter");
  await shown;
  await page.locator("[data-key][aria-busy=true]").waitFor({ state: "detached" });
  await expect.poll(focused).toMatch(/^Long run, 9:30 – 11:00 AM/);
  await press("m", "ArrowDown", "Escape");
  await expect.poll(focused).toMatch(/^Long run, 9:30 – 11:00 AM/);
  await press("Delete");
  await page.getByRole("alertdialog").waitFor();
  await press("Tab", "Enter");
  await chip(page, /^Long run/).waitFor({ state: "detached" });
  await expect.poll(focused).toContain("October 25");
});

test("a series: one of them, those that follow, all; and one that was deleted comes back", async () => {
  const page = await signedIn(WEEK, { messagesStay: true });
  const standups = () => page.getByRole("grid").getByRole("button", { name: /^Standup, / }).evaluateAll((all) => all.map((one) => /^Standup, ([^,]*),/.exec(one.getAttribute("aria-label")!)![1]));
  await expect.poll(standups).toEqual(Array(5).fill("9:00 – 9:15 AM"));
  await drag(page, await spot(page, "2026-10-20", 9.1), await spot(page, "2026-10-20", 10.1));
  const question = page.getByRole("dialog", { name: "Move “Standup”" });
  await question.getByText("The others stay where they are.").waitFor();
  await question.getByRole("button", { name: "Move" }).click();
  await expect.poll(standups).toEqual(["9:00 – 9:15 AM", "10:00 – 10:15 AM", "9:00 – 9:15 AM", "9:00 – 9:15 AM", "9:00 – 9:15 AM"]);
  await drag(page, await spot(page, "2026-10-22", 9.1), await spot(page, "2026-10-22", 8.1));
  await question.getByLabel("This and all that follow").check();
  await question.getByRole("button", { name: "Move" }).click();
  await expect.poll(standups).toEqual(["9:00 – 9:15 AM", "10:00 – 10:15 AM", "9:00 – 9:15 AM", "8:00 – 8:15 AM", "8:00 – 8:15 AM"]);
  await drag(page, await spot(page, "2026-10-19", 9.1), await spot(page, "2026-10-19", 9.6));
  await question.getByLabel("All of them").check();
  await question.getByRole("button", { name: "Move" }).click();
  await expect.poll(standups).toEqual(["9:30 – 9:45 AM", "10:00 – 10:15 AM", "9:30 – 9:45 AM", "8:00 – 8:15 AM", "8:00 – 8:15 AM"]);

  await chip(page, /^Standup, 8:00/).first().focus();
  await page.keyboard.press("Delete");
  const remove = page.getByRole("dialog", { name: "Delete “Standup”" });
  await remove.getByRole("button", { name: "Delete" }).click();
  await expect.poll(async () => (await standups()).length).toBe(4);
  await page.getByRole("button", { name: "Undo" }).last().click();
  await expect.poll(async () => (await standups()).length).toBe(5);

  // Also when nothing offers to undo it any more.
  await chip(page, /^Standup, 8:00/).first().focus();
  await page.keyboard.press("Delete");
  await remove.getByRole("button", { name: "Delete" }).click();
  await expect.poll(async () => (await standups()).length).toBe(4);
  await page.goto(WEEK);
  await chip(page, /^Standup, 8:00/).first().click();
  const sheet = page.getByRole("dialog", { name: "Standup" });
  await look(page, "event-left-out");
  await sheet.getByRole("button", { name: "Bring back Thu, Oct 22" }).focus();
  await page.keyboard.press("Enter");
  await page.getByText("Thu, Oct 22 is in the series again").waitFor();
  await expect.poll(async () => (await standups()).length).toBe(5);
  await sheet.getByText("Deleted from the series").waitFor({ state: "detached" });
});

test("what somebody else changed meanwhile is shown, and mine only goes over it when I say so", async () => {
  const { id } = await post(umbra(), "/api/events", { title: "Budget", start: "2026-10-23T14:00", end: "2026-10-23T15:00" });
  const page = await signedIn(`/calendar?view=day&date=2026-10-23&event=${id}`);
  await page.getByRole("dialog", { name: "Budget" }).getByRole("button", { name: "Edit" }).click();
  const editor = page.getByRole("dialog", { name: "Edit event" });
  await editor.getByLabel("Title").fill("Budget 2027");
  await post(umbra(), `/api/events/${id}`, { title: "Budget, final", start: "2026-10-23T16:00" }, cookie, "PATCH");
  await editor.getByRole("button", { name: "Save", exact: true }).click();
  await editor.getByRole("alert").filter({ hasText: "It is now “Budget, final”" }).waitFor();
  await editor.getByRole("button", { name: "Overwrite with mine" }).click();
  await chip(page, /^Budget 2027, 4:00 – 5:00 PM/).waitFor();

  // Dragged on what is older than what the server has: it stays where the other one put it.
  await post(umbra(), `/api/events/${id}`, { start: "2026-10-23T11:00" }, cookie, "PATCH");
  await drag(page, await spot(page, "2026-10-23", 16.5), await spot(page, "2026-10-23", 17.5));
  await page.getByText(/was changed by somebody meanwhile/).waitFor();
  await chip(page, /^Budget 2027, 11:00 AM – 12:00 PM/).waitFor();
  await post(umbra(), `/api/events/${id}`, undefined, cookie, "DELETE");
});

test("calendars: add, hide, share; an offer is accepted, an invitation answered", async () => {
  const page = await signedIn(WEEK);
  await page.getByRole("button", { name: "Add calendar" }).click();
  const form = page.getByRole("dialog", { name: "New calendar" });
  await form.getByLabel("Name").fill("Garden");
  await form.getByRole("button", { name: "Create calendar" }).click();
  await page.getByLabel("Show Garden").waitFor();
  await page.getByRole("button", { name: "Edit Garden" }).focus();
  await page.keyboard.press("Enter");
  const garden = page.getByRole("dialog", { name: "Garden" });
  await garden.getByLabel("Share with").selectOption({ label: "ben" });
  await garden.getByLabel("Permission").selectOption("full_access");
  await garden.getByRole("button", { name: "Offer" }).click();
  await garden.getByText("hasn't accepted yet").waitFor();
  await garden.getByRole("button", { name: "Cancel" }).click();

  await page.getByLabel("Show Personal").uncheck();
  await chip(page, /^Choir/).waitFor({ state: "detached" });
  await page.getByLabel("Show Personal").check();
  await chip(page, /^Choir/).click();
  const sheet = page.getByRole("dialog", { name: "Choir" });
  await sheet.getByLabel("Person to invite").selectOption({ label: "ben" });
  await sheet.getByRole("button", { name: "Invite" }).click();
  await sheet.getByText("hasn't answered").waitFor();

  const his = await signedIn(WEEK, {}, ben);
  await his.getByRole("button", { name: "Review" }).click();
  await his.getByRole("button", { name: "Accept" }).click();
  await his.getByLabel("Show Garden, ana").waitFor();
  await chip(his, /^Choir.*not certain/).click();
  await his.getByRole("dialog", { name: "Choir" }).getByRole("button", { name: "Yes" }).click();
  await expect.poll(() => his.getByRole("button", { name: "Yes" }).getAttribute("aria-pressed")).toBe("true");
});

test("calendars of others stand in one's own order, whatever one may see of each", async () => {
  const people = (await (await umbra().api("GET", "/api/connections", undefined, cookie)).json()) as { user_id: number }[];
  const made: number[] = [];
  for (const [name, permission, sort_order] of [["Alpha", "read_only", 3], ["Beta", "free_busy", 1], ["Gamma", "read_only", 2]] as const) {
    const { id } = await post(umbra(), "/api/calendars", { name });
    made.push(id);
    await post(umbra(), `/api/shared-calendars/${id}/members`, { user_id: people[0]!.user_id, permission });
    await post(umbra(), `/api/shared-calendars/${id}/accept`, undefined, ben);
    await post(umbra(), `/api/shared-calendars/${id}/preferences`, { sort_order }, ben, "PUT");
  }
  const page = await signedIn(WEEK, {}, ben);
  // Those of which one sees the busy times alone come with another answer.
  const names = () => page.getByRole("checkbox", { name: /^Show (Alpha|Beta|Gamma)/ }).evaluateAll((all) => all.map((one) => /\w+/.exec(one.getAttribute("aria-label")!.slice("Show ".length))![0]));
  await expect.poll(names).toEqual(["Beta", "Gamma", "Alpha"]);
  for (const id of made) await post(umbra(), `/api/calendars/${id}`, undefined, cookie, "DELETE");
});

test("two windows: one's own changes of a calendar stay on top of the other one's", async () => {
  const { id } = await post(umbra(), "/api/calendars", { name: "Choirs", color: "#2f6fde" });
  const page = await signedIn(WEEK);
  await page.getByRole("button", { name: "Edit Choirs" }).focus();
  await page.keyboard.press("Enter");
  const form = page.getByRole("dialog", { name: "Choirs" });
  await form.getByLabel("Name").fill("All choirs");
  await post(umbra(), `/api/calendars/${id}`, { description: "Since 1987" }, cookie, "PATCH");
  await form.getByRole("button", { name: "Save" }).click();
  await form.getByRole("alert").filter({ hasText: "Somebody changed this calendar meanwhile" }).waitFor();
  expect(await form.getByLabel(/^What it is for/).inputValue()).toBe("Since 1987");
  expect(await form.getByLabel("Name").inputValue()).toBe("All choirs");
  await form.getByRole("button", { name: "Save" }).click();
  await page.getByLabel("Show All choirs").waitFor();
  await post(umbra(), `/api/calendars/${id}`, undefined, cookie, "DELETE");
});

test("two windows: a move that was changed since isn't undone over it", async () => {
  const { id } = await post(umbra(), "/api/events", { title: "Fitting", start: "2026-10-23T08:00", end: "2026-10-23T09:00" });
  const page = await signedIn("/calendar?view=day&date=2026-10-23", { messagesStay: true });
  await chip(page, /^Fitting/).waitFor();
  await drag(page, await spot(page, "2026-10-23", 8.25), await spot(page, "2026-10-23", 9.25));
  await page.getByText("“Fitting” was moved").waitFor();
  await post(umbra(), `/api/events/${id}`, { start: "2026-10-23T12:00" }, cookie, "PATCH");
  await page.getByRole("button", { name: "Undo" }).click();
  await page.getByText(/was changed by somebody meanwhile/).waitFor();
  await chip(page, /^Fitting, 12:00 – 1:00 PM/).waitFor();
  await post(umbra(), `/api/events/${id}`, undefined, cookie, "DELETE");
});

test("a template: made, all of it changed, also over another window's change", async () => {
  const page = await signedIn("/calendar?view=day&date=2026-10-23");
  await page.getByRole("button", { name: "More", exact: true }).click();
  await page.getByRole("menuitem", { name: "New from a template" }).click();
  await page.getByRole("button", { name: "New template" }).click();
  const form = page.getByRole("dialog", { name: "New template" });
  await form.getByLabel("Title").fill("Piano lesson");
  await form.getByLabel(/^At/).fill("17:15");
  await form.getByLabel("Lasts", { exact: true }).fill("45");
  await form.getByLabel("Lasts: unit").selectOption("minutes");
  await form.getByLabel("Place").fill("Music school");
  await form.getByLabel("Reminders").selectOption({ label: "Another time…" });
  await form.getByLabel("How long before", { exact: true }).fill("25");
  await form.getByRole("button", { name: "Add", exact: true }).click();
  await look(page, "calendar-template");
  await form.getByRole("button", { name: "Create" }).click();
  await page.getByText("The template “Piano lesson” was saved").waitFor();
  const read = async () => ((await (await umbra().api("GET", "/api/event-templates", undefined, cookie)).json()) as { id: number; title: string }[]).find(({ title }) => title.startsWith("Piano"));
  expect(await read()).toMatchObject({ name: "Piano lesson", start_time: "17:15:00", duration_minutes: 45, location_text: "Music school", reminders: [25] });

  await page.getByRole("button", { name: "More for Piano lesson" }).click();
  await page.getByRole("menuitem", { name: "Edit" }).click();
  const edit = page.getByRole("dialog", { name: "Edit template" });
  await edit.getByLabel("Lasts", { exact: true }).fill("1");
  await edit.getByLabel("Lasts: unit").selectOption("hours");
  await post(umbra(), `/api/event-templates/${(await read())?.id}`, { title: "Piano" }, cookie, "PATCH");
  await edit.getByRole("button", { name: "Save", exact: true }).click();
  await edit.getByRole("alert").filter({ hasText: "It is now “Piano”" }).waitFor();
  await edit.getByRole("button", { name: "Overwrite with mine" }).click();
  await edit.waitFor({ state: "detached" });
  expect(await read()).toMatchObject({ title: "Piano", duration_minutes: 60, start_time: "17:15:00" });
  await page.getByRole("button", { name: "Create: Piano lesson" }).click();
  await chip(page, /^Piano, 5:15 – 6:15 PM/).waitFor();
});

test("the search goes over all time, and a template makes events", async () => {
  const page = await signedIn("/calendar?view=month&date=2027-05-01");
  await page.getByRole("button", { name: "Search events" }).click();
  await page.getByRole("searchbox", { name: "Search events" }).fill("choir");
  await page.getByRole("dialog").getByRole("button", { name: /^Choir/ }).click();
  const sheet = page.getByRole("dialog", { name: "Choir" });
  await sheet.getByRole("button", { name: "More" }).click();
  await page.getByRole("menuitem", { name: "Save as a template" }).click();
  await page.getByText("The template was saved").waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "More", exact: true }).click();
  await page.getByRole("menuitem", { name: "New from a template" }).click();
  await page.getByRole("button", { name: "Create: Choir" }).click();
  await chip(page, /^Choir, 6:00 – 8:00 PM/).waitFor();
});

test("a day on which the clock is set back says so, and times in other zones are told", async () => {
  const { id } = await post(umbra(), "/api/events", { title: "Call Tokyo", start: "2026-10-25T15:00", timezone: "Asia/Tokyo", end: "2026-10-25T16:00" });
  const page = await signedIn("/calendar?view=day&date=2026-10-25");
  await page.getByText("The clock goes back").waitFor();
  await chip(page, /^Call Tokyo, 7:00 – 8:00 AM/).click();
  await page.getByRole("dialog", { name: "Call Tokyo" }).getByText("Sun, Oct 25, 3:00 PM – 4:00 PM (Asia/Tokyo)").waitFor();
  await post(umbra(), `/api/events/${id}`, undefined, cookie, "DELETE");
});

test("it looks right everywhere, also in its forms, and in German", async () => {
  const page = await signedIn(WEEK);
  for (const view of ["week", "day", "month", "list"]) {
    await page.goto(`/calendar?view=${view}&date=2026-10-20`);
    await page.getByText("Choir").first().waitFor();
    await look(page, `calendar-${view}`);
  }
  await page.goto("/calendar?view=month&date=2026-10-20&new");
  await page.getByRole("dialog", { name: "New event" }).waitFor();
  await look(page, "calendar-editor");
  await post(umbra(), "/api/settings", { locale: "de" }, cookie, "PUT");
  try {
    await page.goto("/calendar?view=month&date=2026-10-20");
    await page.getByText("Choir").first().waitFor();
    await look(page, "calendar-month-de");
  } finally {
    await post(umbra(), "/api/settings", { locale: "en" }, cookie, "PUT");
  }
  // Two dozen pictures, each looked at by axe.
}, 300_000);

test("an account that has nothing, a server that is away", async () => {
  const page = await signedIn("/calendar?view=list&date=2020-01-01");
  await page.getByText("Nothing in these weeks").waitFor();
  await page.route("**/api/agenda**", (route) => route.abort());
  await page.getByRole("button", { name: "Later" }).click();
  await page.getByRole("alert").waitFor();
  await page.unroute("**/api/agenda**");
  await page.getByRole("button", { name: /try again/i }).click();
  await page.getByText("Nothing in these weeks").waitFor();
});
