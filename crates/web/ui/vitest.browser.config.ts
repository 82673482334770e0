import { defineConfig } from "vitest/config";

/** What is measured is measured alone: `npm run test:speed`. */
const SPEED = "tests/speed.test.ts";
const isSpeed = process.env.npm_lifecycle_event === "test:speed";

/** `npm run test:browser`: the client in Chromium, each file on a server of its own. */
export default defineConfig({
  test: {
    include: [isSpeed ? SPEED : "tests/**/*.test.ts"],
    exclude: isSpeed ? [] : [SPEED],
    globalSetup: ["tests/setup.ts"],
    // For what hangs: a machine that does something else as well takes its time.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    // On a machine that does something else as well what is waited for takes longer, and comes.
    expect: { poll: { timeout: 60_000 } },
    // Each has a server and a browser.
    maxWorkers: 2,
  },
});
