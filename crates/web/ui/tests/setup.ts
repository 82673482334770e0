// Once before all browser tests: builds the sources as they are, unless what is shipped is tested.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "vite";
import type { TestProject } from "vitest/node";

declare module "vitest" {
  interface ProvidedContext {
    /** The folder with the built client; empty where the binary serves what is shipped. */
    dist: string;
  }
}

export default async function setup(project: TestProject): Promise<() => void> {
  if (process.env.UMBRA_TEST_SHIPPED) {
    project.provide("dist", "");
    return () => {};
  }
  const dist = mkdtempSync(join(tmpdir(), "umbra-dist-"));
  const root = fileURLToPath(new URL("..", import.meta.url));
  await build({
    root,
    configFile: join(root, "vite.config.ts"),
    logLevel: "warn",
    build: { outDir: dist, emptyOutDir: true },
  });
  project.provide("dist", dist);
  return () => rmSync(dist, { recursive: true, force: true });
}
