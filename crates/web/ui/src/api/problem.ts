// What went wrong with a request, as one kind of error.
import type { components } from "./schema";

type Body = components["schemas"]["Problem"] & { attempts_left?: number };

/** A field that was refused. */
export interface FieldProblem {
  /** The stable code, such as `missing_field`. */
  code: string;
  /** A sentence in English. */
  detail: string;
}

/**
 * An error answer of the API (RFC 9457), or that there was none: then `status` is 0, and `code` is
 * `offline` where the server couldn't be reached. Programs go by `code`, which is stable.
 */
export class Problem extends Error {
  override readonly name = "Problem";
  /** The HTTP status; 0 where there was no answer. */
  readonly status: number;
  /** The stable code. */
  readonly code: string;
  /** A sentence for a person, in English. */
  readonly detail: string;
  /** The refused fields of a 422, by their JSON pointers, such as `/title`. */
  readonly fields: ReadonlyMap<string, FieldProblem>;
  /** Seconds to wait before the next try, where the server says so. */
  readonly retryAfter: number | undefined;
  /** How many more wrong passwords or codes lock sign-in, where it is few. */
  readonly attemptsLeft: number | undefined;
  /** Identifies the request in the server's log. */
  readonly requestId: string | undefined;

  constructor(status: number, body: Partial<Body>, retryAfter?: number, cause?: unknown) {
    super(`${status} ${body.code ?? "unknown"}`, { cause });
    this.status = status;
    this.code = body.code ?? "unknown";
    this.detail = body.detail ?? "";
    this.fields = new Map(
      (body.errors ?? []).map(({ pointer, code, detail }) => [pointer, { code, detail }]),
    );
    this.retryAfter = retryAfter;
    this.attemptsLeft = body.attempts_left;
    this.requestId = body.request_id;
  }

  /** Whether the server couldn't be reached. */
  get isOffline(): boolean {
    return this.code === "offline";
  }

  /** Whether somebody else, or another tab, changed the thing meanwhile: show its newer state. */
  get isConflict(): boolean {
    return this.status === 412;
  }

  /** Reads an error answer. What isn't of the API, such as a proxy's page, keeps its status. */
  static async of(response: Response): Promise<Problem> {
    const wait = retryAfter(response.headers.get("retry-after"));
    const isProblem = response.headers.get("content-type")?.startsWith("application/problem+json");
    const body = (isProblem && (await response.json().catch(() => null))) as Partial<Body> | null;
    return new Problem(response.status, body || {}, wait);
  }

  /** Says that the server couldn't be reached: `fetch` threw, whatever the reason. */
  static offline(cause: unknown): Problem {
    return new Problem(0, { code: "offline" }, undefined, cause);
  }

  /**
   * Makes a problem of whatever was thrown, but passes on that the caller aborted the request. A mistake of the
   * program's is reported ({@link report}), and can be shown as something unknown.
   */
  static from(error: unknown): Problem {
    if (error instanceof Problem) {
      return error;
    }
    if (isAbort(error)) {
      throw error;
    }
    report(error);
    return new Problem(0, { code: "unknown" }, undefined, error);
  }
}

const reported = new WeakSet<object>();

/**
 * Lets a mistake of the program's be seen as if nobody had caught it: in the console, and by tests. Does nothing for
 * what isn't one: a problem that the API tells, or what a browser declines.
 */
export function report(error: unknown): void {
  if (!(error instanceof Error) || error instanceof Problem || error instanceof DOMException || reported.has(error)) {
    return;
  }
  reported.add(error);
  reportError(error);
}

/** Tells whether the caller itself gave up a request. */
export function isAbort(error: unknown): boolean {
  return error instanceof DOMException && error.name === "AbortError";
}

/** Reads `Retry-After` in seconds or as a date (RFC 9110 section 10.2.3). */
function retryAfter(value: string | null): number | undefined {
  if (!value) {
    return undefined;
  }
  const seconds = /^\d+$/.test(value.trim())
    ? Number(value)
    : Math.ceil((Date.parse(value) - Date.now()) / 1000);
  return Number.isFinite(seconds) ? Math.max(seconds, 1) : undefined;
}
