// The few lines with which README.md and the guide say that another frontend begins: they pass the compiler as they stand, and
// work in a browser on a page of another origin, if the operator named it, and else not.
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { build } from "vite";
import { afterAll, expect, test } from "vitest";
import { open, useUmbra } from "./harness";

const UI = fileURLToPath(new URL("..", import.meta.url));
const ROOT = join(UI, "../../..");
/** Where a server is that somebody tries. */
const THERE = "http://localhost:8000";
/** All of the typed client that the lines need, as crates/web/ui/README.md says. */
const CLIENT = ["client.ts", "problem.ts", "types.ts", "schema.ts"];

const FRONTENDS = [
  { text: "README.md", block: /```ts\n([^`]*createApi\([^`]*)```/ },
  { text: "crates/web/ui/README.md", block: /```ts\n([^`]*createApi\([^`]*)```/ },
  { text: "docs/guides/your-own-frontend.md", block: /```ts\n([^`]*createClient<[^`]*)```/ },
];

/** The folder that is served, on two ports. */
const folder = mkdtempSync(join(tmpdir(), "umbra-frontend-"));
const [named, stranger] = [await serve(), await serve()];
const umbra = useUmbra({ CORS_ORIGINS: named.origin }, async (server) => {
  // As in the demo household.
  const cookie = await server.setUp("ana", "seven green lanterns");
  expect((await server.api("POST", "/api/todos", { title: "Call Mia" }, cookie)).status).toBe(201);
});

afterAll(() => {
  named.close();
  stranger.close();
  rmSync(folder, { recursive: true, force: true });
});

async function serve(): Promise<{ origin: string; close: () => void }> {
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? "/", "http://localhost").pathname;
    const type = extname(path) === ".js" ? "text/javascript" : "text/html";
    try {
      const file = readFileSync(join(folder, "dist", path.endsWith("/") ? `${path}index.html` : path));
      response.writeHead(200, { "content-type": type }).end(file);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return { origin: `http://localhost:${port}`, close: () => server.close() };
}

/** Makes a project of a block, with what the text says that it takes and nothing else. */
function projectOf(block: string): string {
  const project = mkdtempSync(join(folder, "project-"));
  mkdirSync(join(project, "node_modules"));
  for (const name of ["openapi-fetch", "openapi-typescript-helpers"]) {
    symlinkSync(join(UI, "node_modules", name), join(project, "node_modules", name));
  }
  for (const name of CLIENT) cpSync(join(UI, "src/api", name), join(project, "api", name));
  cpSync(join(UI, "src/api/schema.ts"), join(project, "schema.ts"));
  writeFileSync(join(project, "app.ts"), block);
  writeFileSync(join(project, "index.html"), '<!doctype html><script type="module" src="./shown.ts"></script>');
  return project;
}

/** What the compiler has read besides the blocks: the types of all browsers, and this client. */
const sources = new Map<string, ts.SourceFile | undefined>();

/** Says what the compiler has to say about a block and all that it takes, or about the block alone, in the strict ways of this client. */
function complaints(project: string, alone = false): string[] {
  const { compilerOptions } = ts.readConfigFile(join(UI, "tsconfig.json"), (file) => readFileSync(file, "utf8")).config;
  const { options } = ts.convertCompilerOptionsFromJson({ ...compilerOptions, types: [], noUnusedLocals: false }, project);
  const app = join(project, "app.ts");
  const host = ts.createCompilerHost(options);
  const read = host.getSourceFile;
  host.getSourceFile = (name, ...how) => {
    if (name === app) return read(name, ...how);
    if (!sources.has(name)) sources.set(name, read(name, ...how));
    return sources.get(name);
  };
  const program = ts.createProgram([app], options, host);
  return ts.getPreEmitDiagnostics(program, alone ? program.getSourceFile(app) : undefined).map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n"));
}

test.each(FRONTENDS)("the lines of $text compile, and work on a page of another origin that is named", async ({ text, block }) => {
  const lines = block.exec(readFileSync(join(ROOT, text), "utf8"))?.[1];
  expect(lines, "there is no such block").toBeDefined();
  const project = projectOf(lines!);
  expect(complaints(project)).toEqual([]);
  // A typo is one.
  writeFileSync(join(project, "app.ts"), lines!.replace("completed: false", "completd: false"));
  expect(complaints(project, true).join()).toContain("completd");

  expect(lines).toContain(THERE);
  const answer = /const \{ data: (\w+)/.exec(lines!)?.[1] ?? "data";
  const shown = `${lines!.replaceAll(THERE, umbra().url)}\nObject.assign(globalThis, { answer: ${answer} });\n`;
  writeFileSync(join(project, "shown.ts"), shown);
  await build({
    root: project,
    base: "./",
    configFile: false,
    logLevel: "error",
    build: { outDir: join(folder, "dist"), emptyOutDir: true, target: "esnext", modulePreload: false },
  });

  // What a page of another origin does is no fault here, so it isn't watched.
  const { context } = await open(umbra(), { path: null });
  const page = await context.newPage();
  await page.goto(`${named.origin}/`);
  const titles = () => page.evaluate(() => (globalThis as { answer?: { title: string }[] }).answer?.map(({ title }) => title));
  await expect.poll(titles).toEqual(["Call Mia"]);

  await context.clearCookies();
  const refused = page.waitForEvent("console", (message) => message.text().includes("CORS policy"));
  await page.goto(`${stranger.origin}/`);
  await refused;
  expect(await titles()).toBeUndefined();
});
