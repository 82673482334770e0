// Settings, how one signs in: second factor, passkeys, passwordless, sessions.
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { look, open, PASSWORD, plugIn, useUmbra, type Umbra } from "./harness";
import { configure, earlyInStep, expectOpen, fill, register, signedIn, totp } from "./lock";

let admin = "";
const umbra = useUmbra({}, async (server: Umbra) => {
  admin = await server.setUp("ana");
  await configure(server, admin, { allow_registration: true, allow_passwordless: true });
});

const region = (page: Page, name: string) => page.getByRole("region", { name, exact: true });
const dialog = (page: Page, name: string | RegExp) => page.getByRole("dialog", { name });

async function status(cookie: string): Promise<number> {
  return (await umbra().api("GET", "/api/auth/me", undefined, cookie)).status;
}

/** Opens the section of an account of its own. */
async function opened(username: string) {
  const cookie = await register(umbra(), username);
  const watched = await open(umbra(), { cookie, path: "/settings/security" });
  await watched.page.getByText("You have no passkey yet.").waitFor();
  return { ...watched, cookie };
}

async function prove(page: Page, name: string | RegExp, action: string, code?: string): Promise<void> {
  const asked = dialog(page, name);
  await asked.getByLabel("Your password").fill(PASSWORD);
  if (code !== undefined) await asked.getByLabel("Code from your app").fill(code);
  await asked.getByRole("button", { name: action, exact: true }).click();
}

test("a second factor: set up, with backup codes that have to be kept; new codes; switched off", async () => {
  const { page, context } = await opened("ben");
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  const card = region(page, "Two-factor code");
  await card.getByText("Off", { exact: true }).waitFor();
  await card.getByRole("button", { name: "Set up" }).click();
  const setup = dialog(page, "Two-factor code");
  const qr = setup.getByRole("img", { name: "QR code for your authenticator app" });
  await qr.waitFor();
  await expect.poll(() => qr.evaluate((node: HTMLImageElement) => node.naturalWidth)).toBeGreaterThan(100);
  await look(page, "settings-totp");
  const secret = await setup.locator("code").innerText();
  await setup.getByLabel("The six digits that it shows").fill("000000");
  await setup.getByRole("button", { name: "Switch on" }).click();
  await setup.getByText("This code is wrong.").waitFor();
  // Three codes follow, and each has to be of a later step than the one before.
  await earlyInStep();
  await setup.getByLabel("The six digits that it shows").fill(totp(secret, -1));
  await setup.getByRole("button", { name: "Switch on" }).click();

  const keep = dialog(page, "Keep your backup codes");
  await keep.waitFor();
  const codes = await keep.getByRole("listitem").allInnerTexts();
  expect(codes).toHaveLength(10);
  expect(await keep.getByRole("button", { name: "Done" }).isDisabled()).toBe(true);
  await page.keyboard.press("Escape");
  await keep.waitFor();
  await look(page, "settings-backup-codes");
  await keep.getByRole("button", { name: "Copy" }).click();
  await keep.getByRole("button", { name: "Copied" }).waitFor();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toContain(codes.join("\n"));
  const [download] = await Promise.all([page.waitForEvent("download"), keep.getByRole("button", { name: "Download" }).click()]);
  expect(download.suggestedFilename()).toBe("umbra-backup-codes.txt");
  await keep.getByLabel("I have kept these codes").check();
  await keep.getByRole("button", { name: "Done" }).click();
  await card.getByText("On", { exact: true }).waitFor();
  await card.getByText("10 backup codes are left.").waitFor();

  await card.getByRole("button", { name: "New backup codes" }).click();
  await prove(page, "Make new backup codes?", "New backup codes", "000000");
  await page.getByText("This code is wrong.").waitFor();
  await prove(page, "Make new backup codes?", "New backup codes", totp(secret));
  await keep.waitFor();
  const fresh = await keep.getByRole("listitem").allInnerTexts();
  expect(fresh).toHaveLength(10);
  expect(fresh).not.toContain(codes[0]);
  await keep.getByLabel("I have kept these codes").check();
  await keep.getByRole("button", { name: "Done" }).click();

  await card.getByRole("button", { name: "Switch off" }).click();
  await prove(page, "Switch off two-factor sign-in?", "Switch off", totp(secret, 1));
  await page.getByText("Two-factor sign-in is off").waitFor();
  await card.getByText("Off", { exact: true }).waitFor();
  await signedIn(umbra(), "ben");
});

test("by keyboard alone: a second factor is set up", async () => {
  const { page } = await opened("cara");
  const focused = () => page.evaluate(() => document.activeElement?.textContent ?? "");
  for (let i = 0; i < 40 && (await focused()) !== "Set up"; i++) await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  const secret = await dialog(page, "Two-factor code").locator("code").innerText();
  await page.keyboard.type(totp(secret));
  await page.keyboard.press("Enter");
  await dialog(page, "Keep your backup codes").waitFor();
  const box = () => page.evaluate(() => (document.activeElement as HTMLInputElement).type);
  for (let i = 0; i < 10 && (await box()) !== "checkbox"; i++) await page.keyboard.press("Tab");
  await page.keyboard.press("Space");
  await page.keyboard.press("Tab");
  await expect.poll(focused).toBe("Done");
  await page.keyboard.press("Enter");
  await region(page, "Two-factor code").getByText("On", { exact: true }).waitFor();
  // The focus isn't lost with the dialog.
  await expect.poll(focused).toBe("New backup codes");
});

