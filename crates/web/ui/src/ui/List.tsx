import type { ComponentChildren, RefObject } from "preact";
import { useEffect, useImperativeHandle, useLayoutEffect, useMemo, useReducer, useRef, useState } from "preact/hooks";
import { cx } from "./classes";
import styles from "./List.module.css";

/** What can be done with a list from outside: `const controls = useRef<ListControls>(null)`. */
export interface ListControls {
  /** Scrolls to a row, wherever it is; with `focus` the first control from there on gets the focus, or what it selects near there. */
  reveal(index: number, focus?: boolean | string): void;
}

interface Props<T> {
  items: readonly T[];
  /** Names an item for good, also when the list changes. */
  itemKey: (item: T) => string | number;
  render: (item: T, index: number) => ComponentChildren;
  /** What a row is about as high as, in px; rows are measured once they are seen. Default: 48. */
  estimate?: number;
  /** Is called when the end comes near: fetch the next page. */
  onEnd?: (() => void) | undefined;
  /** After the last row: "loading", an error with a way on. */
  after?: ComponentChildren;
  /** Names the list for those who listen. */
  label?: string | undefined;
  /** A row that is a heading, say of a group, rather than an item. */
  isHeading?: (item: T) => boolean;
  controls?: RefObject<ListControls | null> | undefined;
  /** The key of a row that stays in the document wherever one scrolls, say because somebody writes in it. */
  keep?: string | number | undefined;
  class?: string | undefined;
}

/** Up to here all rows are drawn: the browser's own search and print then see everything. */
const ALL = 80;
/** How many rows beyond the window are drawn on each side, so that Tab always finds the next one. */
const BEYOND = 8;

/**
 * A list of any length: only the rows near the window are in the document. It scrolls with the page. Rows may differ in
 * height; the row that has the focus stays, wherever one scrolls.
 */
