import { defineConfig } from "vitest/config";

/** `npm run test:browser`: the client in Chromium, each file on a server of its own. */
export default defineConfig({
  test: {
    include: ["tests/**/*.test.ts"],
    globalSetup: ["tests/setup.ts"],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // Each has a server and a browser.
    maxWorkers: 2,
  },
});
