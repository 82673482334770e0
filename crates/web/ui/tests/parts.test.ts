// Parts of a page that can't be fetched, say because the server was updated meanwhile: the rest of the page stays.
import { expect, test } from "vitest";
import { DEMO_PASSWORD, openAs, seedDemo } from "./demo";
import { expectHeading, look, open, useUmbra } from "./harness";
import { expectOpen, press, signIn } from "./lock";

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

test("what lies behind the lock screen says that it can't be fetched, and is tried again", async () => {
  const { page, faults } = await open(umbra(), { path: null });
  await page.route(/assets\/Shell-.*\.js/, (route) => route.abort());
  await page.goto("/");
  await expectHeading(page, "Sign in");
  await signIn(page, "ana", DEMO_PASSWORD);
  await expectHeading(page, "Umbra can't be reached");
  await look(page, "client-missing");
  await page.unrouteAll();
  await press(page, "Try again");
  await expectOpen(page);
  expectOnly(faults, /Shell/);
});

test.for([
  { locale: "en-GB", title: "Umbra can't be reached", again: "Try again", then: "Sign in" },
  { locale: "de-DE", title: "Umbra ist nicht erreichbar", again: "Noch einmal versuchen", then: "Anmelden" },
])("words that can't be fetched leave a way on, in $locale", async ({ locale, title, again, then }) => {
  const { page, faults } = await open(umbra(), { path: null, locale });
  await page.route(/assets\/words\..*\.js/, (route) => route.abort());
  await page.goto("/");
  await expectHeading(page, title);
  await page.unrouteAll();
  await press(page, again);
  await expectHeading(page, then);
  expectOnly(faults, /words/);
});
