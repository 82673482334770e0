// The lock screen by password: signing in, registering, choosing a password, unlocking.
import { expect, test } from "vitest";
import { cookiesFor, expectHeading, look, open, PASSWORD, useUmbra, type Umbra } from "./harness";
import {
  configure, cookiesOf, edges, expectAlert, expectOpen, fill, invite, lockIt, press, register, signedIn, signIn,
} from "./lock";

let admin = "";
const umbra = useUmbra({}, async (server: Umbra) => {
  admin = await server.setUp("ana");
  await configure(server, admin, { allow_registration: true });
});
const TEMPORARY = "for a short time only";

edges(["starting: nobody is signed in → sign-in", "sign-in: the password is right → open"], async () => {
  const { page } = await open(umbra(), { path: "/todos?x=1" });
  await expectHeading(page, "Sign in");
  expect(await page.title()).toBe("Sign in · Umbra");
  // So that a browser offers passkeys where one types one's name, and the password after it.
  expect(await page.getByLabel("Username").getAttribute("autocomplete")).toBe("username webauthn");
  expect(await page.getByLabel("Password", { exact: true }).getAttribute("autocomplete")).toBe("current-password");
  await look(page, "sign-in");
  await signIn(page, "ana");
  await expectOpen(page);
  expect(new URL(page.url()).pathname).toBe("/todos");
});

edges(["starting: somebody is signed in → open"], async () => {
  const { page } = await open(umbra(), { cookie: await signedIn(umbra(), "ana") });
  await expectOpen(page);
});

edges(["sign-in: the password is wrong → sign-in"], async () => {
  await register(umbra(), "clumsy");
  const { page } = await open(umbra());
  await signIn(page, "clumsy", "not this one");
  await expectAlert(page, "The username or the password is wrong.");
  // The password has the focus, and typing replaces it.
  await expect.poll(() => page.evaluate(() => document.activeElement?.getAttribute("name"))).toBe("password");
  await look(page, "wrong-password");
  await page.keyboard.type(PASSWORD);
  await page.keyboard.press("Enter");
  await expectOpen(page);
});

test("few attempts left are said, and the lock after the last", async () => {
  await register(umbra(), "guessed");
  const { page } = await open(umbra());
  for (let tries = 1; tries <= 10; tries += 1) {
    await signIn(page, "guessed", `wrong ${tries}`);
    await page.getByRole("button", { name: "Sign in", exact: true }).and(page.locator(":not([aria-busy])")).waitFor();
    await expectAlert(page, "The username or the password is wrong.");
  }
  await expectAlert(page, "Signing in is locked for 30 minutes now.");
});

edges(["sign-in: another tab signed in → open"], async () => {
  const { page, context } = await open(umbra());
  await expectHeading(page, "Sign in");
  const other = await context.newPage();
  await other.goto("/");
  await signIn(other, "ana");
  await expectOpen(other);
  await page.evaluate(() => document.dispatchEvent(new Event("visibilitychange")));
  await expectOpen(page);
});

edges(
  [
    "sign-in: “Create an account” → register",
    "register: “Sign in” → sign-in",
    "register: the name is taken, or a field refused → register",
    "register: the account is created → open",
  ],
  async () => {
    const { page } = await open(umbra());
    await press(page, "Create an account");
    await expectHeading(page, "Create an account");
    await press(page, "Sign in");
    await expectHeading(page, "Sign in");
    await press(page, "Create an account");
    await look(page, "register");
    await fill(page, { Username: "ana", Password: PASSWORD });
    await press(page, "Create account");
    await page.getByText("Somebody has this username.").waitFor();
    await fill(page, { Username: "ben", Password: "short" });
    await press(page, "Create account");
    await page.getByText("This is too short.").waitFor();
    const password = page.getByLabel("Password", { exact: true });
    expect(await password.getAttribute("aria-invalid")).toBe("true");
    expect(await password.getAttribute("autocomplete")).toBe("new-password");
    await fill(page, { Password: PASSWORD });
    await press(page, "Create account");
    await expectOpen(page);
  },
);

edges(["register: registration was closed → sign-in"], async () => {
  const { page } = await open(umbra());
  await press(page, "Create an account");
  await expectHeading(page, "Create an account");
  await configure(umbra(), admin, { allow_registration: false });
  try {
    await fill(page, { Username: "late", Password: PASSWORD });
    await press(page, "Create account");
    await expectHeading(page, "Sign in");
    await expectAlert(page, "Nobody can register here any more.");
    await page.reload();
    await expectHeading(page, "Sign in");
    expect(await page.getByRole("button", { name: "Create an account" }).count()).toBe(0);
  } finally {
    await configure(umbra(), admin, { allow_registration: true });
  }
});

