// Writes NOTICES.txt: every package of which something is in the bundle, with its licence.
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Plugin } from "vite";

interface Package {
  name: string;
  version: string;
  license?: string;
  folder: string;
}

/** Finds the package that a module belongs to; undefined for modules of our own and of Vite. */
function packageOf(module: string): Package | undefined {
  const path = module.replace(/^\0/, "").split("?")[0] ?? "";
  if (!path.includes("/node_modules/")) {
    return undefined;
  }
  for (let folder = dirname(path); folder !== dirname(folder); folder = dirname(folder)) {
    const manifest = join(folder, "package.json");
    if (existsSync(manifest)) {
      const found = JSON.parse(readFileSync(manifest, "utf8"));
      // Folders inside of a package have manifests without a version.
      if (found.name && found.version) {
        return { name: found.name, version: found.version, license: found.license, folder };
      }
    }
  }
  throw new Error(`${module}: no package has this module`);
}

function licenceOf({ name, folder }: Package): string {
  const file = readdirSync(folder)
    .sort()
    .find((entry) => /^licen[cs]e/i.test(entry));
  if (!file) {
    throw new Error(`${name} has no file with its licence`);
  }
  return readFileSync(join(folder, file), "utf8").replaceAll("\r\n", "\n").trim();
}

export function notices(): Plugin {
  return {
    name: "umbra:notices",
    apply: "build",
    generateBundle(_options, bundle) {
      const packages = new Map<string, Package>();
      for (const chunk of Object.values(bundle)) {
        const modules = chunk.type === "chunk" ? Object.entries(chunk.modules) : [];
        for (const [module, { renderedLength }] of modules) {
          const found = renderedLength > 0 ? packageOf(module) : undefined;
          if (found) {
            packages.set(`${found.name} ${found.version}`, found);
          }
        }
      }
      const entries = [...packages.entries()].sort(([one], [other]) => (one < other ? -1 : 1));
      const texts = entries.map(([title, found]) => {
        const line = `${title} (${found.license ?? "see below"})`;
        return `${line}\n${"=".repeat(line.length)}\n\n${licenceOf(found)}\n`;
      });
      const head = "Umbra's web client holds parts of these packages.\n";
      this.emitFile({
        type: "asset",
        fileName: "NOTICES.txt",
        source: [head, ...texts].join("\n"),
      });
    },
  };
}
