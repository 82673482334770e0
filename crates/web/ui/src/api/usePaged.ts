import { useEffect, useMemo, useRef } from "preact/hooks";
import { type LoadPage, type Paged, paged } from "./paging";
import { onInvalidate } from "./resource";

/**
 * Loads a list page by page for as long as a component is shown, and what is shown of it anew when something that the key
 * names was changed, as with `useResource`.
 */
export function usePaged<T>(key: string, load: LoadPage<T>): Paged<T> {
  const latest = useRef(load);
  latest.current = load;
  const list = useMemo(() => paged<T>((cursor, signal) => latest.current(cursor, signal)), [key]);
  useEffect(() => {
    void list.more();
    const stop = onInvalidate(key, () => void list.refresh());
    return () => {
      stop();
      list.abort();
    };
  }, [list]);
  return list;
}