test("passkeys: added, renamed, used alone, deleted", async () => {
  const watched = await opened("dora");
  const { page, context } = watched;
  const card = region(page, "Passkeys");
  const first = await plugIn(watched);
  await card.getByRole("button", { name: "Add a passkey" }).click();
  const add = dialog(page, "Add a passkey");
  await add.getByLabel("Name", { exact: true }).fill("Laptop");
  await add.getByLabel("Your password").fill("not this one");
  await add.getByRole("button", { name: "Add a passkey" }).click();
  await add.getByText("This password is wrong.").waitFor();
  await add.getByLabel("Your password").fill(PASSWORD);
  await add.getByRole("button", { name: "Add a passkey" }).click();
  await page.getByText("The passkey “Laptop” is added").waitFor();
  expect(await first.count()).toBe(1);
  await card.getByText("never used").waitFor();
  await card.getByText("You need two passkeys for that.").waitFor();

  // A second device.
  await first.unplug();
  const second = await plugIn(watched);
  await card.getByRole("button", { name: "Add a passkey" }).click();
  await add.getByLabel("Name", { exact: true }).fill("Phone");
  await add.getByLabel("Your password").fill(PASSWORD);
  await add.getByRole("button", { name: "Add a passkey" }).click();
  await page.getByText("The passkey “Phone” is added").waitFor();
  expect(await second.count()).toBe(1);
  await look(page, "settings-passkeys");

  await card.getByRole("button", { name: "More about Phone" }).click();
  await page.getByRole("menuitem", { name: "Rename" }).click();
  await dialog(page, "Rename").getByLabel("Name", { exact: true }).fill("My phone");
  await dialog(page, "Rename").getByRole("button", { name: "Save" }).click();
  await card.getByText("My phone", { exact: true }).waitFor();

  await card.getByRole("button", { name: "Switch on" }).click();
  await prove(page, "Sign in with passkeys only", "Switch on");
  await card.getByText("Your password can't sign in any more.").waitFor();
  expect((await umbra().api("POST", "/api/auth/login", { username: "dora", password: PASSWORD })).ok).toBe(false);
  await card.getByRole("button", { name: "More about My phone" }).click();
  await page.getByRole("menuitem", { name: "Delete" }).click();
  await prove(page, /Delete the passkey/, "Delete");
  await page.getByText("While you sign in with passkeys only, two have to stay.").waitFor();

  // Signed in by the passkey alone, which the browser offers where one types one's name.
  await context.clearCookies();
  await page.goto("/settings/security");
  await expectOpen(page);
  await card.getByText(/last used/).waitFor();
  await card.getByRole("button", { name: "Switch off with a passkey" }).click();
  await page.getByText("Your password signs you in again").waitFor();
  await signedIn(umbra(), "dora");

  await card.getByRole("button", { name: "More about Laptop" }).click();
  await page.getByRole("menuitem", { name: "Delete" }).click();
  await prove(page, "Delete the passkey “Laptop”?", "Delete");
  await page.getByText("The passkey “Laptop” is deleted").waitFor();
  await card.getByText("My phone", { exact: true }).waitFor();
  expect(await card.getByText("Laptop", { exact: true }).count()).toBe(0);
});

test("sessions: one is ended, then all others", async () => {
  const { page, cookie } = await opened("emil");
  const others = [await signedIn(umbra(), "emil"), await signedIn(umbra(), "emil"), await signedIn(umbra(), "emil")];
  await page.reload();
  const card = region(page, "Where you are signed in");
  await expect.poll(() => card.getByRole("listitem").count()).toBe(4);
  await look(page, "settings-sessions");
  await card.getByRole("button", { name: /^End the session of/ }).first().click();
  await page.getByText("The session is ended", { exact: true }).waitFor();
  await expect.poll(() => card.getByRole("listitem").count()).toBe(3);
  const states = await Promise.all(others.map(status));
  expect(states.filter((one) => one === 401)).toHaveLength(1);
  await card.getByRole("button", { name: "End all others" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "End all others" }).click();
  await page.getByText("2 sessions are ended").waitFor();
  await expect.poll(() => card.getByRole("listitem").count()).toBe(1);
  expect(await Promise.all(others.map(status))).toEqual([401, 401, 401]);
  expect(await status(cookie)).toBe(200);
});

test("a new password: what is wrong is said at its field, and other sessions end", async () => {
  const { page } = await opened("fritz");
  const other = await signedIn(umbra(), "fritz");
  const card = region(page, "Password");
  const change = card.getByRole("button", { name: "Change password" });
  await change.click();
  expect(await card.getByText("Fill this in.").count()).toBe(2);
  await fill(page, { "Current password": "not this one", "New password": "nine blue umbrellas" });
  await change.click();
  await card.getByText(/^This password is wrong/).waitFor();
  await fill(page, { "Current password": PASSWORD, "New password": "short" });
  await change.click();
  await card.getByText("This is too short.").waitFor();
  await fill(page, { "New password": "nine blue umbrellas" });
  await change.click();
  await page.getByText("Your password is changed.").waitFor();
  expect(await page.getByLabel("New password", { exact: true }).inputValue()).toBe("");
  expect(await status(other)).toBe(401);
  await signedIn(umbra(), "fritz", "nine blue umbrellas");
});

test("what needs proof asks for it, and goes on", async () => {
  const { page } = await opened("gina");
  let asked = 0;
  // As five minutes later.
  await page.route("**/api/auth/totp/setup", (route) => {
    asked += 1;
    if (asked > 1) return route.continue();
    return route.fulfill({
      status: 403,
      contentType: "application/problem+json",
      body: JSON.stringify({ type: "about:blank", title: "", status: 403, code: "reauthentication_required", detail: "", request_id: "0" }),
    });
  });
  await region(page, "Two-factor code").getByRole("button", { name: "Set up" }).click();
  await prove(page, "Is it you?", "Continue");
  await dialog(page, "Two-factor code").getByRole("img").waitFor();
  expect(asked).toBe(2);
});
