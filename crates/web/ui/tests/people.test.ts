// People: the list, a person, the form, likely duplicates and merging.
import { expect, test } from "vitest";
import { cookieFor, openAs, seedDemo } from "./demo";
import { expectHeading, focused, look, tabTo, useUmbra, type Umbra } from "./harness";
import { enter, expectFocus } from "./keys";

const umbra = useUmbra({}, seedDemo);

/** The id of somebody by their name. */
async function idOf(server: Umbra, cookie: string, name: string): Promise<number> {
  const answer = await server.api("GET", `/api/people?search=${encodeURIComponent(name)}`, undefined, cookie);
  const [found] = (await answer.json()) as { id: number }[];
  if (!found) throw new Error(`${name} isn't there`);
  return found.id;
}

test("with the mouse: add somebody, find, change and delete them", async () => {
  const { page } = await openAs(umbra(), "ana", "/people");
  await page.getByRole("link", { name: "New person" }).click();
  await expectHeading(page, "New person");
  await page.getByRole("button", { name: "Add person" }).click();
  await page.getByText("Write a name, or at least a nickname").waitFor();

  await page.getByLabel("First name").fill("Ada");
  await page.getByLabel("Family name").fill("Lovelace");
  await page.getByRole("button", { name: "Add a phone number" }).click();
  await page.getByLabel("Phone number", { exact: true }).fill("+44 (0)20 7946 0999");
  await page.getByRole("button", { name: "Add an e-mail address" }).click();
  await page.getByLabel("E-mail address", { exact: true }).fill("nonsense");
  await page.getByLabel("Day").fill("31");
  await page.getByLabel("Month").selectOption({ label: "April" });
  await page.getByRole("button", { name: "Add person" }).click();
  await page.getByText("There is no such day.").waitFor();
  await page.getByLabel("Day").fill("10");
  await page.getByLabel("Month").selectOption({ label: "December" });
  await page.getByRole("button", { name: "Add person" }).click();
  await page.getByText("Write an e-mail address like").waitFor();
  await page.getByLabel("E-mail address", { exact: true }).fill("ada@example.org");
  await page.getByRole("button", { name: "Add person" }).click();

  await page.getByRole("heading", { level: 1, name: "Ada Lovelace" }).waitFor();
  expect(await page.getByRole("link", { name: "+44 (0)20 7946 0999" }).getAttribute("href")).toBe("tel:+442079460999");
  expect(await page.getByRole("link", { name: "ada@example.org" }).getAttribute("href")).toBe("mailto:ada@example.org");
  await page.getByText("Dec 10", { exact: false }).first().waitFor();

  await page.getByRole("link", { name: "People" }).first().click();
  await page.getByRole("searchbox", { name: "Search people" }).fill("7946 0999");
  // Before she is found all are shown, and go from under the mouse.
  await page.getByText("1 person", { exact: true }).waitFor();
  await page.getByRole("list", { name: "People" }).getByText("Ada Lovelace").click();
  await page.getByRole("link", { name: "Edit" }).click();
  await page.getByLabel("Company").fill("Analytical Engines");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByText("Analytical Engines").waitFor();

  await page.getByRole("button", { name: "More", exact: true }).click();
  await page.getByRole("menuitem", { name: "Delete" }).click();
  await page.getByRole("alertdialog", { name: "Delete “Ada Lovelace”?" }).getByRole("button", { name: "Delete person" }).click();
  await page.getByRole("heading", { level: 1, name: "People" }).waitFor();
  await expect.poll(() => page.getByText("Ada Lovelace", { exact: true }).count()).toBe(0);
});

test("who opens somebody before the search is over stays there", async () => {
  const { page } = await openAs(umbra(), "ana", "/people");
  const row = page.getByRole("list", { name: "People" }).getByText("Otto Brandt");
  await row.waitFor();
  // The files of the next page come after the pause that ends the typing.
  let come = () => {};
  const late = new Promise<void>((resolve) => (come = resolve));
  await page.route("**/*.js", async (route) => {
    await late;
    await route.continue();
  });
  await page.getByRole("searchbox", { name: "Search people" }).fill("Brandt");
  await row.click();
  await page.waitForURL(/\/people\/\d+$/);
  await page.evaluate(() => new Promise((over) => setTimeout(over, 500)));
  come();
  await expectHeading(page, "Otto Brandt");
  expect(new URL(page.url()).pathname).toMatch(/^\/people\/\d+$/);
});

