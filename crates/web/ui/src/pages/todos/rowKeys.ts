import type { RefObject } from "preact";
import { useEffect } from "preact/hooks";
import { useKey } from "../../shell";

interface Acts {
  complete: (id: number) => void;
  edit: (id: number) => void;
}

const rowsIn = (list: HTMLElement) => [...list.querySelectorAll<HTMLElement>("[data-row]")];
const idOf = (row: Element | null | undefined) => Number(row?.closest<HTMLElement>("[data-todo]")?.dataset.todo ?? NaN);

/**
 * Keys in a list of todos: j and k or the arrows go on, x completes, e edits. When the row with the focus goes, the
 * next one gets it.
 */
export function useRowKeys(ref: RefObject<HTMLElement | null>, acts: Acts): void {
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

  useKey("j", () => step(1));
  useKey("k", () => step(-1));
  useKey("x", complete);
  useKey("e", withRow(acts.edit));

  useEffect(() => {
    const list = ref.current;
    if (!list) return;
    /** Where the focus goes if its row is taken away. */
    let neighbours: number[] = [];
    const press = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
      if (!(event.target as HTMLElement).matches("[data-row], [data-todo] input")) return;
      event.preventDefault();
      step(event.key === "ArrowDown" ? 1 : -1);
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
