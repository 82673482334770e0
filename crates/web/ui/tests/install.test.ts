// The client can be installed, and keeps nothing but files that never change.
import { expect, test } from "vitest";
import { open, useUmbra } from "./harness";
import { expectOpen } from "./lock";

let cookie = "";
const umbra = useUmbra({}, async (server) => {
  cookie = await server.setUp();
});

test("a manifest names icons of the sizes that they have", async () => {
  const { page, context } = await open(umbra(), { cookie });
  await expectOpen(page);
  const found = await page.evaluate(async () => {
    const link = document.querySelector<HTMLLinkElement>("link[rel=manifest]");
    const manifest = await (await fetch(link?.href ?? "")).json();
    const size = async ({ src, sizes }: { src: string; sizes: string }) => {
      const image = new Image();
      image.src = src;
      await image.decode();
      return sizes === "any" ? true : sizes === `${image.naturalWidth}x${image.naturalHeight}`;
    };
    return { display: manifest.display, start: manifest.start_url, sizes: await Promise.all(manifest.icons.map(size)) };
  });
  expect(found).toEqual({ display: "standalone", start: "/", sizes: [true, true, true, true] });
  const cdp = await context.newCDPSession(page);
  const { installabilityErrors } = await cdp.send("Page.getInstallabilityErrors");
  // Each page of a test is in a window of its own, which keeps nothing.
  expect(installabilityErrors.filter(({ errorId }) => errorId !== "in-incognito")).toEqual([]);
});

test("the worker keeps files with a hash in their names, and nothing of the account", async () => {
  const { page } = await open(umbra(), { cookie, worker: true });
  await expectOpen(page);
  await page.evaluate(async () => {
    await navigator.serviceWorker.ready;
  });
  await page.reload();
  await expectOpen(page);
  const kept = () =>
    page.evaluate(async () => {
      const names = await caches.keys();
      const files = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()));
      return files.flat().map(({ url }) => new URL(url).pathname);
    });
  await expect.poll(async () => (await kept()).length).toBeGreaterThan(2);
  expect((await kept()).filter((path) => !path.startsWith("/assets/"))).toEqual([]);
  const stored = await page.evaluate(async () => ({
    local: Object.keys(localStorage),
    session: Object.keys(sessionStorage),
    databases: (await indexedDB.databases()).map(({ name }) => name),
  }));
  expect(stored).toEqual({ local: [], session: [], databases: [] });
});
