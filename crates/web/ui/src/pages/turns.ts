import { useRef } from "preact/hooks";

/**
 * Sends one after the other: who goes through a list of rights by the arrows changes it at each of them, and the last one is to
 * hold. It tells whether nothing else waits by then, so that what there is can be shown.
 */
export function useTurns(): (act: () => Promise<unknown>) => Promise<boolean> {
  const last = useRef<Promise<unknown>>(Promise.resolve());
  return async (act) => {
    const mine = last.current.then(act);
    const over = mine.catch(() => {});
    last.current = over;
    await mine;
    return last.current === over;
  };
}
