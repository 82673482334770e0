// The inbox: notifications, what waits for an answer, reminders, connections, and what was sent to the phone.
import { expect, test } from "vitest";
import { cookieFor, openAs, seedDemo } from "./demo";
import { look, tabTo, useUmbra } from "./harness";

const umbra = useUmbra({}, async (server) => {
  await seedDemo(server);
  // The reminders of the household ring as soon as a worker has looked.
  const cookie = await cookieFor(server);
  for (let tries = 0; tries < 1_000; tries++) {
    const answer = await server.api("GET", "/api/notifications/unread-count", undefined, cookie);
    if (((await answer.json()) as { unread: number }).unread > 2) return;
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  throw new Error("no reminder has rung");
});

async function get<T>(path: string, cookie: string): Promise<T> {
  return (await (await umbra().api("GET", path, undefined, cookie)).json()) as T;
}

test("with the mouse: accept a calendar, read, delete and take back, ask why", async () => {
  const { page, cookie } = await openAs(umbra(), "ana", "/inbox", { messagesStay: true });
  await page.getByRole("heading", { name: "Waiting for your answer" }).waitFor();
  await look(page, "inbox");
  await page.getByRole("group", { name: /shares the calendar “Allotment”/ }).getByRole("button", { name: "Accept" }).click();
  await page.getByText("The calendar “Allotment” is now among yours").waitFor();
  await page.getByRole("heading", { name: "Waiting for your answer" }).waitFor({ state: "detached" });
  const shared = await get<{ name: string; status: string }[]>("/api/shared-calendars", cookie);
  expect(shared.find(({ name }) => name === "Allotment")?.status).toBe("accepted");

  const list = page.getByRole("list", { name: "Notifications" });
  const told = () => get<{ id: number; title: string; read_at: string | null }[]>("/api/notifications", cookie);
  const readBefore = (await told()).filter(({ read_at }) => read_at !== null).map(({ id }) => id);
  await list.getByRole("button", { name: /^More about/ }).first().click();
  await page.getByRole("menuitem", { name: "Mark as read" }).click();
  // Something newer may be told at any time, so it needn't be the newest.
  const marked = async () => (await told()).find(({ id, read_at }) => read_at !== null && !readBefore.includes(id));
  await expect.poll(marked).toBeDefined();
  const { id: markedId, title } = (await marked())!;

  const more = list.getByRole("button", { name: `More about “${title}”`, exact: true }).first();
  const shown = () => list.getByText(title, { exact: true }).count();
  const count = await shown();
  await more.click();
  await page.getByRole("menuitem", { name: "Delete" }).click();
  await expect.poll(shown).toBe(count - 1);
  await page.getByRole("button", { name: "Undo" }).click();
  await expect.poll(shown).toBe(count);
  await more.click();
  await page.getByRole("menuitem", { name: "Delete" }).click();
  await expect.poll(shown).toBe(count - 1);
  // Going elsewhere deletes it for good.
  await page.getByRole("link", { name: "Reminders" }).click();
  await expect.poll(async () => (await get<{ id: number }[]>("/api/notifications", cookie)).some(({ id }) => id === markedId)).toBe(false);

  await page.getByRole("link", { name: "Notifications", exact: true }).click();
  await list.getByRole("button", { name: /^More about/ }).first().click();
  await page.getByRole("menuitem", { name: "Why did I get this?" }).click();
  await page.getByText("About one notification only").waitFor();
  await page.getByText("Messages to your phone are switched off").waitFor();

  await page.getByRole("link", { name: "Notifications", exact: true }).click();
  await page.getByRole("button", { name: "Mark all as read" }).click();
  await page.getByText(/marked as read$/).waitFor();
  await page.getByText("Unread", { exact: true }).first().click();
  await page.getByText("You've read everything").waitFor();
});

test("by keyboard alone: a new reminder, put off and done", async () => {
  const { page, cookie } = await openAs(umbra(), "ben", "/inbox/reminders");
  await page.getByRole("heading", { level: 1, name: "Inbox" }).waitFor();
  await page.getByRole("button", { name: "New reminder" }).first().waitFor();
  const dialog = page.getByRole("dialog", { name: "New reminder" });
  await page.keyboard.press("n");
  await dialog.getByLabel("What about?").waitFor();
  await expect.poll(() => dialog.getByLabel("What about?").evaluate((node) => node === document.activeElement)).toBe(true);
  await page.keyboard.type("Water the ferns");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Control+A");
  await page.keyboard.type("01/02/2026");
  await page.keyboard.press("Enter");
  await dialog.waitFor({ state: "detached" });
  // It is in the past, so it is due at once.
  const done = page.getByRole("button", { name: "Done: Water the ferns" });
  const later = page.getByRole("button", { name: "Later: Water the ferns" });
  await later.waitFor();
  await tabTo(page, "Later: Water the ferns");
  await page.keyboard.press("Enter");
  await page.getByRole("menuitem", { name: "In an hour" }).waitFor();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await page.getByText(/“Water the ferns” rings again/).waitFor();
  await done.waitFor({ state: "detached" });
  const reminders = await get<{ title: string; snoozed_until: string | null }[]>("/api/reminders", cookie);
  expect(reminders.find(({ title }) => title === "Water the ferns")?.snoozed_until).not.toBeNull();
});

test("a reminder: set, changed elsewhere meanwhile, changed, deleted", async () => {
  const { page, cookie } = await openAs(umbra(), "ana", "/inbox/reminders");
  const made = await umbra().api("POST", "/api/reminders", { title: "Call the plumber", remind_at: "2037-03-01T09:00:00" }, cookie);
  const { id } = (await made.json()) as { id: number };
  await page.reload();
  await page.getByRole("button", { name: "More about “Call the plumber”" }).click();
  await page.getByRole("menuitem", { name: "Edit" }).click();
  const dialog = page.getByRole("dialog", { name: "Edit reminder" });
  await dialog.getByLabel("What about?").fill("Call the plumber again");
  await look(page, "reminder-form");
  await umbra().api("PATCH", `/api/reminders/${id}`, { description: "0732 1234" }, cookie);
  await dialog.getByRole("button", { name: "Save" }).click();
  await dialog.getByRole("alert").filter({ hasText: "changed meanwhile" }).waitFor();
  expect(await dialog.getByLabel("Notes").inputValue()).toBe("0732 1234");
  await dialog.getByLabel("What about?").fill("Call the plumber again");
  await dialog.getByRole("button", { name: "Save" }).click();
  await dialog.waitFor({ state: "detached" });
  const saved = await get<object>(`/api/reminders/${id}`, cookie);
  expect(saved).toMatchObject({ title: "Call the plumber again", description: "0732 1234", remind_at: "2037-03-01T08:00:00Z" });
  await look(page, "reminders");
  await page.getByRole("button", { name: "More about “Call the plumber again”" }).click();
  await page.getByRole("menuitem", { name: "What came to my phone?" }).click();
  await page.getByText("About one thing only").waitFor();
  await page.getByText("Nothing was to be sent to your phone about this.").waitFor();
  await page.goBack();
  await page.getByRole("button", { name: "More about “Call the plumber again”" }).click();
  await page.getByRole("menuitem", { name: "Delete" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Delete reminder" }).click();
  await page.getByText("“Call the plumber again” is deleted").waitFor();
});

test("an invitation is answered, and the answer changed", async () => {
  const ana = await cookieFor(umbra(), "ana");
  const people = await get<{ user_id: number; username: string }[]>("/api/connections", ana);
  const ben = people.find(({ username }) => username === "ben")!;
  const calendars = await get<{ id: number; is_default: boolean }[]>("/api/calendars", ana);
  const event = await umbra().api(
    "POST",
    "/api/events",
    { calendar_id: calendars.find(({ is_default }) => is_default)!.id, title: "Games night", start: "2037-01-15T19:00:00", end: "2037-01-15T22:00:00" },
    ana,
  );
  const { id } = (await event.json()) as { id: number };
  expect((await umbra().api("POST", `/api/events/${id}/invitations`, { user_ids: [ben.user_id] }, ana)).ok).toBe(true);
  const { page, cookie } = await openAs(umbra(), "ben", "/inbox/invitations");
  await page.getByRole("group", { name: /invites you: Games night/ }).getByRole("button", { name: "Accept" }).click();
  await page.getByText("“Games night” is now in your calendar").waitFor();
  await page.getByRole("heading", { name: "Your invitations" }).waitFor();
  await look(page, "invitations");
  await page.getByRole("group", { name: "Your answer to “Games night”" }).getByText("Decline").click();
  await page.getByText("You declined “Games night”").waitFor();
  const [invitation] = await get<{ status: string }[]>("/api/event-invitations", cookie);
  expect(invitation?.status).toBe("declined");
});

test("connections: asked, withdrawn, ended, blocked and unblocked", async () => {
  const { page, cookie } = await openAs(umbra(), "mia", "/inbox/connections");
  await page.getByLabel("Their username").fill("nobody-of-that-name");
  await page.getByRole("button", { name: "Send request" }).click();
  await page.getByText("To nobody-of-that-name", { exact: true }).waitFor();
  await look(page, "connections");
  await page.getByRole("button", { name: "Withdraw the request to nobody-of-that-name" }).click();
  await page.getByText("To nobody-of-that-name", { exact: true }).waitFor({ state: "detached" });
  await page.getByRole("button", { name: "More about Ben" }).click();
  await page.getByRole("menuitem", { name: "Block" }).click();
  await page.getByRole("alertdialog", { name: "Block Ben?" }).getByRole("button", { name: "Block" }).click();
  await page.getByRole("heading", { name: "Blocked" }).waitFor();
  await page.getByRole("button", { name: "Unblock ben" }).click();
  await page.getByRole("heading", { name: "Blocked" }).waitFor({ state: "detached" });
  const left = await get<{ username: string }[]>("/api/connections", cookie);
  expect(left.map(({ username }) => username)).not.toContain("ben");
});

test("connections: who asks can be blocked, and a list that is missing is fetched again", async () => {
  const piet = await cookieFor(umbra(), "piet");
  expect((await umbra().api("POST", "/api/connections/requests", { username: "mia" }, piet)).ok).toBe(true);
  const { page, cookie } = await openAs(umbra(), "mia", "/inbox/connections");
  const asks = page.getByRole("group", { name: /^Piet from next door would like to connect/ });
  await asks.getByRole("button", { name: "Block" }).waitFor();
  await page.route("**/api/connections/requests/incoming", (route) => route.abort());
  await page.reload();
  const missing = page.getByRole("alert").filter({ hasText: "You're offline" });
  await missing.getByRole("button", { name: "Try again" }).waitFor();
  await page.unroute("**/api/connections/requests/incoming");
  await missing.getByRole("button", { name: "Try again" }).click();
  await asks.getByRole("button", { name: "Block" }).waitFor();
  await look(page, "connections-asked");
  await asks.getByRole("button", { name: "Block" }).click();
  await page.getByRole("alertdialog", { name: "Block Piet from next door?" }).getByRole("button", { name: "Block" }).click();
  await page.getByText("Piet from next door is blocked").waitFor();
  await asks.waitFor({ state: "detached" });
  const blocked = await get<{ username: string }[]>("/api/connections/blocked", cookie);
  expect(blocked.map(({ username }) => username)).toContain("piet");
});

test("what was sent to the phone, and in German", async () => {
  const { page, cookie } = await openAs(umbra(), "ana", "/inbox/deliveries");
  await page.getByText("Nothing was to be sent").waitFor();
  await look(page, "deliveries");
  await umbra().api("PUT", "/api/settings", { locale: "de" }, cookie);
  await page.goto("/inbox");
  await page.getByRole("heading", { level: 1, name: "Eingang" }).waitFor();
  await look(page, "inbox-de");
  await umbra().api("PUT", "/api/settings", { locale: "en" }, cookie);
});