test("by keyboard alone: add somebody, change and delete them", async () => {
  const { page } = await openAs(umbra(), "ana", "/people");
  await page.getByRole("heading", { level: 1, name: "People" }).waitFor();
  await page.getByRole("list", { name: "People" }).waitFor();
  await page.keyboard.press("n");
  await expectHeading(page, "New person");
  await page.keyboard.press("Tab");
  await page.keyboard.type("Grace");
  await page.keyboard.press("Tab");
  await page.keyboard.type("Hopper");
  await page.keyboard.press("Enter");
  await expectHeading(page, "Grace Hopper");
  await page.keyboard.press("e");
  await expectHeading(page, "Edit Grace Hopper");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Tab");
  await page.keyboard.type("Amazing Grace");
  await page.keyboard.press("Enter");
  await page.getByText("“Amazing Grace”").waitFor();
  await expectHeading(page, "Grace Hopper");
  // Favourite, edit, more.
  for (let i = 0; i < 3; i++) await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await page.getByRole("menuitem", { name: "Delete" }).waitFor();
  await page.keyboard.press("Enter");
  await page.getByRole("alertdialog").waitFor();
  // From the first moment on, for who is quick as well.
  expect(await focused(page)).toBe("Cancel");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { level: 1, name: "People" }).waitFor();
  await page.getByText("Grace Hopper is deleted").waitFor();
});

test("two entries of one person become one, as the preview said", async () => {
  const { page, cookie } = await openAs(umbra(), "ana", "/people");
  await page.getByRole("link", { name: /^Jonas Keller/ }).first().click();
  await page.getByText("Maybe somebody is here twice").waitFor();
  const id = Number(new URL(page.url()).pathname.split("/").at(-1));
  const duplicates = (await (await umbra().api("GET", `/api/people/${id}/duplicates`, undefined, cookie)).json()) as { person: { id: number } }[];
  const other = duplicates[0]!.person.id;
  await umbra().api("PATCH", `/api/people/${id}`, { company: "Keller & Sons" }, cookie);
  await umbra().api("PATCH", `/api/people/${other}`, { company: "Keller Ltd" }, cookie);
  await page.reload();
  await page.getByRole("button", { name: "Compare and merge with Jonas Keller" }).click();
  const dialog = page.getByRole("dialog", { name: "Merge two into one" });
  await dialog.getByRole("radio", { name: /Keller Ltd/ }).check();
  await dialog.getByText("company: Keller & Sons").waitFor();
  const notes = await dialog.getByText("company: Keller & Sons").innerText();
  await look(page, "merge");
  await dialog.getByRole("button", { name: "Merge" }).click();
  await dialog.waitFor({ state: "detached" });
  await page.getByText("Keller Ltd").waitFor();
  const merged = (await (await umbra().api("GET", `/api/people/${id}`, undefined, cookie)).json()) as { company: string; notes: string };
  expect(merged).toMatchObject({ company: "Keller Ltd", notes });
  expect((await umbra().api("GET", `/api/people/${other}`, undefined, cookie)).status).toBe(404);
});

test("by keyboard alone: two entries of one person become one", async () => {
  const cookie = await cookieFor(umbra());
  const add = async (company: string): Promise<number> => {
    const body = { first_name: "Rosa", last_name: "Klein", company, emails: [{ email: "rosa@example.org" }] };
    return ((await (await umbra().api("POST", "/api/people", body, cookie)).json()) as { id: number }).id;
  };
  const [stays, goes] = [await add("Brewery"), await add("Bakery")];
  const { page } = await openAs(umbra(), "ana", `/people/${stays}`);
  const hint = page.getByText("Maybe somebody is here twice");
  await hint.waitFor();
  await enter(page, "Compare and merge with Rosa Klein");
  const dialog = page.getByRole("dialog", { name: "Merge two into one" });
  await dialog.waitFor();
  await page.keyboard.press("Escape");
  await dialog.waitFor({ state: "detached" });
  await expectFocus(page, "Compare and merge with Rosa Klein");
  await page.keyboard.press("Enter");
  await dialog.waitFor();
  await tabTo(page, /^Brewery/);
  await page.keyboard.press("ArrowDown");
  await expectFocus(page, /^Bakery/);
  await dialog.getByText("company: Brewery").waitFor();
  await enter(page, "Merge");
  await dialog.waitFor({ state: "detached" });
  await hint.waitFor({ state: "detached" });
  // What led there is gone; it goes on at what follows.
  await expectFocus(page, "rosa@example.org");
  const merged = await umbra().api("GET", `/api/people/${stays}`, undefined, cookie);
  expect(await merged.json()).toMatchObject({ company: "Bakery" });
  expect((await umbra().api("GET", `/api/people/${goes}`, undefined, cookie)).status).toBe(404);
});

