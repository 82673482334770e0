// The lock screen, each edge of its table by what a person does. `lock-more.test.ts` has those that take a server
// of another kind.
import { expect, test } from "vitest";
import { expectHeading, look, open, PASSWORD, useUmbra, type Umbra } from "./harness";
import { fill, press } from "./lock";

const umbra = useUmbra({}, async (server: Umbra) => {
  const admin = await server.setUp("ana");
  await server.api("PUT", "/api/admin/config", { allow_registration: true }, admin);
});

test("sign-in: the password is wrong → sign-in, then it is right → open", async () => {
  const { page } = await open(umbra());
  await expectHeading(page, "Sign in");
  await fill(page, { Username: "ana", Password: "not this one" });
  await press(page, "Sign in");
  await page.getByRole("alert").filter({ hasText: "The username or the password is wrong." }).waitFor();
  // The password has the focus, and typing replaces it.
  await expect.poll(() => page.evaluate(() => document.activeElement?.getAttribute("name"))).toBe("password");
  await page.keyboard.type(PASSWORD);
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { level: 1, name: "Sign in" }).waitFor({ state: "detached" });
});

test("register: “Sign in” → sign-in, the name is taken → register, the account is created → open", async () => {
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
  await fill(page, { Password: PASSWORD });
  await press(page, "Create account");
  await page.getByRole("heading", { level: 1, name: "Create an account" }).waitFor({ state: "detached" });
});

test("the sign-in looks right everywhere", async () => {
  const { page } = await open(umbra());
  await expectHeading(page, "Sign in");
  await look(page, "sign-in");
});

test("in German where the browser speaks it", async () => {
  const { page } = await open(umbra(), { locale: "de-AT" });
  await expectHeading(page, "Anmelden");
  await look(page, "sign-in-de");
});
