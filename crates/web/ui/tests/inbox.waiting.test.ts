// More that waits for an answer than comes at once: how many there are isn't said before it is known.
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { open, tabTo, useUmbra } from "./harness";
import { expectFocus } from "./keys";
import { connect, register } from "./lock";

/** A page of the API has a hundred. */
const INVITATIONS = 103;
let ana = "";
let ben = "";

const umbra = useUmbra({}, async (server) => {
  async function send<T>(method: string, path: string, body: unknown, as: string): Promise<T> {
    const answer = await server.api(method, path, body, as);
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return (answer.status === 204 ? undefined : await answer.json()) as T;
  }
  ana = await server.setUp("ana");
  await send("PUT", "/api/admin/config", { allow_registration: true }, ana);
  ben = await register(server, "ben");
  await send("PUT", "/api/settings", { timezone: "Europe/Berlin", locale: "en-GB" }, ben);
  await connect(server, ana, "ben", ben);
  const [friend] = await send<{ user_id: number }[]>("GET", "/api/connections", undefined, ana);
  const invite = async (n: number) => {
    const { id } = await send<{ id: number }>("POST", "/api/events", { title: `Walk ${n}`, start: "2037-05-01T10:00", end: "2037-05-01T11:00" }, ana);
    await send("POST", `/api/events/${id}/invitations`, { user_ids: [friend!.user_id] }, ana);
  };
  await invite(0);
  const several = async (first: number) => {
    for (let n = first; n <= INVITATIONS; n += 4) await invite(n);
  };
  await Promise.all([1, 2, 3, 4].map(several));
  // The oldest one is answered, and stands after all that wait.
  const all = await send<{ id: number; event: { title: string } }[]>("GET", "/api/event-invitations?limit=200", undefined, ben);
  await send("PUT", `/api/event-invitations/${all.find(({ event }) => event.title === "Walk 0")!.id}/respond`, { status: "accepted" }, ben);
  const calendar = await send<{ id: number }>("POST", "/api/calendars", { name: "Garden" }, ana);
  await send("POST", `/api/shared-calendars/${calendar.id}/members`, { user_id: friend!.user_id, permission: "read_only" }, ana);
}, 600_000);

const card = (page: Page) => page.getByRole("region", { name: "Waiting for your answer" });
const badge = (page: Page) => card(page).getByText(/^\d+\+?$/).first();
const asks = (page: Page) => page.locator("[data-ask]").count();

test("at least so many are told until all of them are there", async () => {
  const { page } = await open(umbra(), { cookie: ben, path: "/inbox" });
  await badge(page).waitFor();
  await expect.poll(() => badge(page).textContent()).toBe("101+");
  expect(await asks(page)).toBe(101);
  await page.getByRole("button", { name: "Show more" }).click();
  await expect.poll(() => badge(page).textContent()).toBe(String(INVITATIONS + 1));
  expect(await asks(page)).toBe(INVITATIONS + 1);
  expect(await page.getByRole("button", { name: "Show more" }).count()).toBe(0);
});

test("what was answered long ago is listed also behind a hundred that wait, and an answer moves one there", async () => {
  const { page } = await open(umbra(), { cookie: ben, path: "/inbox/invitations" });
  await expect.poll(() => badge(page).textContent()).toBe("101+");
  const list = page.getByRole("list", { name: "Your invitations" });
  await list.getByRole("link", { name: "Walk 0", exact: true }).waitFor();
  await page.getByRole("group", { name: "ana invites you: Walk 50", exact: true }).getByRole("button", { name: "Accept" }).click();
  await list.getByRole("link", { name: "Walk 50", exact: true }).waitFor();
  await page.getByRole("group", { name: "ana invites you: Walk 50", exact: true }).waitFor({ state: "detached" });
});

test("by keyboard alone: who answers behind the first hundred stays there", async () => {
  const { page } = await open(umbra(), { cookie: ben, path: "/inbox" });
  const more = page.getByRole("button", { name: "Show more" });
  await more.waitFor();
  const names = () => page.locator("[data-ask]").evaluateAll((all) => all.map((one) => one.getAttribute("aria-label")));
  const at = () => page.evaluate(() => document.activeElement?.closest("[data-ask]")?.getAttribute("aria-label"));
  // Each of a hundred has three answers.
  await tabTo(page, "Show more", "Tab", 400);
  await page.keyboard.press("Enter");
  await more.waitFor({ state: "detached" });
  const before = await names();
  const [third, second, last] = before.slice(-3);
  // The button is gone, so it goes on at the last of the questions.
  await expectFocus(page, "Decline");
  expect(await at()).toBe(last);

  await tabTo(page, "Accept", "Shift+Tab");
  await tabTo(page, "Accept", "Shift+Tab");
  expect(await at()).toBe(second);
  await page.keyboard.press("Enter");
  await expect.poll(names).toEqual(before.filter((name) => name !== second));
  await expectFocus(page, "Accept");
  expect(await at()).toBe(last);
  expect(await badge(page).textContent()).toBe(String(before.length - 1));

  await page.keyboard.press("Enter");
  await expect.poll(names).toEqual(before.slice(0, -2));
  // Nothing follows in the list, so it goes back by one.
  await expectFocus(page, "Decline");
  expect(await at()).toBe(third);
  expect(await badge(page).textContent()).toBe(String(before.length - 2));
  expect(await more.count()).toBe(0);
});