test("somebody else saved first: both changes stay", async () => {
  const cookie = await cookieFor(umbra());
  const id = await idOf(umbra(), cookie, "Otto");
  const { page } = await openAs(umbra(), "ana", `/people/${id}?edit`);
  await page.getByLabel("Nickname").fill("Opa");
  await umbra().api("PATCH", `/api/people/${id}`, { job_title: "Gardener" }, cookie);
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByRole("alert").filter({ hasText: "changed meanwhile" }).filter({ hasText: "Job title" }).waitFor();
  expect(await page.getByLabel("Nickname").inputValue()).toBe("Opa");
  expect(await page.getByLabel("Job title").inputValue()).toBe("Gardener");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByRole("button", { name: "Save" }).waitFor({ state: "detached" });
  const saved = (await (await umbra().api("GET", `/api/people/${id}`, undefined, cookie)).json()) as object;
  expect(saved).toMatchObject({ nickname: "Opa", job_title: "Gardener" });
});

test("of many only those in sight are in the document, and a letter leads to its people", async () => {
  const cookie = await cookieFor(umbra(), "mia");
  for (let i = 0; i < 460; i++) {
    const letter = String.fromCharCode(65 + (i % 23));
    const made = await umbra().api("POST", "/api/people", { first_name: `P${i}`, last_name: `${letter}last` }, cookie);
    expect(made.status).toBe(201);
  }
  const { page } = await openAs(umbra(), "mia", "/people");
  const list = page.getByRole("list", { name: "People" });
  await list.waitFor();
  expect(await list.getByRole("listitem").count()).toBeLessThan(80);
  await page.getByRole("button", { name: "Jump to V" }).click();
  await page.getByRole("link", { name: /Vlast/ }).first().waitFor();
  await expect.poll(() => page.evaluate(() => document.activeElement?.textContent ?? "")).toContain("Vlast");
  // From somebody one comes back to where one was.
  const before = await page.evaluate(() => scrollY);
  expect(before).toBeGreaterThan(1000);
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { level: 1, name: /Vlast/ }).waitFor();
  await page.goBack();
  await page.getByRole("link", { name: /Vlast/ }).first().waitFor();
  await expect.poll(() => page.evaluate(() => Math.abs(scrollY))).toBeGreaterThan(before - 200);
});

test("list, person and form look right everywhere, in German too", async () => {
  const cookie = await cookieFor(umbra());
  const id = await idOf(umbra(), cookie, "Otto");
  const { page } = await openAs(umbra(), "ana", "/people");
  await page.getByRole("list", { name: "People" }).waitFor();
  await look(page, "people");
  await page.goto(`/people/${id}`);
  await page.getByText("Lindenweg 4").waitFor();
  await look(page, "person");
  await page.goto(`/people/${id}?edit`);
  await page.getByLabel("First name").waitFor();
  await look(page, "person-form");
  await umbra().api("PUT", "/api/settings", { locale: "de" }, cookie);
  await page.goto(`/people/${id}`);
  await page.getByText("Jahre alt").waitFor();
  await look(page, "person-de");
  await page.goto("/people/new");
  await expectHeadingText(page, "Neue Person");
  await look(page, "person-form-de");
  await umbra().api("PUT", "/api/settings", { locale: "en" }, cookie);
});

async function expectHeadingText(page: import("playwright-core").Page, name: string): Promise<void> {
  await page.getByRole("heading", { level: 1, name }).waitFor();
}

test("nobody there yet, nobody found, and nothing to be had", async () => {
  const { page } = await openAs(umbra(), "piet", "/people");
  await page.getByRole("searchbox", { name: "Search people" }).fill("zzzz");
  await page.getByText("Nobody matches").waitFor();
  await page.getByRole("button", { name: "Show everybody" }).click();
  await page.route("**/api/people?*", (route) => route.abort());
  await page.reload();
  await page.getByText("You're offline").first().waitFor();
  await page.unroute("**/api/people?*");
  await page.getByRole("button", { name: "Try again" }).click();
  await page.getByText("You're offline").first().waitFor({ state: "detached" });
});
