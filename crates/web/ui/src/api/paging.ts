// Lists, page by page: the cursor of the next page is in the `Link` header.
import { batch, type ReadonlySignal, signal } from "@preact/signals";
import { isAbort, type Problem } from "./problem";
import type { Answer } from "./types";
import { problemOf } from "./unfetched";

/** Asks for one page: the first, or the one at a cursor. */
export type LoadPage<T> = (
  cursor: string | undefined,
  signal: AbortSignal,
) => Promise<Answer<readonly T[]>>;

/** Returns the cursor of the page after this one (RFC 8288); undefined on the last. */
export function nextCursor(response: Response): string | undefined {
  const links = response.headers.get("link") ?? "";
  for (const [, target, parameters] of links.matchAll(/<([^>]*)>([^,]*)/g)) {
    if (/;\s*rel="?next"?/.test(parameters ?? "")) {
      return new URL(target ?? "", "http://localhost").searchParams.get("cursor") ?? undefined;
    }
  }
  return undefined;
}

/** As many as the API gives at once. */
const MOST = 200;

/** The query of a page: a first one is as long as the list asks for, so that it is there soon, and a further one as long as may be. */
export function further(cursor: string | undefined): { cursor?: string; limit?: number } {
  return cursor === undefined ? {} : { cursor, limit: MOST };
}

/**
 * Walks through all pages.
 *
 * ```ts
 * for await (const todos of pages((cursor, signal) =>
 *   api.GET("/api/todos", { params: { query: { cursor } }, signal }))) { … }
 * ```
 */
export async function* pages<T>(
  load: LoadPage<T>,
  abort: AbortSignal = new AbortController().signal,
): AsyncGenerator<readonly T[], void, void> {
  let cursor: string | undefined;
  do {
    const { data, response } = await load(cursor, abort);
    yield data;
    cursor = nextCursor(response);
  } while (cursor !== undefined);
}

/** A list that grows page by page, for a view that asks for more when its end comes near. */
export interface Paged<T> {
  /** What was loaded up to now; undefined before the first answer. */
  readonly items: ReadonlySignal<readonly T[] | undefined>;
  readonly loading: ReadonlySignal<boolean>;
  /** What went wrong with the last request. */
  readonly error: ReadonlySignal<Problem | undefined>;
  /** Whether there is another page. */
  readonly hasMore: ReadonlySignal<boolean>;
  /** Loads the next page, or waits for the one that is loading; does nothing when there is none. While the list is loaded anew, the page comes after that. */
  more(): Promise<void>;
  /** Begins anew. What is shown stays until the first page is there again. */
  reload(): Promise<void>;
  /** Loads as much anew as there is now, so that who reads further down stays there. What is shown stays until all of it is there. */
  refresh(): Promise<void>;
  /** Changes what is shown, after a change that was answered. What is being loaded anew is loaded once more. */
  update(change: (items: readonly T[]) => readonly T[]): void;
  /** Gives up what is loading. */
  abort(): void;
}

/** Makes a list of pages, each loaded when it is asked for. */
export function paged<T>(load: LoadPage<T>): Paged<T> {
  const items = signal<readonly T[] | undefined>(undefined);
  const loading = signal(false);
  const error = signal<Problem | undefined>(undefined);
  const hasMore = signal(true);
  let cursor: string | undefined;
  let running: AbortController | undefined;
  /** Reads once more what is being read from the beginning. */
  let again: (() => void) | undefined;
  let isAnew = false;
  let answered = Promise.resolve();

  function next(from: string | undefined): Promise<void> {
    isAnew = false;
    return (answered = ask(from, 0));
  }

  function anew(least: number): Promise<void> {
    isAnew = true;
    return (answered = ask(undefined, least));
  }

  /** Asks for the page at a cursor, and for further ones until there are so many at least. */
  async function ask(from: string | undefined, least: number): Promise<void> {
    running?.abort();
    const mine = new AbortController();
    running = mine;
    again = from === undefined ? () => void (answered = ask(from, least)) : undefined;
    batch(() => {
      loading.value = true;
      error.value = undefined;
    });
    try {
      let after = from;
      let found: readonly T[] = [];
      do {
        const { data, response } = await load(after, mine.signal);
        if (running !== mine) {
          return;
        }
        found = [...found, ...data];
        after = nextCursor(response);
      } while (after !== undefined && found.length < least);
      batch(() => {
        items.value = from === undefined ? found : [...(items.peek() ?? []), ...found];
        cursor = after;
        hasMore.value = cursor !== undefined;
      });
    } catch (thrown) {
      if (running === mine && !isAbort(thrown)) {
        error.value = problemOf(thrown);
      }
    } finally {
      if (running === mine) {
        running = again = undefined;
        loading.value = false;
      }
    }
  }

  return {
    items,
    loading,
    error,
    hasMore,
    more: async () => {
      // A list that is as long as before asks for no more by itself: its end was in sight all the while.
      while (loading.peek() && isAnew) {
        await answered;
        if (error.peek()) return;
      }
      if (loading.peek()) {
        await answered;
      } else if (hasMore.peek()) {
        await next(cursor);
      }
    },
    reload: async () => {
      cursor = undefined;
      await anew(0);
    },
    refresh: () => anew(items.peek()?.length ?? 0),
    update: (change) => {
      items.value = change(items.peek() ?? []);
      // What is under way would bring back what was before.
      again?.();
    },
    abort: () => {
      running?.abort();
      running = again = undefined;
      loading.value = false;
    },
  };
}
