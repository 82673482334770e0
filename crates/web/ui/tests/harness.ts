// A browser on a server of the test's own. Whatever the policy forbids, whatever lands in the console as
// an error and whatever is asked of another host fails the test.
import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import {
  type Browser,
  type BrowserContext,
  type CDPSession,
  chromium,
  type Page,
  type Request,
} from "playwright-core";
import { afterAll, afterEach, beforeAll, expect } from "vitest";
import { hasMemory, startUmbra, type Umbra } from "./umbra";

export { cookieOf, PASSWORD, startUmbra, type Umbra } from "./umbra";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** How a page is opened. */
export interface OpenOptions {
  width?: number;
  height?: number;
  scheme?: "light" | "dark";
  /** The browser's language. Default: English. */
  locale?: string;
  /** The browser's time zone. Default: one that nobody's account has. */
  timezone?: string;
  reducedMotion?: "reduce" | "no-preference";
  /** Whether there is a service worker. Answers that a test makes up (`page.route`) don't reach a page that has one. Default: false. */
  worker?: boolean;
  /** Whether there is a touch screen, as on a phone. */
  touch?: boolean;
  /** Whether what is said below, with its "Undo", stays until something is done about it: a slow machine gets there late. Default: false. */
  messagesStay?: boolean;
  /** Cookies of a session, as `setUp` gives them. */
  cookie?: string;
  /** The path. Default: `/`. `null` opens none. */
  path?: string | null;
}

/** A page that is watched. */
export interface Watched {
  page: Page;
  context: BrowserContext;
  /** What went wrong up to now. */
  faults: string[];
  /** What is asked for and not answered yet. */
  asked: ReadonlySet<Request>;
}

/** How long something may take to come, in milliseconds: on a machine that does something else as well it takes its time. */
const PATIENCE = 60_000;

let browser: Browser | undefined;
const watched: Watched[] = [];

async function theBrowser(): Promise<Browser> {
  browser ??= await chromium.launch({
    executablePath: process.env.UMBRA_CHROMIUM ?? "/usr/bin/chromium",
    timeout: 2 * PATIENCE,
    // A container has no namespaces for a sandbox, and often little shared memory.
    args: [
      "--no-sandbox",
      ...(hasMemory() ? [] : ["--disable-dev-shm-usage"]),
      "--no-proxy-server",
      "--host-resolver-rules=MAP *.lan 127.0.0.1",
    ],
  });
  return browser;
}

/**
 * Uses a server for all tests of a file. Call it at the top; the server is there when the tests run.
 *
 * ```ts
 * const umbra = useUmbra();
 * test("…", async () => { const { page } = await open(umbra()); });
 * ```
 */
export function useUmbra(
  settings: Record<string, string> = {},
  prepare: (umbra: Umbra) => Promise<void> = async () => {},
  timeout?: number,
  host?: string,
): () => Umbra {
  let umbra: Umbra | undefined;
  beforeAll(async () => {
    umbra = await startUmbra(settings, host);
    await prepare(umbra);
  }, timeout);
  afterAll(async () => {
    await umbra?.close();
  });
  return () => {
    if (!umbra) throw new Error("the server isn't there before the tests run");
    return umbra;
  };
}

/** A time zone in which it is about noon, so that no day ends while a test runs. */
export function zoneAtNoon(): string {
  const ahead = 12 - new Date().getUTCHours();
  // Those that are ahead of UTC have a minus in their names.
  return ahead === 0 ? "Etc/UTC" : `Etc/GMT${ahead > 0 ? "-" : "+"}${Math.abs(ahead)}`;
}

/** Cookies as a browser takes them. */
export function cookiesFor(umbra: Umbra, cookie: string): { name: string; value: string; url: string }[] {
  return cookie.split("; ").map((pair) => {
    const [name = "", value = ""] = pair.split(/=(.*)/s);
    return { name, value, url: umbra.url };
  });
}

/** Lets what goes away after five or ten seconds (`src/ui/toasts.ts`) stay. */
function keepMessages(): void {
  const timeout = window.setTimeout.bind(window);
  const stays = [5_000, 10_000];
  Object.assign(window, { setTimeout: (run: TimerHandler, ms?: number, ...rest: unknown[]) => timeout(run, stays.includes(ms ?? 0) ? 3_600_000 : ms, ...rest) });
}

/** Tells of a page on which a test failed what somebody would look at first. */
async function told({ page, faults, asked }: Watched): Promise<string> {
  const shown = await page
    .locator("body")
    .ariaSnapshot({ timeout: 5_000 })
    .catch((error: unknown) => `nothing: ${String(error)}`);
  const lines = shown.split("\n");
  const most = 60;
  const short = lines.length > 2 * most ? [...lines.slice(0, most), `… ${lines.length - 2 * most} lines …`, ...lines.slice(-most)] : lines;
  const waiting = [...asked].map((request) => `${request.method()} ${request.url()}`);
  return [`${page.url()} shows`, ...short, `not answered: ${waiting.join(", ") || "none"}`, `faults: ${faults.join("; ") || "none"}`].join("\n");
}

