// Settings and admin: what a person changes for themselves, and what an admin does for others.
import { expect, test } from "vitest";
import { cookieFor, openAs, seedDemo } from "./demo";
import { look, tabTo, useUmbra } from "./harness";

const umbra = useUmbra({}, seedDemo);

async function get<T>(path: string, cookie: string): Promise<T> {
  return (await (await umbra().api("GET", path, undefined, cookie)).json()) as T;
}

test("with the mouse: name, language, and a conflict that loses nothing", async () => {
  const { page, cookie } = await openAs(umbra(), "ben", "/settings");
  await page.getByLabel("What should we call you?").fill("Benjamin");
  await page.getByRole("button", { name: "Save" }).first().click();
  await page.getByText("Saved", { exact: true }).waitFor();
  expect(await get<object>("/api/auth/me", cookie)).toMatchObject({ preferred_name: "Benjamin" });
  await look(page, "settings");
  await page.getByRole("link", { name: "Language and time" }).click();
  await page.getByLabel("The week begins on").selectOption({ label: "Sunday" });
  await umbra().api("PUT", "/api/settings", { upcoming_days: 12 }, cookie);
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByRole("alert").filter({ hasText: "changed meanwhile" }).waitFor();
  await page.getByRole("button", { name: "Save" }).click();
  await expect.poll(() => get<object>("/api/settings", cookie)).toMatchObject({ first_day_of_week: 6, upcoming_days: 12 });
  await look(page, "settings-region");
});

test("security and the phone look right, also in German", async () => {
  const { page, cookie } = await openAs(umbra(), "mia", "/settings/security");
  await page.getByText("This device").waitFor();
  await look(page, "settings-security");
  await page.goto("/settings/phone");
  await page.getByRole("button", { name: "Generate one" }).click();
  await expect.poll(() => page.getByLabel("Topic", { exact: true }).inputValue()).toMatch(/^umbra-\w{20}$/);
  await look(page, "settings-phone");
  await umbra().api("PUT", "/api/settings", { locale: "de" }, cookie);
  await page.goto("/settings/account");
  await page.getByRole("button", { name: "Konto löschen …" }).waitFor();
  await look(page, "settings-account-de");
});

test("by keyboard alone: a new password", async () => {
  const { page } = await openAs(umbra(), "piet", "/settings/security");
  await page.getByLabel("Current password").waitFor();
  await tabTo(page, "Current password");
  await page.keyboard.type("seven green lanterns");
  await page.keyboard.press("Tab");
  await page.keyboard.type("nine blue umbrellas");
  await page.keyboard.press("Enter");
  await page.getByText("Your password is changed.").waitFor();
});

test("an admin makes an account, and sees its password once", async () => {
  const { page, cookie } = await openAs(umbra(), "ana", "/admin/accounts");
  await page.getByRole("button", { name: "New account" }).click();
  await page.getByLabel("Username").fill("greta");
  await page.getByRole("button", { name: "Create account" }).click();
  await page.getByRole("dialog", { name: "One-time password of greta" }).waitFor();
  await page.getByRole("button", { name: "I have noted it" }).click();
  await page.getByText("Has to change the password").waitFor();
  await look(page, "admin-accounts");
  await page.getByRole("button", { name: "What to do with greta" }).click();
  await page.getByRole("menuitem", { name: "Delete" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Delete" }).click();
  await page.getByText("The account of greta is deleted").waitFor();
  const users = await get<{ username: string }[]>("/api/admin/users", cookie);
  expect(users.map(({ username }) => username)).not.toContain("greta");
  await page.goto("/admin");
  await page.getByText("What happened last").waitFor();
  await look(page, "admin");
});

test("others don't see it", async () => {
  const cookie = await cookieFor(umbra(), "ben");
  const { page } = await openAs(umbra(), "ben", "/admin");
  await page.getByText("Only admins see this").waitFor();
  expect((await umbra().api("GET", "/api/admin/users", undefined, cookie)).status).toBe(403);
});
