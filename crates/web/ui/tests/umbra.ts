// A server of a test's own, with a database that nobody has used yet.
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { randomInt } from "node:crypto";
import { existsSync, mkdtempSync, rmSync, statfsSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { inject } from "vitest";
import { serve, type Served } from "./serve";

/** The binary: that of the environment, else the one that `cargo build` left. */
export function binary(): string {
  const built = fileURLToPath(new URL("../../../../target/debug/umbra", import.meta.url));
  const program = process.env.UMBRA_BIN ?? built;
  if (!existsSync(program)) {
    throw new Error(`${program} isn't there: run \`cargo build\`, or set UMBRA_BIN`);
  }
  return program;
}

export interface Umbra {
  /** Where the browser goes. */
  readonly url: string;
  /** Where the server itself answers, as to a program. */
  readonly backend: string;
  /** Runs a command of `umbra` on this server's database, and gives what it printed. */
  command(...words: string[]): string;
  /** Sends a request as a program would, without any cookies but those given. */
  api(method: string, path: string, body?: unknown, cookie?: string): Promise<Response>;
  /** Makes the first admin, and gives the cookie of their session. */
  setUp(username?: string, password?: string): Promise<string>;
  /** Stops answering, as after a crash, and comes back. */
  stop(): Promise<void>;
  start(): Promise<void>;
  /** Ends it for good. */
  close(): Promise<void>;
}

/** Where Linux has a file system in memory. */
const MEMORY = "/dev/shm";

/** What has to be free there, in bytes: in a container there are 64 MiB unless it was given more. */
const ROOM = 1024 ** 3;

/** Tells whether there is room for files in memory, where a commit doesn't wait for the disk. */
export function hasMemory(): boolean {
  if (!existsSync(MEMORY)) return false;
  const { bavail, bsize } = statfsSync(MEMORY);
  return bavail * bsize >= ROOM;
}

const scratch = () => (hasMemory() ? MEMORY : tmpdir());

/** No connection is kept: while a command runs nobody sees that the server has closed it. */
const ONCE = { connection: "close" };

/** A password that is good enough for all accounts of the tests. */
export const PASSWORD = "correct horse battery";

/**
 * Starts a server with further settings, at a name that means this machine: `localhost`, or one of `.lan` in the browser. It serves the client itself where the tests are of what is
 * shipped (`UMBRA_TEST_SHIPPED`), and else the build of the sources as they are.
 */
export async function startUmbra(settings: Record<string, string> = {}, host = "localhost"): Promise<Umbra> {
  const folder = mkdtempSync(join(scratch(), "umbra-web-"));
  const dist = inject("dist");
  const port = await freePort();
  const backend = dist ? await freePort() : port;
  const url = `http://${host}:${port}`;
  const environment = {
    PATH: process.env.PATH ?? "",
    UMBRA_DATA_DIR: folder,
    UMBRA_LISTEN: `127.0.0.1:${backend}`,
    UMBRA_PUBLIC_URL: url,
    UMBRA_LOG: "warn",
    UMBRA_SHUTDOWN_SECONDS: "0",
    UMBRA_WEATHER_FORECAST_URL: "off",
    UMBRA_WEATHER_GEOCODING_URL: "off",
    UMBRA_NTFY_URL: "off",
    ...settings,
  };
  let child: ChildProcess | undefined;
  let served: Served | undefined;

  async function start(): Promise<void> {
    let said = "";
    const started = spawn(binary(), [], { cwd: folder, env: environment, stdio: ["ignore", "ignore", "pipe"] });
    child = started;
    started.stderr?.on("data", (chunk: Buffer) => {
      said += chunk.toString();
    });
    for (let tries = 0; ; tries += 1) {
      if (started.exitCode !== null || tries > 3_000) {
        throw new Error(`umbra doesn't start:\n${said}`);
      }
      const ready = await fetch(`http://127.0.0.1:${backend}/health/ready`, { headers: ONCE }).catch(() => undefined);
      if (ready?.ok) {
        break;
      }
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    served ??= dist ? await serve(dist, port, backend) : undefined;
  }

  async function stop(): Promise<void> {
    const stopped = child;
    child = undefined;
    if (stopped && stopped.exitCode === null) {
      const ended = new Promise((resolve) => stopped.once("exit", resolve));
      stopped.kill("SIGKILL");
      await ended;
    }
  }

  function api(method: string, path: string, body?: unknown, cookie = ""): Promise<Response> {
    return fetch(`http://127.0.0.1:${backend}${path}`, {
      method,
      headers: {
        "x-requested-with": "XMLHttpRequest",
        ...ONCE,
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...(cookie ? { cookie } : {}),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  }

  await start();
  return {
    url,
    backend: `http://127.0.0.1:${backend}`,
    api,
    start,
    stop,
    command: (...words) => {
      const ran = spawnSync(binary(), words, { cwd: folder, env: environment, encoding: "utf8" });
      if (ran.status !== 0) {
        throw new Error(`umbra ${words.join(" ")}: ${ran.stderr}`);
      }
      return ran.stdout;
    },
    setUp: async (username = "ana", password = PASSWORD) => {
      const answer = await api("POST", "/api/auth/setup", { username, password });
      if (!answer.ok) {
        throw new Error(`set-up: ${await answer.text()}`);
      }
      return cookieOf(answer);
    },
    close: async () => {
      await stop();
      await served?.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Takes the session's cookie of an answer. */
export function cookieOf(answer: Response): string {
  const set = answer.headers.getSetCookie().map((line) => line.split(";")[0] ?? "");
  return set.join("; ");
}

/**
 * Finds a port at which nothing listens, of those that no system gives to a connection by itself: such a one may go
 * to another test's connection before the server listens there. Browsers refuse some of those below.
 */
async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(11_000, 30_000);
    const isFree = await new Promise<boolean>((resolve) => {
      const probe = createServer();
      probe.once("error", () => resolve(false));
      probe.listen(port, "127.0.0.1", () => probe.close(() => resolve(true)));
    });
    if (isFree) return port;
  }
}
