import preact from "@preact/preset-vite";
import { defineConfig } from "vite";

export default defineConfig({
  plugins: [preact()],
  build: {
    outDir: "../dist",
    emptyOutDir: true,
    // Nothing may be inlined: the policy of the page allows files of this server alone.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: "es2023",
  },
  server: {
    // `npm run dev` beside a server that runs.
    proxy: { "/api": "http://localhost:8000" },
  },
});