/** Opens a page in a browser profile of its own. */
export async function open(umbra: Umbra, options: OpenOptions = {}): Promise<Watched> {
  const context = await (await theBrowser()).newContext({
    viewport: { width: options.width ?? 1280, height: options.height ?? 800 },
    colorScheme: options.scheme ?? "light",
    locale: options.locale ?? "en-GB",
    timezoneId: options.timezone ?? "Pacific/Apia",
    reducedMotion: options.reducedMotion ?? "reduce",
    baseURL: umbra.url,
    acceptDownloads: true,
    serviceWorkers: options.worker ? "allow" : "block",
    hasTouch: options.touch ?? false,
  });
  context.setDefaultTimeout(PATIENCE);
  if (options.cookie) {
    await context.addCookies(cookiesFor(umbra, options.cookie));
  }
  const page = await context.newPage();
  const faults: string[] = [];
  page.on("console", (message) => {
    // An answer of the API that says no is no fault of the page.
    const isAnswer =
      message.text().startsWith("Failed to load resource") &&
      new URL(message.location().url || umbra.url).pathname.startsWith("/api/");
    // Nor is what a test keeps from it by taking the network away.
    const isOffline = message.text().endsWith("net::ERR_INTERNET_DISCONNECTED");
    if (message.type() === "error" && !isAnswer && !isOffline) {
      faults.push(`console: ${message.text()} (${message.location().url})`);
    }
  });
  page.on("pageerror", (error) => faults.push(`thrown: ${error.stack ?? error.message}`));
  const asked = new Set<Request>();
  page.on("requestfinished", (request) => asked.delete(request));
  page.on("requestfailed", (request) => asked.delete(request));
  page.on("request", (request) => {
    asked.add(request);
    const { protocol, origin } = new URL(request.url());
    if (origin !== umbra.url && protocol !== "data:" && protocol !== "blob:") {
      faults.push(`another origin: ${request.url()}`);
    }
  });
  await page.exposeFunction("umbraTestViolation", (text: string) => faults.push(`policy: ${text}`));
  await page.addInitScript(() => {
    addEventListener("securitypolicyviolation", (event) => {
      const { umbraTestViolation } = window as unknown as { umbraTestViolation(text: string): void };
      umbraTestViolation(`${event.violatedDirective} ${event.blockedURI} ${event.sample}`);
    });
  });
  if (options.messagesStay) await page.addInitScript(keepMessages);
  const one = { page, context, faults, asked };
  watched.push(one);
  if (options.path !== null) {
    await page.goto(options.path ?? "/");
  }
  return one;
}

afterEach(async ({ task }) => {
  const opened = watched.splice(0);
  if (task.result?.state === "fail") for (const one of opened) console.error(await told(one));
  for (const { context } of opened) {
    await context.close();
  }
  expect(opened.flatMap(({ faults }) => faults)).toEqual([]);
});

afterAll(async () => {
  await browser?.close();
  browser = undefined;
});

/** Waits for the heading of a view, and checks that it has the focus: there a screen reader goes on. */
export async function expectHeading(page: Page, name: string): Promise<void> {
  const heading = page.getByRole("heading", { level: 1, name, exact: true });
  await heading.waitFor();
  await expect.poll(() => heading.evaluate((node) => node === document.activeElement)).toBe(true);
}

/** What has the focus, by its name: that of its label where it has one. */
export function focused(page: Page): Promise<string> {
  return page.evaluate(() => {
    const one = document.activeElement;
    if (one === document.body) return "nothing";
    const hasLabels = one instanceof HTMLInputElement || one instanceof HTMLSelectElement || one instanceof HTMLTextAreaElement;
    const labels = hasLabels ? [...(one.labels ?? [])].map((label) => label.textContent) : [];
    return (one?.getAttribute("aria-label") ?? (labels.join(" ") || one?.textContent) ?? "").trim();
  });
}

/** Goes on with Tab until something with this name has the focus. */
export async function tabTo(page: Page, name: string | RegExp, key: "Tab" | "Shift+Tab" = "Tab", most = 60): Promise<void> {
  const met: string[] = [];
  for (let steps = 0; steps < most; steps += 1) {
    await page.keyboard.press(key);
    const one = await focused(page);
    met.push(one);
    if (typeof name === "string" ? one === name : name.test(one)) return;
  }
  throw new Error(`${name} isn't reached by ${key}: ${met.join(" | ")}`);
}

/** What axe looks for that depends on colours. */
const COLOURS = ["color-contrast", "link-in-text-block"];

