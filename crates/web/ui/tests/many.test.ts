// Ten thousand todos: it scrolls, keys go on, it filters, and it answers at once all the while.
import { expect, test } from "vitest";
import { open, useUmbra } from "./harness";
import { fill, MANY, padded, takes } from "./many";

const rows = "[data-todo]";
let cookie = "";

const umbra = useUmbra({}, async (server) => {
  cookie = await server.setUp();
  await server.api("PUT", "/api/settings", { timezone: "Europe/Berlin", locale: "en-GB" }, cookie);
  const day = (n: number) => new Date(Date.now() + n * 86_400_000).toISOString().slice(0, 10);
  const todo = (n: number) => ({ title: nameOf(n), due_date: day(n % 3000), category: n % 100 === 0 ? "rare" : "many", priority: n % 7 === 0 ? "high" : "none" });
  await fill(server, cookie, MANY, "/api/todos", todo);
}, 600_000);

const nameOf = (n: number) => `Number ${padded(n)}`;

test("ten thousand todos are gone through to the end, and found", async () => {
  const { page } = await open(umbra(), { cookie, path: "/todos?sort=title", messagesStay: true });
  await page.locator(rows, { hasText: nameOf(0) }).waitFor();
  let slowest = 0;
  await expect
    .poll(
      async () => {
        slowest = Math.max(slowest, await takes(page, () => page.evaluate(() => scrollTo(0, document.body.scrollHeight))));
        return page.locator(rows, { hasText: nameOf(MANY - 1) }).count();
      },
      { timeout: 150_000, interval: 10 },
    )
    .toBe(1);
  // All of them were fetched, and only what is in sight is drawn.
  expect(await page.locator(rows).count()).toBeLessThan(80);
  expect(slowest).toBeLessThan(1_000);

  // By keys from there: the last row, and back up.
  const focused = () => page.evaluate(() => document.activeElement?.closest("[data-todo]")?.textContent ?? "");
  await page.locator(rows, { hasText: nameOf(MANY - 1) }).locator("[data-row]").focus();
  for (let n = 2; n <= 60; n += 1) {
    const took = await takes(page, () => page.keyboard.press("k"));
    expect(took).toBeLessThan(1_000);
    expect(await focused()).toContain(nameOf(MANY - n));
  }
  // One is done: the next has the focus, and the list stays where it is.
  const before = await page.evaluate(() => scrollY);
  await page.keyboard.press("x");
  await page.getByText(`“${nameOf(MANY - 60)}” is done`).waitFor();
  await expect.poll(focused).toContain(nameOf(MANY - 59));
  expect(Math.abs((await page.evaluate(() => scrollY)) - before)).toBeLessThan(200);
  await page.keyboard.press("Control+z");
  await page.locator(rows, { hasText: nameOf(MANY - 60) }).waitFor();

  // Back at the top by one key, and down again: nothing is fetched twice, nothing is blank.
  await page.evaluate(() => scrollTo(0, 0));
  await page.locator(rows, { hasText: nameOf(0) }).waitFor();
  await page.evaluate(() => scrollTo(0, document.body.scrollHeight / 2));
  await page.locator(rows, { hasText: /Number 0(49|50)/ }).first().waitFor();

  await page.getByRole("searchbox").fill("Number 07777");
  await expect.poll(() => page.locator(rows).count()).toBe(1);
  await page.locator(rows, { hasText: nameOf(7777) }).waitFor();
  await page.getByRole("searchbox").fill("");
  await page.getByRole("button", { name: "Category" }).click();
  await page.getByRole("menuitemradio", { name: "rare" }).click();
  await page.locator(rows, { hasText: nameOf(100) }).waitFor();
  expect(await page.locator(rows, { hasText: nameOf(1) }).count()).toBe(0);
});

test("by date, with headings: the first page is there at once, and it goes on", async () => {
  const { page } = await open(umbra(), { cookie, path: "/todos" });
  await page.getByRole("heading", { level: 2, name: /^Today/ }).waitFor();
  await page.locator(rows).first().waitFor();
  for (let tries = 0; tries < 20; tries += 1) {
    expect(await takes(page, () => page.evaluate(() => scrollTo(0, document.body.scrollHeight)))).toBeLessThan(1_000);
  }
  expect(await page.locator(rows).count()).toBeGreaterThan(5);
  expect(await page.locator(rows).count()).toBeLessThan(80);
});
