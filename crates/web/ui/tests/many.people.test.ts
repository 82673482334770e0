// Ten thousand people and a thousand places: fetched page by page, gone through by mouse and keys, found and changed.
import { expect, test } from "vitest";
import { open, useUmbra } from "./harness";
import { asking, expectFew, expectToStay, fill, firstPageAlone, MANY, padded, toEnd } from "./many";

const PLACES = 1_000;
/** As many as a page of these lists has. */
const PAGE = 200;
let cookie = "";

/** Everybody has a family name that tells where in the list they are: from A00000 to Z09999. */
const nameOf = (n: number) => `${String.fromCharCode(65 + Math.floor((n * 26) / MANY))}${padded(n)}`;
const placeOf = (n: number) => `Place ${padded(n)}`;

const umbra = useUmbra({}, async (server) => {
  cookie = await server.setUp();
  await server.api("PUT", "/api/settings", { timezone: "Europe/Berlin", locale: "en-GB" }, cookie);
  await fill(server, cookie, MANY, "/api/people", (n) => ({ first_name: "Pat", last_name: nameOf(n) }));
  await fill(server, cookie, PLACES, "/api/locations", (n) => ({ name: placeOf(n), address: `Street ${n}` }));
}, 600_000);

const isFavorite = async (path: string) => {
  const [found] = (await (await umbra().api("GET", path, undefined, cookie)).json()) as { is_favorite: boolean }[];
  return found?.is_favorite;
};

test("ten thousand people are gone through with the mouse, and found", async () => {
  const { page } = await open(umbra(), { cookie, path: null });
  const asked = asking(page, "/api/people");
  const rows = page.getByRole("list", { name: "People" }).getByRole("listitem");
  const row = (n: number) => rows.filter({ hasText: nameOf(n) });
  const letRest = await firstPageAlone(page, "/api/people", async () => {
    await page.goto("/people");
    await row(0).waitFor();
  });
  await expectFew(page, rows);
  expect(asked()).toBe(1);
  await letRest();
  await toEnd(page, "wheel", row(MANY - 1));
  expect(asked()).toBe(MANY / PAGE);
  await expectFew(page, rows);
  await page.getByText("10,000 people").waitFor();

  const star = row(MANY - 1).getByRole("button", { name: /^Favourite/ });
  await expectToStay(row(MANY - 2), async () => {
    await star.click();
    await expect.poll(() => star.getAttribute("aria-pressed")).toBe("true");
  });
  expect(await isFavorite(`/api/people?search=${nameOf(MANY - 1)}`)).toBe(true);

  // From somebody back to where one was, without fetching it all again.
  await row(MANY - 1).getByRole("link").click();
  await page.getByRole("heading", { level: 1, name: `Pat ${nameOf(MANY - 1)}` }).waitFor();
  await page.goBack();
  await row(MANY - 1).waitFor();
  expect(asked()).toBe(MANY / PAGE);
  expect(await star.getAttribute("aria-pressed")).toBe("true");

  await page.getByRole("searchbox", { name: "Search people" }).fill(nameOf(MANY - 2));
  await expect.poll(() => rows.allInnerTexts()).toEqual(["Z", expect.stringContaining(nameOf(MANY - 2))]);
});

test("keys lead to the last letter of ten thousand people, and to the end", async () => {
  const { page } = await open(umbra(), { cookie, path: "/people" });
  const rows = page.getByRole("list", { name: "People" }).getByRole("listitem");
  const last = rows.filter({ hasText: nameOf(MANY - 1) });
  const focused = () => page.evaluate(() => document.activeElement?.textContent ?? "");
  await rows.filter({ hasText: nameOf(0) }).waitFor();
  await page.getByRole("button", { name: "Jump to A" }).focus();
  await page.keyboard.press("End");
  // Twice: the second one finds the pages loading.
  await page.keyboard.press("Enter");
  await page.keyboard.press("Enter");
  const firstOfZ = Math.ceil((25 * MANY) / 26);
  await expect.poll(focused, { timeout: 120_000 }).toContain(nameOf(firstOfZ));
  await expectFew(page, rows);
  // A row has a link and a star.
  await page.keyboard.press("Tab");
  await page.keyboard.press("Tab");
  expect(await focused()).toContain(nameOf(firstOfZ + 1));
  await toEnd(page, "End", last);
  // What has the focus stays in the document, and Tab goes on there.
  expect(await focused()).toContain(nameOf(firstOfZ + 1));
  await last.getByRole("link").focus();
  await page.keyboard.press("Shift+Tab");
  await page.keyboard.press("Shift+Tab");
  expect(await focused()).toContain(nameOf(MANY - 2));
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { level: 1, name: `Pat ${nameOf(MANY - 2)}` }).waitFor();
});

test("a thousand places are gone through with mouse and keys, and found", async () => {
  const { page } = await open(umbra(), { cookie, path: null });
  const asked = asking(page, "/api/locations");
  const rows = page.getByRole("list", { name: "Places" }).getByRole("listitem");
  const row = (n: number) => rows.filter({ hasText: placeOf(n) });
  const letRest = await firstPageAlone(page, "/api/locations", async () => {
    await page.goto("/places");
    await row(0).waitFor();
  });
  await expectFew(page, rows);
  expect(asked()).toBe(1);
  await letRest();
  await toEnd(page, "wheel", row(PLACES - 1));
  expect(asked()).toBe(PLACES / PAGE);
  await expectFew(page, rows);
  const star = row(PLACES - 1).getByRole("button", { name: /^Favourite/ });
  await expectToStay(row(PLACES - 2), async () => {
    await star.click();
    await expect.poll(() => star.getAttribute("aria-pressed")).toBe("true");
  });
  expect(await isFavorite(`/api/locations?search=${encodeURIComponent(placeOf(PLACES - 1))}`)).toBe(true);

  await page.reload();
  await row(0).waitFor();
  await toEnd(page, "End", row(PLACES - 1));
  await row(PLACES - 1).getByRole("link").focus();
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { level: 1, name: placeOf(PLACES - 1) }).waitFor();

  await page.goto("/places");
  await page.getByRole("searchbox", { name: "Search places" }).fill(placeOf(PLACES - 2));
  await expect.poll(() => rows.allInnerTexts()).toEqual([expect.stringContaining(placeOf(PLACES - 2))]);
});
