import type { RefObject } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { isPressed } from "../../keymap";
import { useKey } from "../../shell";

interface Acts {
  complete: (id: number) => void;
  edit: (id: number) => void;
  /** Moves it among those beside it, by Shift and an arrow. */
  move?: (id: number, by: 1 | -1) => void;
}

const rowsIn = (list: HTMLElement) => [...list.querySelectorAll<HTMLElement>("[data-row]")];
const idOf = (row: Element | null | undefined) => Number(row?.closest<HTMLElement>("[data-todo]")?.dataset.todo ?? NaN);

/**
 * Keys in a list of todos or tasks: j and k or the arrows go on, x completes, e edits. When the row with the focus goes,
 * the next one gets it. A row has `data-todo` with the id, and what gets the focus in it has `data-row`.
 */
export function useRowKeys(ref: RefObject<HTMLElement | null>, acts: Acts): void {
  const latest = useRef(acts);
  latest.current = acts;
  const current = (): HTMLElement | undefined => {
    const row = document.activeElement?.closest<HTMLElement>("[data-todo]");
    return row && ref.current?.contains(row) ? row.querySelector<HTMLElement>("[data-row]") ?? undefined : undefined;
  };
  const step = (by: 1 | -1) => {
    if (!ref.current) return;
    const rows = rowsIn(ref.current);
    const at = current();
    const next = at ? rows[rows.indexOf(at) + by] : rows.find((row) => row.getBoundingClientRect().bottom > 0);
    next?.focus();
    next?.scrollIntoView({ block: "nearest" });
  };
  const withRow = (act: (id: number) => void) => () => {
    const id = idOf(current());
    if (!Number.isNaN(id)) act(id);
  };
  const complete = withRow(acts.complete);

  useKey("lists.next", () => step(1));
  useKey("lists.previous", () => step(-1));
  useKey("lists.complete", complete);
  useKey("pages.edit", withRow(acts.edit));

  useLayoutEffect(() => {
    const list = ref.current;
    if (!list) return;
    /** Where the focus goes if its row is taken away. */
    let neighbours: number[] = [];
    const press = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
      if (!(event.target as HTMLElement).matches("[data-row], [data-todo] input")) return;
      event.preventDefault();
      if (isPressed("lists.up", event)) latest.current.move?.(idOf(current()), -1);
      else if (isPressed("lists.down", event)) latest.current.move?.(idOf(current()), 1);
      else step(event.key === "ArrowDown" ? 1 : -1);
    };
    const remember = () => {
      const rows = rowsIn(list);
      const at = current();
      const index = at ? rows.indexOf(at) : -1;
      if (index >= 0) neighbours = [idOf(at), idOf(rows[index + 1]), idOf(rows[index - 1])];
    };
    const watch = new MutationObserver(() => {
      if (document.activeElement !== document.body || !neighbours.length) return;
      for (const id of neighbours) {
        const row = list.querySelector<HTMLElement>(`[data-todo="${id}"] [data-row]`);
        if (row) return row.focus();
      }
    });
    list.addEventListener("keydown", press);
    list.addEventListener("focusin", remember);
    watch.observe(list, { childList: true, subtree: true });
    return () => {
      list.removeEventListener("keydown", press);
      list.removeEventListener("focusin", remember);
      watch.disconnect();
    };
  }, []);
}