export function List<T>({ items, itemKey, render, estimate = 48, onEnd, after, label, isHeading, controls, keep, class: className }: Props<T>) {
  const root = useRef<HTMLUListElement>(null);
  const heights = useRef(new Map<string | number, number>());
  const [measured, remeasure] = useReducer<number, void>((n) => n + 1, 0);
  const [view, setView] = useState({ top: 0, bottom: 1200 });
  const focused = useRef<string | number | null>(null);
  const windowed = items.length > ALL;

  const offsets = useMemo(() => {
    if (!windowed) return null;
    const at = new Float64Array(items.length + 1);
    items.forEach((item, i) => (at[i + 1] = at[i]! + (heights.current.get(itemKey(item)) ?? estimate)));
    return at;
  }, [items, windowed, measured, estimate]);

  useEffect(() => {
    if (!windowed) return;
    let frame = 0;
    const look = () => {
      frame = 0;
      const top = root.current?.getBoundingClientRect().top ?? 0;
      setView((old) => (Math.abs(old.top + top) < estimate && old.bottom - old.top === innerHeight ? old : { top: -top, bottom: -top + innerHeight }));
    };
    const soon = () => (frame ||= requestAnimationFrame(look));
    look();
    addEventListener("scroll", soon, { passive: true, capture: true });
    addEventListener("resize", soon);
    // What is above the list may have come or gone.
    const moved = new ResizeObserver(soon);
    moved.observe(document.body);
    return () => {
      cancelAnimationFrame(frame);
      moved.disconnect();
      removeEventListener("scroll", soon, true);
      removeEventListener("resize", soon);
    };
  }, [windowed, estimate]);

  const indexes: number[] = [];
  if (!offsets) items.forEach((_, i) => indexes.push(i));
  else {
    const find = (y: number) => {
      let low = 0;
      let high = items.length;
      while (low < high) {
        const middle = (low + high) >> 1;
        if (offsets[middle + 1]! <= y) low = middle + 1;
        else high = middle;
      }
      return low;
    };
    const first = Math.max(0, find(view.top) - BEYOND);
    const last = Math.min(items.length - 1, find(view.bottom) + BEYOND);
    const held = new Set([focused.current, keep].map((key) => (key == null ? -1 : items.findIndex((item) => itemKey(item) === key))));
    const beyond = [...held].filter((i) => i >= 0 && (i < first || i > last)).sort((a, b) => a - b);
    indexes.push(...beyond.filter((i) => i < first));
    for (let i = first; i <= last; i++) indexes.push(i);
    indexes.push(...beyond.filter((i) => i > last));
  }
  const nearEnd = indexes.length === 0 || indexes.at(-1)! >= items.length - 1;

  useLayoutEffect(() => {
    if (!windowed || !root.current) return;
    let changed = false;
    for (const row of root.current.children as HTMLCollectionOf<HTMLElement>) {
      const item = items[Number(row.dataset.index)];
      if (item === undefined || !row.dataset.index) continue;
      const height = row.getBoundingClientRect().height;
      const key = itemKey(item);
      if (Math.abs((heights.current.get(key) ?? estimate) - height) > 0.5) {
        heights.current.set(key, height);
        changed = true;
      }
    }
    if (changed) remeasure();
  });

  const places = useRef(offsets);
  places.current = offsets;
  useImperativeHandle(
    controls ?? null,
    () => ({
      reveal(index, focus) {
        // Rows that were never seen are measured on the way there, so it looks again until the place is right.
        const go = (tries: number) => {
          const ul = root.current;
          if (!ul) return;
          const row = ul.querySelector<HTMLElement>(`:scope > [data-index="${index}"]`);
          const top = (row ?? ul).getBoundingClientRect().top + (row ? 0 : (places.current?.[index] ?? 0));
          const before = scrollY;
          scrollBy({ top: top - 8, behavior: "instant" });
          if (tries > 0 && (!row || Math.abs(scrollY - before) > 1)) {
            requestAnimationFrame(() => go(tries - 1));
          } else if (focus) {
            const after = [...ul.children].filter((one) => Number((one as HTMLElement).dataset.index) >= index);
            const first = after.map((one) => one.querySelector<HTMLElement>("a, button")).find(Boolean);
            const wanted = typeof focus === "string" ? ul.querySelector<HTMLElement>(focus) : first;
            wanted?.focus({ preventScroll: true });
          }
        };
        requestAnimationFrame(() => go(60));
      },
    }),
    [],
  );

  // A short list has its end in sight only when one has scrolled there.
  const tail = useRef<HTMLDivElement>(null);
  const ended = useRef(onEnd);
  ended.current = onEnd;
  useEffect(() => {
    if (!tail.current || !onEnd) return;
    const watch = new IntersectionObserver(([entry]) => entry?.isIntersecting && ended.current?.(), { rootMargin: "600px" });
    watch.observe(tail.current);
    return () => watch.disconnect();
  }, [Boolean(onEnd), items.length, nearEnd]);

  return (
    <>
      <ul
        ref={root}
        role="list"
        aria-label={label}
        class={cx(styles.list, windowed && styles.windowed, className)}
        style={offsets ? { height: `${offsets[items.length]}px` } : undefined}
        onFocusIn={(event) => {
          const row = (event.target as HTMLElement).closest<HTMLElement>("[data-index]");
          const item = row ? items[Number(row.dataset.index)] : undefined;
          focused.current = item === undefined ? null : itemKey(item);
        }}
        onFocusOut={(event) => {
          if (!event.currentTarget.contains(event.relatedTarget as Node | null)) focused.current = null;
        }}
      >
        {indexes.map((i) => {
          const item = items[i]!;
          return (
            <li
              key={itemKey(item)}
              data-index={i}
              class={styles.row}
              aria-setsize={windowed && !isHeading ? items.length : undefined}
              aria-posinset={windowed && !isHeading ? i + 1 : undefined}
              style={offsets ? { top: `${offsets[i]}px` } : undefined}
            >
              {render(item, i)}
            </li>
          );
        })}
      </ul>
      <div ref={tail}>{after}</div>
    </>
  );
}
