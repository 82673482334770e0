// The lock screen by second factors and passkeys.
import { readFileSync } from "node:fs";
import { expect } from "vitest";
import { expectHeading, look, open, PASSWORD, plugIn, useUmbra, type Umbra } from "./harness";
import {
  answerWith, configure, edges, expectAlert, expectOpen, fill, invite, press, register, registerPasskey, signIn, switchTotpOn, totp,
} from "./lock";

let admin = "";
const umbra = useUmbra({}, async (server: Umbra) => {
  admin = await server.setUp("ana");
  await configure(server, admin, { allow_registration: true });
});
const WRONG = "000000";

edges(
  [
    "sign-in: a second factor is on → code",
    "code: “Use a backup code” → code",
    "code: “Use the app” → code",
    "code: “Back” → sign-in",
    "code: the code is wrong → code",
    "code: the code is right → open",
  ],
  async () => {
    const { secret } = await switchTotpOn(umbra(), await register(umbra(), "ben"));
    const { page } = await open(umbra());
    await signIn(page, "ben");
    await expectHeading(page, "Two-factor code");
    expect(await page.getByLabel("Code", { exact: true }).getAttribute("autocomplete")).toBe("one-time-code");
    await look(page, "code");
    await press(page, "Use a backup code");
    await page.getByLabel("Backup code", { exact: true }).waitFor();
    await press(page, "Use the app");
    await page.getByLabel("Code", { exact: true }).waitFor();
    await press(page, "Back");
    await expectHeading(page, "Sign in");
    await signIn(page, "ben");
    await fill(page, { Code: WRONG });
    await press(page, "Continue");
    await expectAlert(page, "This code is wrong.");
    // After a hundred wrong ones a right one doesn't help either; what does is said.
    await answerWith(page, "/api/auth/totp-verify", 401, "codes_frozen");
    await press(page, "Continue");
    await expectAlert(page, "Too many codes were wrong. Use a backup code or a passkey, or ask an admin.");
    await page.unroute("**/api/auth/totp-verify");
    await fill(page, { Code: totp(secret, 1) });
    await press(page, "Continue");
    await expectOpen(page);
  },
);

edges(["code: the backup code is right → open"], async () => {
  const { codes } = await switchTotpOn(umbra(), await register(umbra(), "cara"));
  const { page } = await open(umbra());
  await signIn(page, "cara");
  await press(page, "Use a backup code");
  await fill(page, { "Backup code": codes[0] ?? "" });
  await press(page, "Continue");
  await expectOpen(page);
});

edges(["code: the sign-in has run out → sign-in"], async () => {
  await switchTotpOn(umbra(), await register(umbra(), "dora"));
  const { page } = await open(umbra());
  await signIn(page, "dora");
  await expectHeading(page, "Two-factor code");
  const again = page.getByRole("heading", { level: 1, name: "Sign in" });
  // After five wrong codes it has to begin again.
  for (let tries = 0; tries < 6 && !(await again.isVisible()); tries += 1) {
    await fill(page, { Code: WRONG });
    await press(page, "Continue");
    await page.locator("[aria-busy]").waitFor({ state: "detached" });
  }
  await expectHeading(page, "Sign in");
  await expectAlert(page, "This took too long. Sign in again.");
});

edges(["code: the password is a temporary one → password-change"], async () => {
  const { secret } = await switchTotpOn(umbra(), await register(umbra(), "emil"));
  const answer = await umbra().api("GET", "/api/admin/users", undefined, admin);
  const users = (await answer.json()) as { id: number; username: string }[];
  const emil = users.find(({ username }) => username === "emil");
  const temporary = "for a short time only";
  await umbra().api("POST", `/api/admin/users/${emil?.id}/reset-password`, { password: temporary }, admin);
  const { page } = await open(umbra());
  await signIn(page, "emil", temporary);
  await expectHeading(page, "Two-factor code");
  await fill(page, { Code: totp(secret, 1) });
  await press(page, "Continue");
  await expectHeading(page, "Choose a new password");
});

