import { useEffect } from "preact/hooks";

/** What can have the focus without bringing up the keys of a phone. */
const CONTROLS = ":is(button, select, [type=checkbox], [type=radio]):not(:disabled), a[href], [tabindex='0']";
/** They know better where it goes on: a grid at its cursor, a dialog that is closed where it was opened. */
const OTHERS = "[role=grid], dialog:not([open])";
/** Beyond these is something else. */
const BOUNDS = "main, dialog, [popover], body";

/** Gives the focus to the first control in an element, or to the last one. */
function give(one: Element, last = false): boolean {
  const all = [one, ...one.querySelectorAll(CONTROLS)].filter((control) => control.matches(CONTROLS)) as HTMLElement[];
  return (last ? all.reverse() : all).some((control) => {
    control.focus();
    return document.activeElement === control;
  });
}

/** Gives the focus to what is next to where something was: what follows, else what is before it, else what is around. */
function goOn(parent: Element, before: Element | null): boolean {
  for (let one = before ? before.nextElementSibling : parent.firstElementChild; one; one = one.nextElementSibling) if (give(one)) return true;
  for (let one = before; one; one = one.previousElementSibling) if (give(one, true)) return true;
  return !parent.matches(BOUNDS) && parent.parentElement !== null && goOn(parent.parentElement, parent);
}

/** The nearest element before what was taken from a parent. */
function elementBefore({ previousSibling: node, target }: MutationRecord): Element | null {
  if (node?.parentNode !== target) return null;
  return node instanceof Element ? node : (node as CharacterData).previousElementSibling;
}

const isLost = () => document.activeElement === document.body;

/**
 * Where what had the focus is taken away, say a row with what was deleted, its neighbour gets it: else the keyboard would begin
 * at the top. After what lies over the page, such as something that was said, it goes back to the page.
 */
export function useKeptFocus(): void {
  useEffect(() => {
    let last: Node | null = null;
    let below: HTMLElement | null = null;
    const remember = (event: FocusEvent) => {
      const target = event.target as HTMLElement;
      last = target;
      if (!target.closest("[popover]")) below = target;
    };
    // Who presses beside it wants it nowhere.
    const leave = () => queueMicrotask(() => last?.isConnected && isLost() && (last = null));
    const watch = new MutationObserver((records) => {
      if (!last || last.isConnected || !isLost()) return;
      let gone = last;
      let taken: MutationRecord | undefined;
      last = null;
      for (const record of records) {
        if (![...record.removedNodes].some((node) => node.contains(gone))) continue;
        taken = record;
        gone = record.target;
      }
      const place = taken?.target;
      if (!taken || !(place instanceof Element) || place.closest(OTHERS)) return;
      // A page that goes is followed by another one, whose heading gets the focus.
      if ([...taken.removedNodes].some((node) => node instanceof Element && node.querySelector("h1"))) return;
      const record = taken;
      // Whoever knows better has had their turn by then.
      requestAnimationFrame(() => {
        if (isLost() && place.isConnected && !goOn(place, elementBefore(record)) && place.closest("[popover]")) below?.focus();
      });
    });
    addEventListener("focusin", remember);
    addEventListener("focusout", leave);
    watch.observe(document.body, { childList: true, subtree: true });
    return () => {
      removeEventListener("focusin", remember);
      removeEventListener("focusout", leave);
      watch.disconnect();
    };
  }, []);
}
