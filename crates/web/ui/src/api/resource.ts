// What a page shows of the API: loaded, loading, failed, and loaded again when something changed it.
import { batch, effect, type ReadonlySignal, signal } from "@preact/signals";
import { useEffect, useMemo, useRef } from "preact/hooks";
import { isAbort, type Problem } from "./problem";
import { session } from "./session";
import { problemOf } from "./unfetched";

/** Something that is loaded. */
export interface Resource<T> {
  /** The last answer. It stays while it is loaded again, and when that fails. */
  readonly data: ReadonlySignal<T | undefined>;
  /** What went wrong with the last request; undefined once one succeeds. */
  readonly error: ReadonlySignal<Problem | undefined>;
  readonly loading: ReadonlySignal<boolean>;
  /** Loads it again. */
  reload(): Promise<void>;
  /** Shows a newer state, such as the answer to a change. */
  set(data: T): void;
  /** Gives up what is loading, and is no longer loaded again. */
  dispose(): void;
}

/** Loads something; the signal aborts when nobody wants it any more. */
export type Load<T> = (signal: AbortSignal) => Promise<T>;

const live = new Map<string, Set<() => void>>();

/** The last answers, so that a page that is opened again shows something at once. Only in memory. */
const seen = new Map<string, unknown>();
const SEEN_AT_MOST = 100;

effect(() => {
  // Signing out and locking leave nothing behind.
  if (session.value !== "open") {
    seen.clear();
  }
});

/**
 * Makes a resource and begins to load it.
 *
 * @param key its path with the query, such as `/api/todos?completed=false`: by that it is invalidated
 */
export function resource<T>(key: string, load: Load<T>): Resource<T> {
  const data = signal<T | undefined>(seen.get(key) as T | undefined);
  const error = signal<Problem | undefined>(undefined);
  const loading = signal(false);
  let running: AbortController | undefined;
  let disposed = false;

  function keep(value: T): void {
    if (session.peek() === "open") {
      seen.delete(key);
      seen.set(key, value);
      const [oldest] = seen.size > SEEN_AT_MOST ? seen.keys() : [];
      if (oldest !== undefined) {
        seen.delete(oldest);
      }
    }
    data.value = value;
  }

  async function reload(): Promise<void> {
    if (disposed) {
      return;
    }
    running?.abort();
    const mine = new AbortController();
    running = mine;
    loading.value = true;
    try {
      const loaded = await load(mine.signal);
      if (running === mine) {
        batch(() => {
          keep(loaded);
          error.value = undefined;
        });
      }
    } catch (thrown) {
      if (running === mine && !isAbort(thrown)) {
        error.value = problemOf(thrown);
      }
    } finally {
      if (running === mine) {
        running = undefined;
        loading.value = false;
      }
    }
  }

  const again = () => void reload();
  const listed = live.get(key) ?? new Set();
  live.set(key, listed.add(again));
  void reload();
  return {
    data,
    error,
    loading,
    reload,
    set: (value) => {
      // A request under way would bring back what was before.
      const wasLoading = running !== undefined;
      running?.abort();
      running = undefined;
      batch(() => {
        keep(value);
        error.value = undefined;
        loading.value = false;
      });
      if (wasLoading) {
        void reload();
      }
    },
    dispose: () => {
      disposed = true;
      running?.abort();
      running = undefined;
      loading.value = false;
      listed.delete(again);
      if (listed.size === 0 && live.get(key) === listed) {
        live.delete(key);
      }
    },
  };
}

/**
 * Says that something changed: what is shown of it, or of what lies below its path, is loaded again.
 * `invalidate("/api/todos")` reaches `/api/todos?completed=false` and `/api/todos/17`.
 */
export function invalidate(...paths: string[]): void {
  const reached = (key: string) =>
    paths.some((path) => key === path || key.startsWith(`${path}?`) || key.startsWith(`${path}/`));
  for (const key of [...seen.keys()].filter(reached)) {
    seen.delete(key);
  }
  for (const [key, listed] of [...live]) {
    if (reached(key)) {
      for (const again of [...listed]) {
        again();
      }
    }
  }
}

/**
 * Calls a function when something that a key names was changed, as `invalidate` says: for what loads by itself, such as
 * lists of pages. Gives back how to stop that.
 */
export function onInvalidate(key: string, again: () => void): () => void {
  const listed = live.get(key) ?? new Set();
  live.set(key, listed.add(again));
  return () => {
    listed.delete(again);
    if (listed.size === 0 && live.get(key) === listed) {
      live.delete(key);
    }
  };
}

/**
 * Loads something for as long as a component is shown, and anew when the key changes.
 *
 * ```tsx
 * const todos = useResource("/api/todos", async (signal) => (await api.GET("/api/todos", { signal })).data);
 * ```
 */
export function useResource<T>(key: string, load: Load<T>): Resource<T> {
  // The newest function counts: a reload uses what the component knows by then.
  const latest = useRef(load);
  latest.current = load;
  const made = useMemo(() => resource(key, (abort) => latest.current(abort)), [key]);
  useEffect(() => () => made.dispose(), [made]);
  return made;
}
