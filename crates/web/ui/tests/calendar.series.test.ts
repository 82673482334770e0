// A series in the calendar: changed and deleted from one of its events on, as a whole, or only there. What is asserted is what the
// calendar shows, at once and after a reload, in the weeks before and after as well.
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { open, useUmbra, type Umbra } from "./harness";

let cookie = "";
async function post(server: Umbra, path: string, body: unknown, method = "POST"): Promise<void> {
  const answer = await server.api(method, path, body, cookie);
  if (!answer.ok) throw new Error(`${path}: ${await answer.text()}`);
}

const umbra = useUmbra({}, async (server) => {
  cookie = await server.setUp("ana");
  await post(server, "/api/settings", { timezone: "Europe/Berlin", locale: "en-GB" }, "PUT");
  // It stays, so that a week without anything else is known to have been loaded.
  await post(server, "/api/events", { title: "Choir", start: "2026-10-04T18:00", end: "2026-10-04T20:00", recurrence_rule: "FREQ=WEEKLY" });
});

const [BEFORE, WEEK, AFTER] = ["2026-10-14", "2026-10-21", "2026-10-28"];
const DAYS = ["Mon", "Tue", "Wed", "Thu", "Fri"] as const;
const each = (what: string, days: readonly string[] = DAYS) => days.map((day) => `${day} ${what}`);

/** Makes a series on working days, from the week before to the one after and further on. */
const series = (title: string) =>
  post(umbra(), "/api/events", { title, start: "2026-10-12T09:00", end: "2026-10-12T09:30", recurrence_rule: "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR" });

async function opened(date = WEEK): Promise<Page> {
  const { page } = await open(umbra(), { cookie, path: `/calendar?view=week&date=${date}` });
  return page;
}

/** The events of the week that is shown, as "Mon 09:00 Title". */
async function shown(page: Page): Promise<string[]> {
  return page.locator("[data-hours]").evaluateAll((columns) =>
    columns.flatMap((column, i) =>
      [...column.querySelectorAll("[data-key]")].map((one) => {
        const label = one.getAttribute("aria-label") ?? "";
        const [, title, time] = /^(.*?), (\d\d:\d\d)/.exec(label) ?? ["", label, "?"];
        return `${["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"][i]} ${time} ${title}`;
      }),
    ),
  );
}

const expectShown = (page: Page, events: string[]) => expect.poll(() => shown(page)).toEqual([...events, "Sun 18:00 Choir"]);

/** Goes to the week before or after the one that is shown. */
async function turn(page: Page, button: "Previous week" | "Next week", to: string): Promise<void> {
  await page.getByRole("button", { name: button }).click();
  await page.locator(`[data-hours][data-date="${to}"]`).waitFor();
}

/** Checks what is shown now, and after a reload, as the server has it, in the weeks around it as well. */
async function expectWeeks(page: Page, weeks: { before: string[]; week: string[]; after: string[] }): Promise<void> {
  await expectShown(page, weeks.week);
  await page.reload();
  await expectShown(page, weeks.week);
  await turn(page, "Previous week", BEFORE);
  await expectShown(page, weeks.before);
  await turn(page, "Next week", WEEK);
  await turn(page, "Next week", AFTER);
  await expectShown(page, weeks.after);
  await turn(page, "Previous week", WEEK);
  await expectShown(page, weeks.week);
}

const one = (page: Page, date: string, title: string) => page.locator(`[data-date="${date}"][data-hours]`).getByRole("button", { name: new RegExp(`^${title}, `) });

/** Changes one of them in the form, and answers which are meant. */
async function edit(page: Page, date: string, title: string, scope: string, to: { title?: string; at?: [string, string] }): Promise<void> {
  await one(page, date, title).click();
  await page.getByRole("dialog", { name: title, exact: true }).getByRole("button", { name: "Edit" }).click();
  const form = page.getByRole("dialog", { name: "Edit event" });
  if (to.title) await form.getByLabel("Title").fill(to.title);
  for (const [i, time] of (to.at ?? []).entries()) {
    await form.getByLabel("At", { exact: true }).nth(i).fill(time);
    await form.getByLabel("At", { exact: true }).nth(i).blur();
  }
  await form.getByRole("button", { name: "Save", exact: true }).click();
  const question = page.getByRole("dialog", { name: `Change “${to.title ?? title}”` });
  await question.getByLabel(scope).check();
  await question.getByRole("button", { name: "Save" }).click();
  await question.waitFor({ state: "detached" });
  await form.waitFor({ state: "detached" });
}

/** Deletes one of them, and answers which are meant. */
async function remove(page: Page, date: string, title: string, scope: string): Promise<void> {
  await one(page, date, title).click();
  await page.getByRole("dialog", { name: title, exact: true }).getByRole("button", { name: "Delete" }).click();
  const question = page.getByRole("dialog", { name: `Delete “${title}”` });
  await question.getByLabel(scope).check();
  await question.getByRole("button", { name: "Delete" }).click();
  await question.waitFor({ state: "detached" });
  await page.getByRole("dialog").waitFor({ state: "detached" });
}