/** Checks what axe finds: nothing. With `colours` it looks for nothing else, where all else was looked for in other colours. */
export async function expectAccessible(page: Page, only?: "colours"): Promise<void> {
  // As a program next door would, so that the page's policy has nothing to say about it.
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(AXE);
  const found = await page.evaluate(async (rules) => {
    const { axe } = window as unknown as { axe: { run(options: unknown): Promise<{ violations: Violation[] }> } };
    interface Violation {
      id: string;
      help: string;
      nodes: { html: string; failureSummary?: string }[];
    }
    const { violations } = await axe.run({
      runOnly: rules
        ? { type: "rule", values: rules }
        : ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
      // What passes isn't told of, node by node.
      resultTypes: ["violations"],
    });
    return violations.map(
      ({ id, help, nodes }) =>
        `${id}: ${help}\n${nodes.map((node) => `  ${node.html}\n  ${node.failureSummary}`).join("\n")}`,
    );
  }, only && COLOURS);
  expect(found).toEqual([]);
}

/** Checks that nothing sticks out to the side. */
export async function expectNoSidewaysScrolling(page: Page): Promise<void> {
  const [wide, shown] = await page.evaluate(() => [
    document.documentElement.scrollWidth,
    document.documentElement.clientWidth,
  ]);
  expect(wide).toBeLessThanOrEqual(shown ?? 0);
}

const SIZES = [
  { width: 360, height: 740 },
  { width: 1280, height: 800 },
];
/** The larger one at 200 %. */
const ZOOMED = { width: 640, height: 400 };

/**
 * Looks at a page at 360 and 1280 px, light and dark: axe finds nothing and nothing sticks out, nor at 200 %. Where
 * `UMBRA_SHOTS` names a folder, a picture of each is kept there.
 */
export async function look(page: Page, name: string): Promise<void> {
  const folder = process.env.UMBRA_SHOTS;
  const before = page.viewportSize();
  for (const size of SIZES) {
    for (const scheme of ["light", "dark"] as const) {
      await page.setViewportSize(size);
      await page.emulateMedia({ colorScheme: scheme });
      await settled(page);
      if (folder) {
        mkdirSync(folder, { recursive: true });
        await page.screenshot({ path: join(folder, `${name}-${size.width}-${scheme}.png`) });
      }
      await expectAccessible(page, scheme === "dark" ? "colours" : undefined);
      await expectNoSidewaysScrolling(page);
    }
  }
  await page.emulateMedia({ colorScheme: "light" });
  await page.setViewportSize(ZOOMED);
  await settled(page);
  await expectNoSidewaysScrolling(page);
  if (before) {
    await page.setViewportSize(before);
  }
}

/** Waits until what moves has come to rest, and is drawn. */
async function settled(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
    const endless = (animation: Animation) => animation.effect?.getComputedTiming().iterations === Infinity;
    // What ends may begin something else. It is at rest when nothing has moved for two frames.
    for (let still = 0; still < 2; still++) {
      await frame();
      const moving = document.getAnimations().filter((animation) => animation.playState !== "finished" && !endless(animation));
      if (moving.length > 0) still = -1;
      await Promise.allSettled(moving.map(({ finished }) => finished));
    }
    await frame();
  });
}

/** A finger on a page that was opened with `touch`. */
export interface Finger {
  down(x: number, y: number): Promise<void>;
  /** Goes there in some steps, as a finger does. */
  move(x: number, y: number): Promise<void>;
  up(): Promise<void>;
}

/** Puts a finger on the screen, as the browser gets it from the hardware: it scrolls where nothing keeps it from that. */
export async function finger({ page, context }: Watched): Promise<Finger> {
  const cdp = await context.newCDPSession(page);
  let at = { x: 0, y: 0 };
  const send = (type: "touchStart" | "touchMove" | "touchEnd", touchPoints: { x: number; y: number }[]) =>
    cdp.send("Input.dispatchTouchEvent", { type, touchPoints });
  return {
    down: async (x, y) => {
      at = { x, y };
      await send("touchStart", [at]);
    },
    move: async (x, y) => {
      const steps = 8;
      const from = at;
      for (let i = 1; i <= steps; i++) {
        at = { x: from.x + ((x - from.x) * i) / steps, y: from.y + ((y - from.y) * i) / steps };
        await send("touchMove", [at]);
        await page.waitForTimeout(16);
      }
    },
    up: async () => {
      await send("touchEnd", []);
    },
  };
}

/** An authenticator that is plugged into the browser, and agrees to everything. */
export interface Authenticator {
  /** Whether the person proves to it who they are. */
  verifies(does: boolean): Promise<void>;
  /** How many passkeys it holds. */
  count(): Promise<number>;
  unplug(): Promise<void>;
}

/** Plugs an authenticator into a page's browser. */
export async function plugIn({ page, context }: Watched): Promise<Authenticator> {
  const cdp: CDPSession = await context.newCDPSession(page);
  await cdp.send("WebAuthn.enable");
  const { authenticatorId } = await cdp.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2",
      transport: "internal",
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  return {
    verifies: async (isUserVerified) => {
      await cdp.send("WebAuthn.setUserVerified", { authenticatorId, isUserVerified });
    },
    count: async () => {
      const { credentials } = await cdp.send("WebAuthn.getCredentials", { authenticatorId });
      return credentials.length;
    },
    unplug: async () => {
      await cdp.send("WebAuthn.removeVirtualAuthenticator", { authenticatorId });
    },
  };
}
