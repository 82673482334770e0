// How much comes over the wire for what: a table of everything, and a failure over the limits. The short table in
// docs/web.md is compared with it, or written by `--write`.
import { readFileSync, writeFileSync } from "node:fs";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { fileURLToPath } from "node:url";
import { build } from "vite";

const KB = 1000;
const LIMITS = { lock: 20 * KB, first: 60 * KB, part: 15 * KB, parser: 27 * KB };

const root = fileURLToPath(new URL("..", import.meta.url));
const DOC = fileURLToPath(new URL("../../../../docs/web.md", import.meta.url));
const [BEGIN, END] = ["<!-- sizes: made by `cargo xtask web` -->", "<!-- end of sizes -->"];

const { output } = await build({
  root,
  configFile: `${root}vite.config.ts`,
  logLevel: "error",
  build: { write: false },
});

const files = new Map(output.map((file) => [file.fileName, file]));
const chunks = output.filter((file) => file.type === "chunk");
const chunkOf = (name) => (files.get(name)?.type === "chunk" ? files.get(name) : undefined);
/** Where a chunk that is fetched by itself begins, such as `pages/today/index.tsx`. */
const pathOf = (chunk) => /\/src\/(.+)$/.exec(chunk?.facadeModuleId ?? "")?.[1] ?? "";
const isWords = (chunk) => /ords\.(en|de)\.ts$/.test(chunk?.facadeModuleId ?? "");
/** English words by the modules that fetch them: `words.ts` has those of `words.en.ts`. */
const english = new Map(
  chunks.filter((chunk) => pathOf(chunk).endsWith("ords.en.ts")).map((chunk) => [chunk.facadeModuleId.replace(".en.ts", ".ts"), chunk]),
);

/** The files that a chunk can't do without: itself, its styles, what it imports, and the English words of all that. */
function needs(chunk, found = new Set()) {
  if (!chunk || found.has(chunk.fileName)) return found;
  found.add(chunk.fileName);
  for (const name of chunk.viteMetadata?.importedCss ?? []) found.add(name);
  for (const module of chunk.moduleIds) needs(english.get(module), found);
  for (const name of chunk.imports) needs(chunkOf(name), found);
  return found;
}

const union = (...sets) => new Set(sets.flatMap((set) => [...set]));
const without = (set, ...others) => new Set([...set].filter((name) => !others.some((other) => other.has(name))));

const entry = chunks.find((chunk) => chunk.moduleIds.some((module) => module.endsWith("/src/main.tsx")));
if (!entry) throw new Error("the build has no entry");
const byPath = new Map(chunks.map((chunk) => [pathOf(chunk), chunk]));
function named(path) {
  const chunk = byPath.get(path);
  if (!chunk) throw new Error(`the build has no chunk that begins at ${path}`);
  return chunk;
}

const lock = needs(entry).add("index.html");
const [shell, today] = [named("shell/Shell.tsx"), named("pages/today/index.tsx")];
const first = union(lock, needs(shell), needs(today));

/**
 * What is there for certain when a chunk is fetched: the least that any way to it has brought by then. A page other
 * than the first counts from the first one on.
 */
const there = new Map([[entry, new Set()]]);
for (let changed = true; changed; ) {
  changed = false;
  for (const [from, before] of [...there]) {
    const loaded = union(before, needs(from));
    for (const target of new Set([...needs(from)].flatMap((name) => chunkOf(name)?.dynamicImports ?? []))) {
      const chunk = chunkOf(target);
      if (!chunk || chunk === entry || isWords(chunk)) continue;
      const isPage = /^pages\/[^/]+\/index\.tsx$/.test(pathOf(chunk));
      const now = isPage && chunk !== today ? union(loaded, first) : loaded;
      const known = there.get(chunk);
      const least = known ? new Set([...known].filter((name) => now.has(name))) : now;
      if (known?.size !== least.size) {
        there.set(chunk, least);
        changed = true;
      }
    }
  }
}

function compressed(names, by) {
  let sum = 0;
  for (const name of names) {
    const file = files.get(name);
    sum += by(Buffer.from((file?.type === "chunk" ? file.code : file?.source) ?? "")).length;
  }
  return sum;
}

const kilobytes = (bytes) => (bytes / KB).toFixed(1);
const rows = [];
const over = [];
function measure(what, names, limit) {
  const brotli = compressed(names, brotliCompressSync);
  const gzip = compressed(names, (bytes) => gzipSync(bytes, { level: 9 }));
  rows.push(`| ${what} | ${names.size} | ${kilobytes(brotli)} | ${kilobytes(gzip)} | ${limit / KB} |`);
  if (brotli > limit) over.push(`${what} is over its limit: ${brotli} of ${limit} bytes`);
  return { what, brotli, limit };
}

const PARSER = "quickadd/understand.ts";
const summary = [measure("lock screen", lock, LIMITS.lock), measure("first page, with the lock screen", first, LIMITS.first)];
const pages = [];
const parts = [];
for (const [chunk, before] of [...there].sort((one, other) => (pathOf(one[0]) < pathOf(other[0]) ? -1 : 1))) {
  if ([entry, shell, today].includes(chunk)) continue;
  const path = pathOf(chunk);
  const name = path.replace(/^pages\//, "").replace(/(\/index)?\.tsx?$/, "");
  const limit = path === PARSER ? LIMITS.parser : LIMITS.part;
  const measured = measure(name, without(needs(chunk), before), limit);
  if (path === PARSER) summary.push({ ...measured, what: "what reads the line that adds" });
  else (/^pages\/[^/]+\/index\.tsx$/.test(path) ? pages : parts).push(measured);
}
const missing = chunks.filter((chunk) => chunk.isDynamicEntry && !isWords(chunk) && !there.has(chunk));
if (missing.length > 0) throw new Error(`nothing leads to ${missing.map(pathOf).join(", ")}`);
if (first.has(named(PARSER).fileName)) over.push("the first page brings what reads the line that adds");

const largest = (all) => all.reduce((one, other) => (other.brotli > one.brotli ? other : one));
const [page, part] = [largest(pages), largest(parts)];
summary.splice(
  2,
  0,
  { ...page, what: `the largest of ${pages.length} further pages (${page.what})` },
  { ...part, what: `the largest of ${parts.length} parts that come when they are wanted (${part.what})` },
);

console.log(
  ["| what | files | kB by brotli | kB by gzip | limit in kB |", "| --- | --- | --- | --- | --- |", ...rows].join("\n"),
);
const table = [
  "| comes over the wire | limit | by brotli |",
  "| --- | --- | --- |",
  ...summary.map(({ what, brotli, limit }) => `| ${what} | ${limit / KB} kB | ${kilobytes(brotli)} kB |`),
].join("\n");
const text = readFileSync(DOC, "utf8");
const [begin, end] = [text.indexOf(BEGIN), text.indexOf(END)];
if (begin < 0 || end < begin) throw new Error(`docs/web.md has no place for the sizes, between "${BEGIN}" and "${END}"`);
const wanted = `${text.slice(0, begin)}${BEGIN}\n${table}\n${text.slice(end)}`;
if (wanted !== text && process.argv.includes("--write")) writeFileSync(DOC, wanted);
else if (wanted !== text) over.push(`the sizes in docs/web.md aren't up to date, run \`cargo xtask web\`; they are:\n${table}`);
if (over.length > 0) {
  console.error(over.join("\n"));
  process.exitCode = 1;
}
