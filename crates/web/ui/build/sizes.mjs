// How much comes over the wire for what: a table, and a failure over the limits.
import { dirname } from "node:path";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { fileURLToPath } from "node:url";
import { build } from "vite";

const KB = 1000;
const LIMITS = { lock: 20 * KB, first: 60 * KB, page: 15 * KB };

const root = fileURLToPath(new URL("..", import.meta.url));
const { output } = await build({
  root,
  configFile: `${root}vite.config.ts`,
  logLevel: "error",
  build: { write: false },
});

const files = new Map(output.map((file) => [file.fileName, file]));
const chunks = output.filter((file) => file.type === "chunk");

/** The files that a chunk can't do without: itself, its styles, what it imports, and its English words. */
function needs(chunk, found = new Set()) {
  if (found.has(chunk.fileName)) {
    return found;
  }
  found.add(chunk.fileName);
  for (const name of chunk.viteMetadata?.importedCss ?? []) {
    found.add(name);
  }
  const folders = new Set(chunk.moduleIds.map((module) => dirname(module)));
  const words = chunk.dynamicImports.filter((name) => {
    const module = moduleOf(name) ?? "";
    return module.endsWith("words.en.ts") && folders.has(dirname(module));
  });
  for (const name of [...chunk.imports, ...words]) {
    const imported = files.get(name);
    if (imported?.type === "chunk") {
      needs(imported, found);
    }
  }
  return found;
}

function moduleOf(fileName) {
  const file = files.get(fileName);
  return file?.type === "chunk" ? file.facadeModuleId : undefined;
}

function compressed(names, by) {
  let sum = 0;
  for (const name of names) {
    const file = files.get(name);
    const content = file?.type === "chunk" ? file.code : (file?.source ?? "");
    sum += by(Buffer.from(content)).length;
  }
  return sum;
}

const rows = [];
const over = [];
function row(what, names, limit) {
  const brotli = compressed(names, brotliCompressSync);
  const kilobytes = (bytes) => (bytes / KB).toFixed(1);
  const gzip = compressed(names, (bytes) => gzipSync(bytes, { level: 9 }));
  rows.push(`| ${what} | ${names.size} | ${kilobytes(brotli)} | ${kilobytes(gzip)} | ${limit / KB} |`);
  if (brotli > limit) {
    over.push(`${what} is over its limit: ${kilobytes(brotli)} of ${limit / KB} kB`);
  }
}

const entry = chunks.find((chunk) => chunk.moduleIds.some((module) => module.endsWith("/src/main.tsx")));
if (!entry) {
  throw new Error("the build has no entry");
}
const lock = needs(entry).add("index.html");
row("lock screen", lock, LIMITS.lock);
const rare = chunks.find((chunk) => chunk.facadeModuleId?.endsWith("/src/lock/rare.tsx"));
if (rare) {
  row("its rarer views, beside it", new Set([...needs(rare)].filter((name) => !lock.has(name))), LIMITS.page);
}

const shell = chunks.find((chunk) => chunk.facadeModuleId?.includes("/src/shell/"));
const pages = chunks.filter((chunk) => /\/src\/pages\/[^/]+\/[^/]+\.tsx$/.test(chunk.facadeModuleId ?? ""));
const pathOf = (chunk) => /\/src\/pages\/(.+)\.tsx$/.exec(chunk.facadeModuleId ?? "")?.[1] ?? "";
const pageOf = (path) => pages.find((chunk) => pathOf(chunk) === `${path.split("/")[0]}/index`);
const first = new Set(lock);
const today = pageOf("today/index");
for (const chunk of [shell, today]) {
  for (const name of chunk ? needs(chunk) : []) {
    first.add(name);
  }
}
if (shell) {
  row("first page, with the lock screen", first, LIMITS.first);
}
// A part of a page comes after that page.
for (const path of pages.map(pathOf).sort()) {
  const chunk = pages.find((one) => pathOf(one) === path);
  const page = pageOf(path);
  const there = page && page !== chunk ? needs(page) : new Set();
  const more = [...needs(chunk)].filter((name) => !first.has(name) && !there.has(name));
  if (chunk !== today) {
    row(path.replace(/\/index$/, ""), new Set(more), LIMITS.page);
  }
}

console.log(
  ["| what | files | kB by brotli | kB by gzip | limit in kB |", "| --- | --- | --- | --- | --- |", ...rows].join("\n"),
);
if (over.length > 0) {
  console.error(over.join("\n"));
  process.exitCode = 1;
}