edges(
  [
    "register: a second factor is demanded → enrol",
    "enrol: the first code is wrong → enrol",
    "enrol: the first code is right → backup-codes",
    "backup-codes: they are kept → open",
  ],
  async () => {
    await configure(umbra(), admin, { enforce_mfa_new_users: true });
    const { page, context } = await open(umbra());
    await context.grantPermissions(["clipboard-read", "clipboard-write"]);
    await press(page, "Create an account");
    await fill(page, { Username: "fritz", Password: PASSWORD });
    await press(page, "Create account");
    await expectHeading(page, "Set up two-factor sign-in");
    await configure(umbra(), admin, { enforce_mfa_new_users: false });
    await page.getByRole("img", { name: "QR code for your authenticator app" }).waitFor();
    await look(page, "enrol");
    await fill(page, { Code: WRONG });
    await press(page, "Continue");
    await expectAlert(page, "This code is wrong.");
    const secret = await page.locator("code").first().innerText();
    await fill(page, { Code: totp(secret) });
    await press(page, "Continue");
    await expectHeading(page, "Keep your backup codes");
    await look(page, "backup-codes");

    const codes = await page.getByRole("listitem").allInnerTexts();
    expect(codes).toHaveLength(10);
    await press(page, "Copy");
    await page.getByRole("button", { name: "Copied" }).waitFor();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toContain(codes[9]);
    const [download] = await Promise.all([page.waitForEvent("download"), press(page, "Download")]);
    expect(download.suggestedFilename()).toBe("umbra-backup-codes.txt");
    expect(readFileSync(await download.path(), "utf8")).toContain(codes.join("\n"));
    expect(await page.getByRole("button", { name: "Continue" }).isDisabled()).toBe(true);
    await page.getByLabel("I have kept these codes").check();
    await press(page, "Continue");
    await expectOpen(page);
  },
);

edges(
  [
    "sign-in: a second factor is demanded → enrol",
    "enrol: “Back” → sign-in",
    "backup-codes: they are kept, and the password is a temporary one → password-change",
  ],
  async () => {
    const temporary = "for a short time only";
    const id = await invite(umbra(), admin, "gina", temporary);
    await umbra().api("PUT", `/api/admin/users/${id}/enforce-mfa`, { enforce: true }, admin);
    const { page } = await open(umbra());
    await signIn(page, "gina", temporary);
    await expectHeading(page, "Set up two-factor sign-in");
    await press(page, "Back");
    await expectHeading(page, "Sign in");
    await signIn(page, "gina", temporary);
    await page.getByRole("img").waitFor();
    await fill(page, { Code: totp(await page.locator("code").first().innerText()) });
    await press(page, "Continue");
    await expectHeading(page, "Keep your backup codes");
    await page.getByLabel("I have kept these codes").check();
    await press(page, "Continue");
    await expectHeading(page, "Choose a new password");
  },
);

edges(["enrol: the sign-in has run out → sign-in"], async () => {
  const id = await invite(umbra(), admin, "hugo", PASSWORD);
  await umbra().api("PUT", `/api/admin/users/${id}/enforce-mfa`, { enforce: true }, admin);
  const { page } = await open(umbra());
  await signIn(page, "hugo");
  await page.getByRole("img").waitFor();
  await umbra().api("POST", `/api/admin/users/${id}/reset-password`, { password: "another one for now" }, admin);
  await fill(page, { Code: WRONG });
  await press(page, "Continue");
  await expectHeading(page, "Sign in");
  await expectAlert(page, "This took too long. Sign in again.");
});

edges(["sign-in: a passkey is used → open", "locked: a passkey is used → open"], async () => {
  const cookie = await register(umbra(), "ida");
  const watched = await open(umbra(), { cookie });
  const { page, context } = watched;
  await expectOpen(page);
  const authenticator = await plugIn(watched);
  await registerPasskey(watched);
  expect(await authenticator.count()).toBe(1);

  // It offers itself to nobody, so that what is tried is the button.
  await page.addInitScript(() => {
    PublicKeyCredential.isConditionalMediationAvailable = () => Promise.resolve(false);
  });
  await page.evaluate(() =>
    fetch("/api/auth/lock", { method: "POST", headers: { "x-requested-with": "XMLHttpRequest" } }),
  );
  await page.goto("/people");
  await expectHeading(page, "Unlock");
  await authenticator.verifies(true);
  await press(page, "Use a passkey");
  await expectOpen(page);
  expect(new URL(page.url()).pathname).toBe("/people");

  await authenticator.verifies(false);
  await context.clearCookies();
  await page.goto("/");
  await expectHeading(page, "Sign in");
  await press(page, "Use a passkey");
  await expectAlert(page, "No passkey was used.");
  await authenticator.verifies(true);
  await press(page, "Use a passkey");
  await expectOpen(page);
});
