// The typed client: `api.GET("/api/todos", …)` gives what the API answers, or throws a `Problem`.
import createClient, { type Middleware } from "openapi-fetch";
import { isAbort, Problem } from "./problem";
import type { paths } from "./schema";
import type { Api } from "./types";

const SAFE = new Set(["GET", "HEAD", "OPTIONS"]);
/** Answers that have no body, not even an empty one. */
const BODILESS = new Set([204, 205, 304]);

/** How the client reaches the server. */
export interface ClientOptions {
  /** The server's origin. Default: that of the page. */
  baseUrl?: string;
  /** Default: the browser's. */
  fetch?: (request: Request) => Promise<Response>;
  /** Called with each problem, before it is thrown. */
  onProblem?: (problem: Problem) => void;
  /** The session that a change belongs to: once it is aborted, a change that waits for another one isn't sent. */
  session?: () => AbortSignal;
}

/**
 * Makes a client. Changing requests carry the header that says they were meant, answers that aren't
 * `ok` are thrown as a {@link Problem}, and so is a network that fails. Changes of one thing are sent one
 * after the other.
 */
export function createApi(options: ClientOptions = {}): Api {
  const fail = (problem: Problem): never => {
    options.onProblem?.(problem);
    throw problem;
  };
  const middleware: Middleware = {
    onRequest({ request }) {
      if (!SAFE.has(request.method)) {
        request.headers.set("X-Requested-With", "XMLHttpRequest");
      }
    },
    async onResponse({ response }) {
      // Without anything new there is no body, and nothing to complain about.
      if (!response.ok && response.status !== 304) {
        fail(await Problem.of(response));
      }
    },
    onError({ error }) {
      // Only what `fetch` throws comes here.
      if (isAbort(error)) {
        throw error;
      }
      return fail(Problem.offline(error));
    },
  };
  const client = createClient<paths>({
    baseUrl: options.baseUrl ?? globalThis.location?.origin ?? "",
    // Of another origin only where `CORS_ORIGINS` of the server names the page's.
    credentials: "include",
    fetch: inOrder((request) => whole(options.fetch ?? globalThis.fetch, request), options.session),
  });
  client.use(middleware);
  return client as unknown as Api;
}

type Send = (request: Request) => Promise<Response>;

/**
 * Sends what changes a thing (PUT, PATCH and DELETE; a POST makes one, or does something of its own) only once what changed it before
 * is answered: of two that are on their way together, such as a switch there and back, the server may take the later one first. What
 * still waits when its session ends is dropped, or it would change what belongs to whoever signs in next.
 */
function inOrder(send: Send, session?: () => AbortSignal): Send {
  const last = new Map<string, Promise<unknown>>();
  return (request) => {
    if (SAFE.has(request.method) || request.method === "POST") return send(request);
    const { origin, pathname } = new URL(request.url);
    const thing = origin + pathname;
    const before = last.get(thing);
    const ended = session?.();
    const later = () => {
      ended?.throwIfAborted();
      return send(request);
    };
    const mine = before ? before.then(later) : send(request);
    const over = mine.then(
      () => {},
      () => {},
    );
    last.set(thing, over);
    void over.then(() => last.get(thing) === over && last.delete(thing));
    return mine;
  };
}

/** Asks for an answer with its body: one that breaks off on its way is a network that fails, too. */
async function whole(fetch: Send, request: Request): Promise<Response> {
  const answer = await fetch(request);
  return new Response(BODILESS.has(answer.status) ? null : await answer.arrayBuffer(), answer);
}
