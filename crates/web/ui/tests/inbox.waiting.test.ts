// More that waits for an answer than comes at once: how many there are isn't said before it is known.
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { cookieOf, open, PASSWORD, useUmbra } from "./harness";

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
  ben = cookieOf(await server.api("POST", "/api/auth/register", { username: "ben", password: PASSWORD }));
  await send("PUT", "/api/settings", { timezone: "Europe/Berlin", locale: "en-GB" }, ben);
  await send("POST", "/api/connections/requests", { username: "ben" }, ana);
  const [request] = await send<{ id: number }[]>("GET", "/api/connections/requests/incoming", undefined, ben);
  await send("POST", `/api/connections/requests/${request!.id}/accept`, undefined, ben);
  const [friend] = await send<{ user_id: number }[]>("GET", "/api/connections", undefined, ana);
  const invite = async (n: number) => {
    const { id } = await send<{ id: number }>("POST", "/api/events", { title: `Walk ${n}`, start: "2027-05-01T10:00", end: "2027-05-01T11:00" }, ana);
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
