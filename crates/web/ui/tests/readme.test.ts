// The pictures of the README: the demo household in the middle of a day. `UMBRA_SHOTS=../../../docs/images npm run
// test:browser -- readme` makes them anew.
import { expect, test } from "vitest";
import type { Page } from "playwright-core";
import { cookieFor, openAs, seedDemo } from "./demo";
import { useUmbra } from "./harness";
import { today } from "../src/i18n/dates";

const SIZE = { width: 1280, height: 800 };

const umbra = useUmbra({}, async (server) => {
  await seedDemo(server);
  const cookie = await cookieFor(server);
  const { timezone } = (await (await server.api("GET", "/api/settings", undefined, cookie)).json()) as { timezone: string };
  const day = today(timezone);
  // The household's weekdays are full, its Sundays aren't.
  for (const [title, from, to] of [
    ["Breakfast with Piet", "09:30", "10:30"],
    ["Choir", "18:00", "19:30"],
  ]) {
    const answer = await server.api("POST", "/api/events", { title, start: `${day}T${from}`, end: `${day}T${to}` }, cookie);
    expect(answer.status).toBe(201);
  }
  for (const name of ["Buy a present for Jonas", "Return the library books"]) {
    expect((await server.api("POST", "/api/todos", { title: name, due_date: day }, cookie)).status).toBe(201);
  }
});

async function keep(page: Page, name: string): Promise<void> {
  // What moves has come to rest, and what was fetched is there.
  await expect.poll(() => page.locator("[aria-busy=true]").count()).toBe(0);
  await page.waitForTimeout(500);
  const folder = process.env.UMBRA_SHOTS;
  const picture = await page.screenshot({ ...(folder && { path: `${folder}/${name}.png` }), animations: "disabled" });
  expect(picture.length).toBeGreaterThan(20_000);
}

test("today", async () => {
  const { page } = await openAs(umbra(), "ana", "/", { ...SIZE, scheme: "light" });
  await page.getByRole("link", { name: /Buy a present for Jonas/ }).waitFor();
  await page.getByText("Breakfast with Piet").first().waitFor();
  await keep(page, "today");
});

test("a week", async () => {
  const { page } = await openAs(umbra(), "ana", "/calendar?view=week", { ...SIZE, scheme: "light" });
  await page.getByRole("grid").getByRole("button", { name: /^Standup, / }).first().waitFor();
  await keep(page, "week");
});

test("a project", async () => {
  const { page } = await openAs(umbra(), "ana", "/projects", { ...SIZE, scheme: "dark" });
  await page.getByRole("link", { name: "New kitchen" }).click();
  await page.getByRole("heading", { level: 1, name: "New kitchen" }).waitFor();
  await page.getByText("Board", { exact: true }).click();
  await page.getByText("In progress").first().waitFor();
  await keep(page, "project");
});
