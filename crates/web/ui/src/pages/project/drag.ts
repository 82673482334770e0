import type { RefObject } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { Status } from "./tasks";

/** Where a card would come to stand: in a column before another card, or at its end. */
export interface Drop {
  id: number;
  status: Status;
  before: number | null;
}

/** How far a mouse moves before it drags rather than clicks, in px. */
const SLOP = 6;
/** How long a finger rests before it drags rather than scrolls, in milliseconds. */
const REST = 280;
/** How near to an edge the board scrolls, in px. */
const EDGE = 48;

/** The card before which something at `y` would be put; `null` at the end. */
export function beforeAt(cards: readonly { id: number; top: number; bottom: number }[], y: number, dragged: number): number | null {
  for (const { id, top, bottom } of cards) {
    if (id !== dragged && y < (top + bottom) / 2) return id;
  }
  return null;
}

/**
 * Drags cards of a board with a mouse, a pen or a finger: a mouse at once, a finger after it has rested for a moment, so
 * that it can still scroll. Escape gives up. Cards have `data-card`, columns `data-column`.
 */
export function useDrag(root: RefObject<HTMLElement | null>, enabled: boolean, onDrop: (drop: Drop) => void): Drop | null {
  const [drop, setDrop] = useState<Drop | null>(null);
  const latest = useRef(onDrop);
  latest.current = onDrop;

  useEffect(() => {
    const board = root.current;
    if (!board || !enabled) return;
    let card: HTMLElement | null = null;
    let ghost: HTMLElement | null = null;
    let start = { x: 0, y: 0, dx: 0, dy: 0 };
    let at = { x: 0, y: 0 };
    let now: Drop | null = null;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let frame = 0;

    const show = (next: Drop | null) => {
      if (next?.status !== now?.status || next?.before !== now?.before || next?.id !== now?.id) setDrop(next);
      now = next;
    };

    function begin() {
      if (!card) return;
      const box = card.getBoundingClientRect();
      start.dx = start.x - box.left;
      start.dy = start.y - box.top;
      ghost = card.cloneNode(true) as HTMLElement;
      ghost.removeAttribute("data-card");
      ghost.setAttribute("aria-hidden", "true");
      ghost.inert = true;
      Object.assign(ghost.style, { position: "fixed", left: "0", top: "0", zIndex: "30", width: `${box.width}px`, pointerEvents: "none", rotate: "1.5deg", opacity: "0.95", boxShadow: "var(--shadow-2)" });
      document.body.append(ghost);
      getSelection()?.removeAllRanges();
      follow();
    }

    function follow() {
      frame = 0;
      if (!ghost || !card || !board) return;
      ghost.style.translate = `${at.x - start.dx}px ${at.y - start.dy}px`;
      const over = document.elementFromPoint(at.x, at.y)?.closest<HTMLElement>("[data-column]");
      const id = Number(card.dataset.card);
      if (over && board.contains(over)) {
        const cards = [...over.querySelectorAll<HTMLElement>("[data-card]")].map((one) => {
          const { top, bottom } = one.getBoundingClientRect();
          return { id: Number(one.dataset.card), top, bottom };
        });
        show({ id, status: over.dataset.column as Status, before: beforeAt(cards, at.y, id) });
      }
      // Near an edge what lies beyond comes in.
      const box = board.getBoundingClientRect();
      const x = at.x < box.left + EDGE ? -12 : at.x > box.right - EDGE ? 12 : 0;
      const y = at.y < EDGE ? -12 : at.y > innerHeight - EDGE ? 12 : 0;
      if (x || y) {
        board.scrollBy(x, 0);
        scrollBy(0, y);
        frame = requestAnimationFrame(follow);
      }
    }

    function end(dropped: boolean) {
      clearTimeout(timer);
      cancelAnimationFrame(frame);
      frame = 0;
      ghost?.remove();
      const target = dropped && ghost ? now : null;
      ghost = null;
      card = null;
      show(null);
      removeEventListener("pointermove", move);
      removeEventListener("pointerup", up);
      removeEventListener("pointercancel", cancel);
      removeEventListener("keydown", key, true);
      removeEventListener("touchmove", hold);
      if (target) latest.current(target);
    }

    const move = (event: PointerEvent) => {
      at = { x: event.clientX, y: event.clientY };
      if (!ghost) {
        const far = Math.hypot(at.x - start.x, at.y - start.y) > SLOP;
        if (far && event.pointerType === "mouse") begin();
        else if (far && event.pointerType !== "mouse") end(false);
        return;
      }
      event.preventDefault();
      frame ||= requestAnimationFrame(follow);
    };
    const up = () => {
      if (ghost) {
        follow();
        // The click that follows isn't meant.
        const swallow = (event: Event) => {
          event.preventDefault();
          event.stopPropagation();
        };
        addEventListener("click", swallow, { capture: true, once: true });
        setTimeout(() => removeEventListener("click", swallow, { capture: true }), 0);
      }
      end(true);
    };
    const cancel = () => end(false);
    const key = (event: KeyboardEvent) => {
      if (event.key !== "Escape" || !ghost) return;
      event.preventDefault();
      event.stopPropagation();
      end(false);
    };
    const hold = (event: TouchEvent) => ghost && event.preventDefault();

    const down = (event: PointerEvent) => {
      const target = event.target as HTMLElement;
      const pressed = target.closest<HTMLElement>("[data-card]");
      if (!pressed || event.button !== 0 || card || target.closest("[aria-haspopup], [popover]")) return;
      card = pressed;
      start = { x: event.clientX, y: event.clientY, dx: 0, dy: 0 };
      at = { x: event.clientX, y: event.clientY };
      if (event.pointerType !== "mouse") timer = setTimeout(begin, REST);
      addEventListener("pointermove", move);
      addEventListener("pointerup", up);
      addEventListener("pointercancel", cancel);
      addEventListener("keydown", key, true);
      addEventListener("touchmove", hold, { passive: false });
    };
    // A finger that rests would open the browser's menu.
    const menu = (event: Event) => ghost && event.preventDefault();
    board.addEventListener("pointerdown", down);
    board.addEventListener("contextmenu", menu);
    return () => {
      end(false);
      board.removeEventListener("pointerdown", down);
      board.removeEventListener("contextmenu", menu);
    };
  }, [enabled]);

  return drop;
}
