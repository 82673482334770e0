// What the tests do at the lock screen.
import type { Page } from "playwright-core";
import { PASSWORD } from "./harness";

/** Fills fields by their labels. */
export async function fill(page: Page, fields: Record<string, string>): Promise<void> {
  for (const [label, value] of Object.entries(fields)) {
    await page.getByLabel(label, { exact: true }).fill(value);
  }
}

/** Presses a button by its name. */
export async function press(page: Page, name: string): Promise<void> {
  await page.getByRole("button", { name, exact: true }).click();
}

/** Signs in with a password. */
export async function signIn(page: Page, username = "ana", password = PASSWORD): Promise<void> {
  await fill(page, { Username: username, Password: password });
  await press(page, "Sign in");
}
