// The lock screen of a server that nobody has used yet, and of one that doesn't answer.
import { expect, test } from "vitest";
import { expectHeading, look, open, PASSWORD, startUmbra, useUmbra } from "./harness";
import { answerWith, edges, expectAlert, expectOpen, fill, press, signIn } from "./lock";

const umbra = useUmbra({ UMBRA_SETUP: "token" });

edges(
  [
    "starting: nobody has an account yet → setup",
    "setup: the setup token is wrong → setup",
    "setup: the first admin is created → open",
  ],
  async () => {
    const { page } = await open(umbra());
    await expectHeading(page, "Set up Umbra");
    await look(page, "setup");
    await fill(page, { "Setup token": "not this one", Username: "ana", Password: PASSWORD });
    await press(page, "Create account");
    await page.getByText("This is not the setup token.").waitFor();
    const token = umbra().command("admin", "setup-token").trim();
    await fill(page, { "Setup token": token });
    await press(page, "Create account");
    await expectOpen(page);
  },
);

edges(["setup: somebody else was first → sign-in"], async () => {
  const other = await startUmbra();
  try {
    const { page } = await open(other);
    await expectHeading(page, "Set up Umbra");
    await other.setUp("ana");
    await fill(page, { Username: "ben", Password: PASSWORD });
    await press(page, "Create account");
    await expectHeading(page, "Sign in");
    await expectAlert(page, "Umbra is set up already.");
  } finally {
    await other.close();
  }
});

test("where set-up is off, the command that makes the first account is told", async () => {
  const other = await startUmbra({ UMBRA_SETUP: "off" });
  try {
    const { page } = await open(other);
    await expectHeading(page, "Set up Umbra");
    await page.getByText("umbra admin create-admin NAME").waitFor();
    await look(page, "setup-off");
  } finally {
    await other.close();
  }
});

edges(
  ["starting: the server doesn't answer → unreachable", "unreachable: it is asked again → starting"],
  async () => {
    const { page } = await open(umbra(), { path: null });
    await page.route("**/api/auth/status", (route) => route.abort("connectionrefused"));
    await page.goto("/");
    await expectHeading(page, "Umbra can't be reached");
    await look(page, "unreachable");
    await page.unroute("**/api/auth/status");
    await press(page, "Try again");
    await expectHeading(page, "Sign in");
  },
);

test("a server that is busy is asked again when it said", async () => {
  const { page } = await open(umbra(), { path: null });
  await answerWith(page, "/api/auth/status", 503, "database_unavailable", 2);
  await page.goto("/");
  await expectAlert(page, "Try again in");
  await page.unroute("**/api/auth/status");
  await expectHeading(page, "Sign in");
});

test("the button waits as long as the server asks for, and the seconds are counted down", async () => {
  const { page } = await open(umbra(), { path: null });
  await page.clock.install();
  await page.goto("/");
  await answerWith(page, "/api/auth/login", 429, "too_many_requests", 50);
  await signIn(page, "ana");
  await expectAlert(page, "Too many tries. Wait");
  const button = page.getByRole("button", { name: "Sign in", exact: true });
  expect(await button.isDisabled()).toBe(true);
  const seconds = async () => Number(/Wait (\d+) second/.exec((await page.locator("[role=alert] [aria-hidden=true]").allInnerTexts()).join())?.[1] ?? 0);
  const first = await seconds();
  expect(first).toBeGreaterThan(0);
  expect(first).toBeLessThanOrEqual(50);
  await expect.poll(seconds).toBeLessThan(first);
  await page.unroute("**/api/auth/login");
  await page.clock.fastForward("00:50");
  await expect.poll(() => button.isDisabled()).toBe(false);
  await press(page, "Sign in");
  await expectOpen(page);
});

test("without a network it is said, and what was typed stays", async () => {
  const { page, context } = await open(umbra());
  await expectHeading(page, "Sign in");
  await context.setOffline(true);
  await signIn(page, "ana");
  await expectAlert(page, "Umbra can't be reached.");
  await context.setOffline(false);
  await press(page, "Sign in");
  await expectOpen(page);
});