edges(
  [
    "sign-in: the password is a temporary one → password-change",
    "password-change: a field is refused → password-change",
    "password-change: “Sign out” → sign-in",
    "starting: the password is a temporary one → password-change",
    "password-change: it is changed → open",
  ],
  async () => {
    await invite(umbra(), admin, "dora", TEMPORARY);
    const { page } = await open(umbra());
    await signIn(page, "dora", TEMPORARY);
    await expectHeading(page, "Choose a new password");
    await look(page, "password-change");
    await fill(page, { Password: TEMPORARY, "New password": "12345678" });
    await press(page, "Continue");
    await page.getByText("This is too easy to guess.").waitFor();
    await press(page, "Sign out");
    await expectHeading(page, "Sign in");
    await signIn(page, "dora", TEMPORARY);
    await expectHeading(page, "Choose a new password");
    await page.reload();
    await expectHeading(page, "Choose a new password");
    await fill(page, { Password: TEMPORARY, "New password": PASSWORD });
    await press(page, "Continue");
    await expectOpen(page);
  },
);

edges(
  [
    "starting: the session is locked → locked",
    "locked: the password is wrong → locked",
    "locked: the password is right → open",
    "open: an answer says 423 → locked",
    "locked: another tab unlocked it → open",
    "locked: “Sign out” → sign-in",
  ],
  async () => {
    const cookie = await register(umbra(), "emil");
    await lockIt(umbra(), cookie);
    const { page, context } = await open(umbra(), { cookie, path: "/people" });
    await expectHeading(page, "Unlock");
    await page.getByText("Signed in as emil.").waitFor();
    expect(await page.getByLabel("Password", { exact: true }).getAttribute("autocomplete")).toBe("current-password webauthn");
    await look(page, "unlock");
    await fill(page, { Password: "not this one" });
    await press(page, "Unlock");
    await expectAlert(page, "This password is wrong.");
    await fill(page, { Password: PASSWORD });
    await press(page, "Unlock");
    await expectOpen(page);
    expect(new URL(page.url()).pathname).toBe("/people");

    // Another tab locks; this one notices with its next request, and is back where it was afterwards.
    await page.evaluate(() =>
      fetch("/api/auth/lock", { method: "POST", headers: { "x-requested-with": "XMLHttpRequest" } }),
    );
    await page.reload({ waitUntil: "commit" });
    await expectHeading(page, "Unlock");
    const other = await context.newPage();
    await other.goto("/");
    await fill(other, { Password: PASSWORD });
    await press(other, "Unlock");
    await expectOpen(other);
    await page.evaluate(() => document.dispatchEvent(new Event("visibilitychange")));
    await expectOpen(page);
    expect(new URL(page.url()).pathname).toBe("/people");

    await lockIt(umbra(), await cookiesOf(context));
    await other.getByRole("link", { name: "Todos" }).first().click();
    await expectHeading(other, "Unlock");
    await press(other, "Sign out");
    await expectHeading(other, "Sign in");
    expect(new URL(other.url()).pathname).toBe("/");
  },
);

edges(["locked: the session has ended → sign-in", "open: an answer says 401 → sign-in"], async () => {
  const cookie = await register(umbra(), "fritz");
  await lockIt(umbra(), cookie);
  const { page, context } = await open(umbra(), { cookie });
  await expectHeading(page, "Unlock");
  await umbra().api("POST", "/api/auth/logout", undefined, cookie);
  await fill(page, { Password: PASSWORD });
  await press(page, "Unlock");
  await expectHeading(page, "Sign in");
  await expectAlert(page, "Your session has ended.");
  await signIn(page, "fritz");
  await expectOpen(page);
  await umbra().api("POST", "/api/auth/logout", undefined, await cookiesOf(context));
  await page.getByRole("link", { name: "Todos" }).first().click();
  await expectHeading(page, "Sign in");
  await signIn(page, "fritz");
  await expectOpen(page);
  expect(new URL(page.url()).pathname).toBe("/todos");
});

