// The calendar's journeys by keyboard alone: sharing one and accepting it, templates, and searching.
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { open, tabTo, useUmbra } from "./harness";
import { agree, answer, choose, chosen, enter, expectFocus, pick, write, writeChoice } from "./keys";
import { configure, connect, register } from "./lock";

let ana = "";
let ben = "";

async function get<T>(path: string, cookie = ana): Promise<T> {
  return (await (await umbra().api("GET", path, undefined, cookie)).json()) as T;
}

const umbra = useUmbra({}, async (server) => {
  ana = await server.setUp("ana");
  await configure(server, ana, { allow_registration: true });
  ben = await register(server, "ben");
  const cleo = await register(server, "cleo");
  for (const one of [ana, ben, cleo]) await server.api("PUT", "/api/settings", { timezone: "Europe/Berlin", locale: "en-GB" }, one);
  await connect(server, ana, "ben", ben);
  await connect(server, ana, "cleo", cleo);
  for (const name of ["Garden", "Orchard"]) await server.api("POST", "/api/calendars", { name }, ana);
  const walk = (title: string, day: string) => server.api("POST", "/api/events", { title, start: `${day}T10:00`, end: `${day}T11:00` }, ana);
  await walk("Walk by the river", "2026-10-20");
  await walk("Walk in the woods", "2027-03-02");
});

async function opened(cookie: string, messagesStay = false): Promise<Page> {
  const { page } = await open(umbra(), { cookie, messagesStay, path: "/calendar?view=week&date=2026-10-21" });
  await page.getByRole("heading", { level: 1, name: "Calendar" }).waitFor();
  await page.getByRole("grid").waitFor();
  await page.getByLabel("Show Personal", { exact: true }).waitFor();
  return page;
}

/** Who a calendar is shared with, and as what. */
async function sharedWith(name: string): Promise<Record<string, string>> {
  const found = (await get<{ id: number; name: string }[]>("/api/calendars")).find((one) => one.name === name);
  const members = await get<{ username: string; permission: string; status: string }[]>(`/api/shared-calendars/${found!.id}/members`);
  return Object.fromEntries(members.filter(({ permission }) => permission !== "owner").map(({ username, permission, status }) => [username, `${permission} ${status}`]));
}

test("by keyboard alone: a calendar is offered to two, the right changed, accepted, and taken back", async () => {
  const page = await opened(ana);
  await enter(page, "Edit Garden");
  const garden = page.getByRole("dialog", { name: "Garden" });
  await garden.getByLabel("Share with").waitFor();
  await choose(page, "Share with", "ben");
  await choose(page, "Permission", "See busy times");
  await enter(page, "Offer");
  await garden.getByText("hasn't accepted yet").waitFor();
  // To whom else?
  await expectFocus(page, "Share with");
  await writeChoice(page, "cleo");
  await enter(page, "Offer");
  await garden.getByText("It is shared with everybody you're connected with.").waitFor();
  // There is nobody left to offer it to.
  await expectFocus(page, "Connect with people");

  // The arrows go through the rights, and the last one holds.
  await tabTo(page, "What ben may do", "Shift+Tab");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowDown");
  await expect.poll(() => chosen(page)).toBe("Change events");
  await expect.poll(() => sharedWith("Garden")).toEqual({ ben: "create_modify pending", cleo: "free_busy pending" });
  await expectFocus(page, "What ben may do");
  await enter(page, "Stop sharing with ben");
  await agree(page, "Stop sharing with ben?");
  await garden.getByRole("button", { name: "Stop sharing with ben" }).waitFor({ state: "detached" });
  await garden.getByLabel("Share with").waitFor();
  await expectFocus(page, "What cleo may do");
  await choose(page, "Share with", "ben");
  await enter(page, "Offer");
  await expectFocus(page, "Connect with people");
  await page.keyboard.press("Escape");
  await garden.waitFor({ state: "detached" });
  await expectFocus(page, "Edit Garden");

  await enter(page, "Edit Orchard");
  const orchard = page.getByRole("dialog", { name: "Orchard" });
  await orchard.getByLabel("Share with").waitFor();
  await choose(page, "Share with", "ben");
  await enter(page, "Offer");
  await orchard.getByText("hasn't accepted yet").waitFor();
  await page.keyboard.press("Escape");
  await orchard.waitFor({ state: "detached" });
  await expectFocus(page, "Edit Orchard");

  const his = await opened(ben);
  await his.getByRole("button", { name: "Review" }).waitFor();
  await enter(his, "Review");
  const offers = his.getByRole("dialog", { name: "Calendars offered to you" });
  await offers.getByText("Garden").waitFor();
  await enter(his, "Accept");
  await his.getByText("“Garden” is in your list now").waitFor();
  await offers.getByText("Garden").waitFor({ state: "detached" });
  await expectFocus(his, "Accept");
  await his.keyboard.press("Enter");
  await offers.waitFor({ state: "detached" });
  await his.getByLabel("Show Orchard, ana").waitFor();
  await his.getByRole("button", { name: "Review" }).waitFor({ state: "detached" });
  // What led there is gone; it goes on at what is next to it.
  await expectFocus(his, "Add calendar");
  await enter(his, "Edit Garden (ana, busy times only)");
  const left = his.getByRole("dialog", { name: "Garden" });
  await left.waitFor();
  await enter(his, "Leave calendar");
  await agree(his, "Leave “Garden”?");
  await his.getByLabel("Show Garden, ana, busy times only").waitFor({ state: "detached" });
  await expectFocus(his, "Show Orchard, ana");

  await enter(page, "Edit Orchard");
  await orchard.getByRole("button", { name: "Stop sharing with ben" }).waitFor();
  // What was known of it is shown at once; that he has accepted comes with the answer.
  await orchard.getByText("hasn't accepted yet").waitFor({ state: "detached" });
  // It isn't handed over after all, and says so.
  await tabTo(page, "What ben may do");
  await page.keyboard.type("Own");
  await answer(page, "Hand the calendar over to ben?", false);
  await expectFocus(page, "What ben may do");
  await expect.poll(() => chosen(page)).toBe("See events");
  await enter(page, "Stop sharing with ben");
  await agree(page, "Stop sharing with ben?");
  await orchard.getByText("Only you see it.").waitFor();
  await expectFocus(page, "Share with");
  expect(await sharedWith("Orchard")).toEqual({});
  await page.keyboard.press("Escape");
  await expectFocus(page, "Edit Orchard");
});

