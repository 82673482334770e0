// Serves a fresh build as the binary would, so that a browser test needs no build of Rust: the policy is
// the one file that `umbra-web` includes, the other headers are those of the server's own answers.
import { existsSync, readFileSync, statSync } from "node:fs";
import { createServer, request as ask, type IncomingMessage, type ServerResponse } from "node:http";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";

const POLICY = readFileSync(
  fileURLToPath(new URL("../policy.txt", import.meta.url)),
  "utf8",
).trimEnd();

const TYPES: Record<string, string> = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".txt": "text/plain; charset=utf-8",
  ".webmanifest": "application/manifest+json",
  ".woff2": "font/woff2",
};

/** Headers that every answer of the server carries, whatever it answers. */
const COMMON = [
  "x-content-type-options",
  "x-frame-options",
  "referrer-policy",
  "cross-origin-resource-policy",
  "cross-origin-opener-policy",
];

const NOT_PAGES = /^\/(api|docs|redoc|health|metrics|assets)(\/|$)/;

export interface Served {
  close(): Promise<void>;
}

/** Serves a folder on a port, and passes on what isn't the client's to the server on another. */
export async function serve(dist: string, port: number, backend: number): Promise<Served> {
  const health = await fetch(`http://127.0.0.1:${backend}/health`, { headers: { connection: "close" } });
  const common = Object.fromEntries(
    COMMON.map((name) => [name, health.headers.get(name) ?? ""]),
  );

  function answer(request: IncomingMessage, response: ServerResponse): void {
    const path = decodeURIComponent((request.url ?? "/").split("?")[0] ?? "/");
    const file = join(dist, normalize(path));
    const isFile = path !== "/index.html" && existsSync(file) && statSync(file).isFile();
    const isPage = path === "/" || (!NOT_PAGES.test(path) && !/\.[^/]*$/.test(path));
    if (request.method !== "GET" || (!isFile && !isPage)) {
      pass(request, response);
      return;
    }
    const sent = isFile ? file : join(dist, "index.html");
    response.writeHead(200, {
      ...common,
      "content-type": TYPES[extname(sent)] ?? "application/octet-stream",
      "content-security-policy": POLICY,
      "cache-control": path.startsWith("/assets/") ? "public, max-age=31536000, immutable" : "no-cache",
    });
    response.end(readFileSync(sent));
  }

  function pass(request: IncomingMessage, response: ServerResponse): void {
    const onward = ask(
      {
        host: "127.0.0.1",
        port: backend,
        method: request.method,
        path: request.url,
        headers: request.headers,
      },
      (answered) => {
        response.writeHead(answered.statusCode ?? 502, answered.headers);
        answered.pipe(response);
      },
    );
    onward.on("error", () => response.destroy());
    request.pipe(onward);
  }

  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  return {
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