test("changed: this and all that follow, all of them, only this one", async () => {
  await series("Lesson");
  const page = await opened();
  await edit(page, "2026-10-21", "Lesson", "This and all that follow", { title: "Lesson in the hall", at: ["10:00", "11:00"] });
  const following = each("10:00 Lesson in the hall", ["Wed", "Thu", "Fri"]);
  await expectWeeks(page, {
    before: each("09:00 Lesson"),
    week: [...each("09:00 Lesson", ["Mon", "Tue"]), ...following],
    after: each("10:00 Lesson in the hall"),
  });

  // All of the first part, which ends before the second one begins.
  await edit(page, "2026-10-20", "Lesson", "All of them", { title: "Early lesson", at: ["08:00", "08:45"] });
  const early = each("08:00 Early lesson", ["Mon", "Tue"]);
  await expectWeeks(page, { before: each("08:00 Early lesson"), week: [...early, ...following], after: each("10:00 Lesson in the hall") });

  // And all of the second one, from one in its midst.
  await edit(page, "2026-10-23", "Lesson in the hall", "All of them", { title: "Late lesson" });
  const late = each("10:00 Late lesson", ["Wed", "Thu", "Fri"]);
  await expectWeeks(page, { before: each("08:00 Early lesson"), week: [...early, ...late], after: each("10:00 Late lesson") });

  await edit(page, "2026-10-22", "Late lesson", "Only this one", { title: "Outing" });
  await expectWeeks(page, {
    before: each("08:00 Early lesson"),
    week: [...early, "Wed 10:00 Late lesson", "Thu 10:00 Outing", "Fri 10:00 Late lesson"],
    after: each("10:00 Late lesson"),
  });
  await remove(page, "2026-10-20", "Early lesson", "All of them");
  await remove(page, "2026-10-21", "Late lesson", "All of them");
  await expectWeeks(page, { before: [], week: [], after: [] });
});

test("deleted: only this one, this and all that follow, all of them", async () => {
  await series("Shift");
  const page = await opened();
  await remove(page, "2026-10-20", "Shift", "Only this one");
  await expectWeeks(page, { before: each("09:00 Shift"), week: each("09:00 Shift", ["Mon", "Wed", "Thu", "Fri"]), after: each("09:00 Shift") });
  await remove(page, "2026-10-22", "Shift", "This and all that follow");
  await expectWeeks(page, { before: each("09:00 Shift"), week: each("09:00 Shift", ["Mon", "Wed"]), after: [] });
  await remove(page, "2026-10-21", "Shift", "All of them");
  await expectWeeks(page, { before: [], week: [], after: [] });
});

test("by keyboard alone: which of a series are meant", async () => {
  await series("Drill");
  const page = await opened();
  const answer = async (title: string, downs: number) => {
    await page.getByRole("dialog", { name: title }).waitFor();
    for (let n = 0; n < downs; n += 1) await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await page.getByRole("dialog").waitFor({ state: "detached" });
  };
  await one(page, "2026-10-22", "Drill").focus();
  await page.keyboard.press("m");
  for (const key of ["ArrowDown", "ArrowDown", "Enter"]) await page.keyboard.press(key);
  await answer("Move “Drill”", 1);
  const moved = [...each("09:00 Drill", ["Mon", "Tue", "Wed"]), "Thu 09:30 Drill", "Fri 09:30 Drill"];
  await expectWeeks(page, { before: each("09:00 Drill"), week: moved, after: each("09:30 Drill") });
  await one(page, "2026-10-23", "Drill").focus();
  await page.keyboard.press("Delete");
  await answer("Delete “Drill”", 0);
  await expectShown(page, moved.slice(0, 4));
  await one(page, "2026-10-22", "Drill").focus();
  await page.keyboard.press("Delete");
  await answer("Delete “Drill”", 2);
  await one(page, "2026-10-20", "Drill").focus();
  await page.keyboard.press("Delete");
  await answer("Delete “Drill”", 2);
  await expectWeeks(page, { before: [], week: [], after: [] });
});

test("all with whom one is connected can be invited, not the first two hundred alone", async () => {
  const { page } = await open(umbra(), { cookie, path: null });
  const someone = (n: number, username: string) => ({ id: n, user_id: 1_000 + n, username, preferred_name: null, created_at: "2026-01-01T00:00:00Z" });
  await page.route("**/api/connections?*", (route) => {
    const isFirst = !new URL(route.request().url()).searchParams.has("cursor");
    return route.fulfill({
      json: isFirst ? Array.from({ length: 200 }, (_, n) => someone(n, `friend${n}`)) : [someone(200, "zoe")],
      ...(isFirst && { headers: { link: '</api/connections?limit=200&cursor=further>; rel="next"' } }),
    });
  });
  await page.goto(`/calendar?view=week&date=${WEEK}&new`);
  const form = page.getByRole("dialog", { name: "New event" });
  await form.getByRole("button", { name: "zoe" }).waitFor();
  expect(await form.getByRole("group", { name: "Invite" }).getByRole("button").count()).toBe(201);
});
