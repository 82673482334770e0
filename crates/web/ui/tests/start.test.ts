// What is asked for when the client starts: early, in parallel, and once.
import { expect, test } from "vitest";
import { expectHeading, open, PASSWORD, useUmbra } from "./harness";

let cookie = "";
const umbra = useUmbra({}, async (server) => {
  cookie = await server.setUp();
});

test("what is shown first is asked for by the page itself, and asked once", async () => {
  const { page } = await open(umbra(), { cookie, path: null });
  const asked: string[] = [];
  page.on("request", (request) => asked.push(new URL(request.url()).pathname));
  await page.goto("/");
  await page.getByRole("navigation").first().waitFor();
  await page.getByRole("heading", { level: 1 }).waitFor();
  await page.getByText("Nothing due today").waitFor();
  for (const path of ["/api/auth/status", "/api/settings", "/api/auth/me", "/api/dashboard", "/api/agenda"]) {
    expect(asked.filter((one) => one === path), path).toHaveLength(1);
  }
  // Who is signed in doesn't wait for scripts before the server is asked.
  expect(asked.indexOf("/api/auth/status")).toBeLessThan(asked.findIndex((one) => one.includes("Shell")));
  // What the day is made of doesn't wait for the page that shows it.
  expect(asked.indexOf("/api/dashboard")).toBeLessThan(asked.findIndex((one) => one.includes("/assets/today")));
});

test("the lock screen comes before everything that lies behind it", async () => {
  const { page } = await open(umbra(), { path: null });
  const asked: string[] = [];
  page.on("request", (request) => asked.push(new URL(request.url()).pathname));
  await page.goto("/");
  await expectHeading(page, "Sign in");
  await expect.poll(() => asked.filter((path) => /Shell|rare/.test(path)).length).toBeGreaterThan(1);
  // First it has to be known what is to be shown.
  const [known, shell] = await page.evaluate(() => {
    const files = performance.getEntriesByType("resource") as PerformanceResourceTiming[];
    const of = (part: string) => files.find(({ name }) => name.includes(part));
    return [of("/api/auth/status")?.responseEnd ?? Infinity, of("Shell")?.startTime ?? 0];
  });
  expect(shell).toBeGreaterThan(known ?? Infinity);
  // Nobody is signed in, so nothing of an account is asked for.
  expect(asked.filter((path) => path === "/api/settings" || path === "/api/auth/me")).toEqual([]);
});

test("what was asked for ahead for one person isn't shown to the next", async () => {
  const { page } = await open(umbra(), { cookie, path: null });
  await umbra().api("PUT", "/api/admin/config", { allow_registration: true }, cookie);
  expect((await umbra().api("POST", "/api/auth/register", { username: "ben", password: PASSWORD })).status).toBe(200);
  expect((await umbra().api("POST", "/api/todos", { title: "Only for ana", due_date: "2020-01-01" }, cookie)).status).toBe(201);
  // The session ends after the dashboard was asked for, and before anything is shown.
  const asked = page.waitForResponse("**/api/dashboard");
  await page.route("**/api/auth/me", async (route) => {
    await (await asked).finished();
    await route.fulfill({ status: 401, contentType: "application/problem+json", body: JSON.stringify({ status: 401, code: "unauthenticated" }) });
  });
  await page.goto("/");
  await expectHeading(page, "Sign in");
  await page.unrouteAll();
  await page.getByLabel("Username").fill("ben");
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await page.keyboard.press("Enter");
  await page.getByText("Nothing due today").waitFor();
  expect(await page.getByText("Only for ana").count()).toBe(0);
});

test("a device that is dark by choice doesn't flash in the system's colours", async () => {
  const { page } = await open(umbra(), { cookie, path: null, scheme: "light" });
  await page.addInitScript(() => localStorage.setItem("umbra-theme", "dark"));
  await page.addInitScript(() => {
    const seen = window as unknown as { umbraDarkAt?: number };
    new MutationObserver(() => {
      if (document.documentElement.dataset.theme === "dark") seen.umbraDarkAt ??= performance.now();
    }).observe(document, { subtree: true, childList: true, attributes: true });
  });
  // The styles are there long before the script.
  await page.route("**/assets/lock-*.js", async (route) => {
    await new Promise((resolve) => setTimeout(resolve, 700));
    await route.continue();
  });
  await page.goto("/");
  await page.getByRole("heading", { level: 1 }).waitFor();
  const [dark, painted] = await page.evaluate(() => [
    (window as unknown as { umbraDarkAt?: number }).umbraDarkAt ?? Infinity,
    performance.getEntriesByName("first-paint")[0]?.startTime ?? 0,
  ]);
  expect(painted).toBeGreaterThan(dark ?? Infinity);
  const media = await page.locator("meta[name=theme-color]").evaluateAll((all) => all.map((one) => (one as HTMLMetaElement).media));
  expect(media).toEqual(["not all", "all"]);
});
