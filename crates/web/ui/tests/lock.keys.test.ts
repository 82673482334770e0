// All that the lock screen asks for, one after the other, by the keyboard alone.
import type { Page } from "playwright-core";
import { test } from "vitest";
import { expectHeading, open, PASSWORD, tabTo, useUmbra } from "./harness";
import { configure, expectOpen, invite, signedIn, totp } from "./lock";

const umbra = useUmbra();
const TEMPORARY = "for a short time only";

/** Goes to fields one after the other, types into each, and goes on with the button. */
async function answer(page: Page, fields: Record<string, string>, button: string): Promise<void> {
  for (const [label, value] of Object.entries(fields)) {
    await tabTo(page, label);
    await page.keyboard.type(value);
  }
  await tabTo(page, button);
  await page.keyboard.press("Enter");
}

/** Does something that the palette knows. */
async function command(page: Page, name: string): Promise<void> {
  await expectOpen(page);
  await page.getByRole("heading", { level: 1 }).waitFor();
  await page.keyboard.press("Control+k");
  await page.getByRole("combobox").waitFor();
  await page.keyboard.type(name);
  await page.getByRole("option", { name, exact: true }).waitFor();
  await page.keyboard.press("Enter");
}

test("by the keyboard alone: set-up, registration, second factors, backup codes, a lock and a new password", async () => {
  const { page } = await open(umbra());
  await expectHeading(page, "Set up Umbra");
  await answer(page, { Username: "ana", Password: PASSWORD }, "Create account");
  await expectOpen(page);
  const admin = await signedIn(umbra(), "ana");
  await configure(umbra(), admin, { allow_registration: true, enforce_mfa_new_users: true });
  await command(page, "Sign out");

  await expectHeading(page, "Sign in");
  await page.getByRole("button", { name: "Create an account" }).waitFor();
  await tabTo(page, "Create an account");
  await page.keyboard.press("Enter");
  await expectHeading(page, "Create an account");
  await answer(page, { Username: "ben", Password: PASSWORD }, "Create account");
  await expectHeading(page, "Set up two-factor sign-in");
  await page.getByRole("img").waitFor();
  const secret = await page.locator("code").first().innerText();
  await answer(page, { Code: totp(secret) }, "Continue");
  await expectHeading(page, "Keep your backup codes");
  const [code = ""] = await page.getByRole("listitem").allInnerTexts();
  await tabTo(page, "I have kept these codes");
  await page.keyboard.press("Space");
  await tabTo(page, "Continue");
  await page.keyboard.press("Enter");

  await command(page, "Lock");
  await expectHeading(page, "Unlock");
  await answer(page, { Password: PASSWORD }, "Unlock");
  await command(page, "Sign out");

  await expectHeading(page, "Sign in");
  await answer(page, { Username: "ben", Password: PASSWORD }, "Sign in");
  await expectHeading(page, "Two-factor code");
  await tabTo(page, "Use a backup code");
  await page.keyboard.press("Enter");
  await page.getByLabel("Backup code", { exact: true }).waitFor();
  await answer(page, { "Backup code": code }, "Continue");
  await command(page, "Sign out");

  await expectHeading(page, "Sign in");
  await answer(page, { Username: "ben", Password: PASSWORD }, "Sign in");
  await expectHeading(page, "Two-factor code");
  // The code of this half minute is used up.
  await answer(page, { Code: totp(secret, 1) }, "Continue");
  await command(page, "Sign out");

  await expectHeading(page, "Sign in");
  await configure(umbra(), admin, { enforce_mfa_new_users: false });
  await invite(umbra(), admin, "dora", TEMPORARY);
  await answer(page, { Username: "dora", Password: TEMPORARY }, "Sign in");
  await expectHeading(page, "Choose a new password");
  await answer(page, { Password: TEMPORARY, "New password": PASSWORD }, "Continue");
  await expectOpen(page);
  await signedIn(umbra(), "dora");
});
