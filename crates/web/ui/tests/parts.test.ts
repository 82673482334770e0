// Parts of a page that can't be fetched, say because the server was updated meanwhile: the rest of the page stays.
import { expect, test } from "vitest";
import { openAs, seedDemo } from "./demo";
import { look, useUmbra } from "./harness";

const umbra = useUmbra({}, seedDemo);

/** What went wrong has to be what was made to go wrong, and nothing else. */
function expectOnly(faults: string[], file: RegExp): void {
  expect(faults.length).toBeGreaterThan(0);
  expect(faults.filter((fault) => !file.test(fault) && !/Failed to load resource|dynamically imported/.test(fault))).toEqual([]);
  faults.length = 0;
}

test("a part within the page says so, and is tried again", async () => {
  const { page, faults } = await openAs(umbra(), "ana", "/admin");
  await page.getByText("What happened last").waitFor();
  await page.route(/assets\/Audit-.*\.js/, (route) => route.abort());
  await page.getByRole("link", { name: "Audit log", exact: true }).click();
  const alert = page.getByRole("alert").filter({ hasText: "This part couldn't be fetched" });
  await alert.getByRole("button", { name: "Reload the page" }).waitFor();
  await look(page, "part-missing");
  await page.unrouteAll();
  await alert.getByRole("button", { name: "Try again" }).click();
  await page.getByRole("list", { name: "Audit log" }).waitFor();
  expectOnly(faults, /Audit/);
});

test("a part over the page is taken away again, and what lies below can be used", async () => {
  const { page, faults } = await openAs(umbra(), "ana", "/todos");
  const row = page.locator("[data-todo] [data-row]").first();
  await row.waitFor();
  await page.route(/assets\/TodoSheet-.*\.js/, (route) => route.abort());
  await row.click();
  await page.getByText("This part couldn't be fetched").waitFor();
  await page.waitForURL(/\/todos$/);
  await page.unrouteAll();
  await row.click();
  await page.getByRole("dialog", { name: "Todo", exact: true }).waitFor();
  expectOnly(faults, /TodoSheet/);
});
