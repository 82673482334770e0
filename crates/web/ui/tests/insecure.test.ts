// At a name of the home's network and without TLS, browsers give a page neither passkeys nor the clipboard.
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { expectHeading, open, useUmbra } from "./harness";
import { expectOpen, signIn } from "./lock";

const PHONE = "+49 30 1234567";
let cookie = "";
let person = 0;
const umbra = useUmbra(
  {},
  async (server) => {
    cookie = await server.setUp("ana");
    const made = await server.api("POST", "/api/people", { first_name: "Jonas", phones: [{ phone: PHONE }] }, cookie);
    expect(made.status, await made.clone().text()).toBe(201);
    person = ((await made.json()) as { id: number }).id;
  },
  undefined,
  "umbra.lan",
);

/** To such an address Chromium says about each page that one of the server's headers counts for nothing there. Nothing else is let pass. */
function expectOnlyIgnoredHeader(faults: string[]): void {
  expect(faults.filter((fault) => !fault.startsWith("console: The Cross-Origin-Opener-Policy header has been ignored"))).toEqual([]);
  faults.length = 0;
}

/** What the clipboard has, as somebody finds out who pastes it. */
async function pasted(page: Page): Promise<string> {
  await page.goto("/");
  const line = page.getByLabel("Add a todo or an event");
  await line.focus();
  await page.keyboard.press("Control+V");
  return line.inputValue();
}

test("no passkey is offered, and the settings say why", async () => {
  const { page, faults } = await open(umbra());
  await expectHeading(page, "Sign in");
  expect(await page.evaluate(() => [isSecureContext, "clipboard" in navigator])).toEqual([false, false]);
  expect(await page.getByRole("button", { name: "Use a passkey" }).count()).toBe(0);
  await signIn(page, "ana");
  await expectOpen(page);
  await page.goto("/settings/security");
  const card = page.getByRole("region", { name: "Passkeys", exact: true });
  await card.getByText("Passkeys don't work at this address.").waitFor();
  expect(await card.getByRole("button").count()).toBe(0);
  expectOnlyIgnoredHeader(faults);
});

test("what is copied is in the clipboard, from a page and from a dialog", async () => {
  const { page, faults } = await open(umbra(), { cookie, path: `/people/${person}` });
  await page.getByRole("button", { name: `Copy ${PHONE}` }).click();
  await page.getByText("Copied", { exact: true }).waitFor();
  expect(await pasted(page)).toBe(PHONE);

  await page.goto("/admin/accounts");
  await page.getByRole("button", { name: "New account" }).click();
  await page.getByLabel("Username").fill("greta");
  await page.keyboard.press("Enter");
  const once = page.getByRole("dialog", { name: "One-time password of greta" });
  await once.getByRole("button", { name: "Copy" }).click();
  await once.getByRole("button", { name: "Copied" }).waitFor();
  const password = await once.locator("code").innerText();
  expect(await pasted(page)).toBe(password);
  expectOnlyIgnoredHeader(faults);
});
