/// <reference types="vitest/config" />
import { createHash } from "node:crypto";
import { relative } from "node:path";
import { fileURLToPath } from "node:url";
import preact from "@preact/preset-vite";
import { defineConfig, type Plugin } from "vite";
import { notices } from "./build/notices.ts";

const here = fileURLToPath(new URL(".", import.meta.url));

/** What belongs into one file, for that compresses better than several and takes fewer requests. */
const CHUNKS = [
  {
    name: "lock",
    priority: 3,
    test: any(
      "node_modules/(preact|@preact|openapi-fetch)/",
      "src/api/(client|problem|session)\\.ts",
      "src/i18n/(account|words)\\.ts",
      "src/lock/(actions|Card|controls|fields|LockScreen|passkey|state|views|words)\\.tsx?",
      "src/lock/lock\\.module\\.css",
      "src/ui/(Button|Field)\\.module\\.css",
      "src/main\\.tsx",
      "vite/preload-helper",
    ),
  },
  { name: "rules", priority: 1, test: any("src/i18n/rule/(describe|names|rule)\\.") },
  { name: "dates", priority: 1, test: any("src/ui/(DateField|TimeField|MonthGrid)\\.", "src/i18n/parse\\.") },
  { name: "recurrence", test: any("src/ui/recurrence/(?!CustomRule|customWords)") },
  {
    name: "client",
    priority: 2,
    test: any(
      "node_modules/preact-iso/",
      "src/api/(?!passkeys)",
      "src/keymap",
      "src/i18n/(?!words\\.|rule/|parse\\.)",
      "src/shell/(?!words\\.(en|de)|palette/|shortcuts)",
      "src/ui/(?!recurrence/|DateField|TimeField|MonthGrid|ColorField|LengthField|fieldText)",
    ),
  },
];

/** Names a class of a CSS module: short, and the same wherever it is built. */
function className(name: string, file: string): string {
  const path = relative(here, file.split("?")[0] ?? "").replaceAll("\\", "/");
  const hash = createHash("sha256").update(`${path} ${name}`).digest("base64url");
  return `_${hash.replace(/[-_]/g, "").slice(0, 4)}`;
}

function any(...parts: string[]): RegExp {
  return new RegExp(parts.join("|"));
}

/**
 * What is shown first depends on the words of the lock screen, as on `/api/auth/status`, which `index.html` names.
 * Has the browser fetch the words of the lock screen with its script and not after it. Most browsers ask for English;
 * to the others it is a file of 1 kB too many.
 *
 * And nothing is drawn before that script runs, for it knows whether this device is dark by choice: else the page would
 * flash in the system's colours. There is nothing to be seen before it anyway.
 */
function wordsAtOnce(): Plugin {
  return {
    name: "umbra:words-at-once",
    apply: "build",
    transformIndexHtml: {
      order: "post",
      handler(html, { bundle }) {
        const words = Object.values(bundle ?? {}).find((file) => file.type === "chunk" && file.facadeModuleId?.endsWith("/src/lock/words.en.ts"));
        if (!words) throw new Error("the words of the lock screen aren't in a file of their own");
        return {
          html: html.replace('<script type="module"', '<script type="module" blocking="render"'),
          tags: [{ tag: "link", attrs: { rel: "modulepreload", crossorigin: true, href: `/${words.fileName}` }, injectTo: "head" }],
        };
      },
    },
  };
}

export default defineConfig(({ command }) => ({
  plugins: [preact({ prefreshEnabled: false, devToolsEnabled: false }), notices(), wordsAtOnce()],
  build: {
    outDir: fileURLToPath(new URL("../dist", import.meta.url)),
    emptyOutDir: true,
    // Nothing may be inlined: the policy of the page allows files of this server alone.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: "es2023",
    // Those that know `light-dark()` by themselves: since spring of 2024.
    cssTarget: ["chrome123", "firefox120", "safari17.5"],
    reportCompressedSize: false,
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: CHUNKS,
        },
      },
    },
  },
  css: {
    modules: {
      localsConvention: "camelCaseOnly",
      ...(command === "build" ? { generateScopedName: className } : {}),
    },
  },
  server: {
    // `npm run dev` beside a server that runs. The browser's `Origin` is the development server's, which
    // Umbra doesn't know, so it is told its own.
    proxy: {
      "/api": {
        target: process.env.UMBRA_URL ?? "http://localhost:8000",
        headers: { origin: process.env.UMBRA_URL ?? "http://localhost:8000" },
      },
    },
  },
  test: {
    include: ["src/**/*.test.ts", "src/**/*.test.tsx"],
  },
}));
