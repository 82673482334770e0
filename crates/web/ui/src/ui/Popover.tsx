import type { ComponentChildren, RefObject } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { cx } from "./classes";
import { place } from "./place";
import styles from "./Popover.module.css";

interface Props {
  open: boolean;
  /** Esc and a press elsewhere ask for this. */
  onClose: () => void;
  /** What it is placed at, and what gets the focus back. */
  anchor: RefObject<HTMLElement | null>;
  label: string;
  align?: "start" | "end";
  /** Leaves the focus where it is, as for suggestions under a field. */
  keepFocus?: boolean | undefined;
  class?: string | undefined;
  children: ComponentChildren;
}

/** A small surface beside its anchor, above everything. It is a native popover: Esc and a press elsewhere close it. */
export function Popover({ open, onClose, anchor, label, align = "start", keepFocus, class: className, children }: Props) {
  const ref = useRef<HTMLDivElement>(null);
  const closed = useRef(onClose);
  closed.current = onClose;

  // Before the next key, which is for what it holds.
  useLayoutEffect(() => {
    const popover = ref.current;
    const at = anchor.current;
    if (!popover || !at || !open) return;
    const onToggle = (event: Event) => {
      if ((event as ToggleEvent).newState === "closed") closed.current();
    };
    const follow = () => place(popover, at, align);
    popover.showPopover();
    follow();
    popover.addEventListener("toggle", onToggle);
    // What it shows may come later than it, and be larger.
    const size = new ResizeObserver(follow);
    size.observe(popover);
    addEventListener("resize", follow);
    addEventListener("scroll", follow, true);
    if (!keepFocus) {
      (popover.querySelector<HTMLElement>("[data-autofocus]") ?? popover.querySelector<HTMLElement>("button, [href], input, [tabindex='0']"))?.focus();
    }
    return () => {
      popover.removeEventListener("toggle", onToggle);
      size.disconnect();
      removeEventListener("resize", follow);
      removeEventListener("scroll", follow, true);
      const hadFocus = popover.contains(document.activeElement);
      if (popover.matches(":popover-open")) popover.hidePopover();
      if (hadFocus || document.activeElement === document.body) at.focus();
    };
  }, [open]);

  return (
    <div ref={ref} popover={keepFocus ? "manual" : "auto"} role="dialog" aria-label={label} class={cx(styles.popover, className)}>
      {open && children}
    </div>
  );
}