edges(["open: an answer says that the password has to be changed → password-change"], async () => {
  const { page, context } = await open(umbra(), { cookie: await signedIn(umbra(), "ana") });
  await expectOpen(page);
  // Another tab signs somebody in who was given a password.
  await invite(umbra(), admin, "gerd", TEMPORARY);
  await context.clearCookies();
  await context.addCookies(cookiesFor(umbra(), await signedIn(umbra(), "gerd", TEMPORARY)));
  await page.getByRole("link", { name: "Todos" }).first().click();
  await expectHeading(page, "Choose a new password");
});

test("who does nothing for the minutes of the settings is locked out, and who does something isn't", async () => {
  const cookie = await register(umbra(), "karl");
  await umbra().api("PUT", "/api/settings", { auto_lock_minutes: 5, locale: "en-GB" }, cookie);
  const { page } = await open(umbra(), { cookie, path: null });
  await page.clock.install();
  await page.goto("/todos");
  await expectOpen(page);
  await page.getByRole("heading", { level: 1, name: "Todos" }).waitFor();
  await page.clock.fastForward("04:00");
  await page.keyboard.press("Shift");
  await page.clock.fastForward("04:00");
  expect(await (await umbra().api("GET", "/api/auth/status", undefined, cookie)).json()).toMatchObject({ is_locked: false });
  await page.clock.fastForward("01:15");
  await expectHeading(page, "Unlock");
  expect(await (await umbra().api("GET", "/api/auth/status", undefined, cookie)).json()).toMatchObject({ is_locked: true });
});

test("in German where the browser speaks it", async () => {
  const { page } = await open(umbra(), { locale: "de-AT" });
  await expectHeading(page, "Anmelden");
  await look(page, "sign-in-de");
  await page.getByLabel("Benutzername").fill("ana");
  await page.getByLabel("Passwort", { exact: true }).fill("falsch geraten");
  await page.keyboard.press("Enter");
  await expectAlert(page, "Der Name oder das Passwort ist falsch.");
});

test("the account's language as long as it is theirs, then the browser's", async () => {
  const cookie = await register(umbra(), "lena");
  await umbra().api("PUT", "/api/settings", { locale: "de", accent_color: "#b3261e" }, cookie);
  const { page } = await open(umbra(), { cookie });
  const root = () => page.evaluate(() => [document.documentElement.lang, document.documentElement.style.getPropertyValue("--accent-light")]);
  await page.getByRole("heading", { level: 1 }).waitFor();
  await expect.poll(async () => (await root())[0]).toBe("de");
  expect((await root())[1]).not.toBe("");
  // Locked, it is still hers.
  await page.keyboard.press("Control+k");
  await page.getByRole("combobox").fill("Sperren");
  await page.keyboard.press("Enter");
  await expectHeading(page, "Entsperren");
  expect((await root())[0]).toBe("de");
  await press(page, "Abmelden");
  // Whoever comes next is perhaps somebody else: nothing of her is left, and nothing was kept on the device.
  await expectHeading(page, "Sign in");
  expect(await root()).toEqual(["en", ""]);
  expect(await page.evaluate(() => localStorage.length)).toBe(0);
  await signIn(page, "ana");
  await expectOpen(page);
  expect((await root())[0]).toBe("en");
});

test("by the keyboard alone", async () => {
  const { page } = await open(umbra());
  await expectHeading(page, "Sign in");
  const focused = () => page.evaluate(() => document.activeElement?.getAttribute("name") ?? document.activeElement?.textContent);
  await page.keyboard.press("Tab");
  expect(await focused()).toBe("username");
  await page.keyboard.type("ana");
  await page.keyboard.press("Tab");
  expect(await focused()).toBe("password");
  await page.keyboard.type(PASSWORD);
  await page.keyboard.press("Tab");
  await page.keyboard.press("Space");
  expect(await page.getByLabel("Password", { exact: true }).getAttribute("type")).toBe("text");
  await page.keyboard.press("Tab");
  expect(await focused()).toBe("Sign in");
  await page.keyboard.press("Enter");
  await expectOpen(page);
});

test("at 200 % of its size", async () => {
  const { page } = await open(umbra(), { width: 640, height: 400 });
  await expectHeading(page, "Sign in");
  await page.evaluate(() => document.documentElement.style.setProperty("font-size", "200%"));
  const [wide, shown] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
  expect(wide).toBeLessThanOrEqual(shown ?? 0);
  await page.getByRole("button", { name: "Sign in", exact: true }).scrollIntoViewIfNeeded();
});