test("by keyboard alone: a template is made, used, changed and deleted", async () => {
  const page = await opened(ana, true);
  await enter(page, "More");
  await pick(page, "New from a template");
  const list = page.getByRole("dialog", { name: "New from a template" });
  await list.getByText("There are no templates yet").waitFor();
  // The first one brings the list: it goes on at its top.
  for (const [title, next] of [["Swimming", "Choose a date"], ["Rowing", "New template"]] as const) {
    await enter(page, "New template");
    const form = page.getByRole("dialog", { name: "New template" });
    await form.waitFor();
    await expectFocus(page, /^Title/);
    await page.keyboard.type(title);
    await page.keyboard.press("Enter");
    await form.waitFor({ state: "detached" });
    await list.getByText(title, { exact: true }).waitFor();
    await expectFocus(page, next);
  }

  await write(page, "On", "22/10/2026");
  await enter(page, "Create: Swimming");
  await list.waitFor({ state: "detached" });
  await page.getByRole("grid").getByRole("button", { name: /^Swimming, 09:00/ }).waitFor();
  await expectFocus(page, "More");
  // What was said is taken away one after the other, and the last one leads to what was made.
  await enter(page, "Dismiss");
  await expectFocus(page, "Dismiss");
  await page.keyboard.press("Enter");
  await expectFocus(page, "Open");
  await page.keyboard.press("Enter");
  const made = page.getByRole("dialog", { name: "Swimming" });
  await made.waitFor();
  await page.keyboard.press("Escape");
  await made.waitFor({ state: "detached" });
  await expectFocus(page, /^Wednesday 21 October/);

  await enter(page, "More", "Shift+Tab");
  await pick(page, "New from a template");
  await list.waitFor();
  await enter(page, "More for Rowing");
  await pick(page, "Edit");
  const form = page.getByRole("dialog", { name: "Edit template" });
  await form.waitFor();
  await expectFocus(page, /^Title/);
  await page.keyboard.press("Control+A");
  await page.keyboard.type("Rowing on the lake");
  await page.keyboard.press("Enter");
  await form.waitFor({ state: "detached" });
  await list.getByText("Rowing on the lake").waitFor();
  await expectFocus(page, "More for Rowing");

  await page.keyboard.press("Enter");
  await pick(page, "Delete");
  await agree(page, "Delete the template “Rowing”?");
  await list.getByText("Rowing on the lake").waitFor({ state: "detached" });
  await expectFocus(page, "Create: Swimming");
  await enter(page, "More for Swimming");
  await pick(page, "Delete");
  await agree(page, "Delete the template “Swimming”?");
  await list.getByText("There are no templates yet").waitFor();
  await expectFocus(page, "New template");
  expect(await get("/api/event-templates")).toEqual([]);
  await page.keyboard.press("Escape");
  await list.waitFor({ state: "detached" });
  await expectFocus(page, "More");
});

test("by keyboard alone: an event is searched for, found and opened", async () => {
  const page = await opened(ana);
  await enter(page, "Search events");
  const search = page.getByRole("dialog", { name: "Search events" });
  /** Writes all of a text: of one that is written slowly a part is searched for, too, and takes its rows away again. */
  const searchFor = async (text: string) => {
    const found = page.waitForResponse((answer) => new URL(answer.url()).searchParams.get("search") === text);
    await page.keyboard.type(text);
    await (await found).finished();
  };
  await search.waitFor();
  await expectFocus(page, "Search events");
  await page.keyboard.type("walk");
  await search.getByText("2 events").waitFor();
  await page.keyboard.press("Control+A");
  await searchFor("woods");
  await search.getByText("1 event", { exact: true }).waitFor();
  await enter(page, /^Walk in the woods/);
  const sheet = page.getByRole("dialog", { name: "Walk in the woods" });
  await sheet.waitFor();
  await search.waitFor({ state: "detached" });
  await enter(page, "Edit");
  const form = page.getByRole("dialog", { name: "Edit event" });
  await form.waitFor();
  await write(page, "Title", "Walk in the dark woods");
  await page.keyboard.press("Enter");
  await form.waitFor({ state: "detached" });
  await expectFocus(page, "Search events");

  // Found, and left again.
  await page.keyboard.press("Enter");
  await search.waitFor();
  await searchFor("dark");
  await search.getByText("1 event", { exact: true }).waitFor();
  await enter(page, /^Walk in the dark woods/);
  await page.getByRole("dialog", { name: "Walk in the dark woods" }).waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "detached" });
  await expectFocus(page, "Search events");
  await page.keyboard.press("Enter");
  await search.waitFor();
  await page.keyboard.press("Escape");
  await search.waitFor({ state: "detached" });
  await expectFocus(page, "Search events");
});
