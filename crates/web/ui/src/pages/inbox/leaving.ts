import { useEffect, useRef, useState } from "preact/hooks";
import { errorText, toast } from "../../ui";

interface Options {
  said: string;
  undo: string;
  /** Deletes it for good. */
  remove: (id: number) => Promise<unknown>;
  /** How long one can take it back, in milliseconds. Default: as long as a toast stays. */
  wait?: number;
}

/**
 * Deleting what the API can't bring back: it is hidden at once, and deleted when the time to take it back is over, or
 * when the page is left.
 */
export function useLeaving({ said, undo, remove, wait = 10_000 }: Options) {
  const [hidden, setHidden] = useState<ReadonlySet<number>>(new Set());
  const timers = useRef(new Map<number, ReturnType<typeof setTimeout>>());
  const latest = useRef(remove);
  latest.current = remove;

  const show = (id: number) => setHidden((old) => new Set([...old].filter((one) => one !== id)));

  async function go(id: number) {
    clearTimeout(timers.current.get(id));
    if (!timers.current.delete(id)) return;
    try {
      await latest.current(id);
    } catch (error) {
      show(id);
      toast(errorText(error), { kind: "error" });
    }
  }

  useEffect(() => {
    const all = () => [...timers.current.keys()].forEach((id) => void go(id));
    addEventListener("pagehide", all);
    return () => {
      removeEventListener("pagehide", all);
      all();
    };
  }, []);

  return {
    hidden,
    leave(id: number) {
      setHidden((old) => new Set([...old, id]));
      timers.current.set(id, setTimeout(() => void go(id), wait));
      toast(said, {
        stays: wait,
        action: {
          label: undo,
          run: () => {
            clearTimeout(timers.current.get(id));
            if (timers.current.delete(id)) show(id);
          },
        },
      });
    },
  };
}
