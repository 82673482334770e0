// How soon there is something to see, on a processor four times slower.
import { expect, test } from "vitest";
import { expectHeading, open, useUmbra } from "./harness";

const umbra = useUmbra({}, async (server) => {
  await server.setUp();
});

/** The best of several: what else the machine does isn't what is measured. */
const TRIES = 5;
const LIMIT = 500;

test("the lock screen shows something within half a second", async () => {
  const paints: number[] = [];
  for (let tries = 0; tries < TRIES; tries += 1) {
    const { page, context } = await open(umbra(), { path: null });
    const cdp = await context.newCDPSession(page);
    await cdp.send("Emulation.setCPUThrottlingRate", { rate: 4 });
    await page.goto("/");
    await expectHeading(page, "Sign in");
    paints.push(
      await page.evaluate(() => performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? Infinity),
    );
    await context.close();
  }
  expect(Math.min(...paints), paints.map(Math.round).join(", ")).toBeLessThan(LIMIT);
});
