import { signal } from "@preact/signals";
import { useLayoutEffect } from "preact/hooks";
import { useLocation } from "preact-iso/router";
import { isPressed, type ShortcutName } from "../keymap";
import { me } from "./account";
import { closeOverlay, openPalette, openShortcuts, overlay } from "./overlays";
import { navigation } from "./routes";

const KEY = "umbra-keys";

function stored(): boolean {
  try {
    return localStorage.getItem(KEY) !== "off";
  } catch {
    return true;
  }
}

/** Whether single letters are shortcuts. Who speaks to the machine rather than types switches them off (WCAG 2.1.4). */
export const letterKeys = signal(stored());

export function setLetterKeys(on: boolean): void {
  letterKeys.value = on;
  try {
    if (on) localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, "off");
  } catch {
    // It holds until the page is closed.
  }
}

const added = new Map<ShortcutName, () => void>();

/** A shortcut of a page's own while it is shown, by its name in `keymap.ts`: `useKey("pages.add", () => setOpen(true))`. */
export function useKey(name: ShortcutName, run: () => void): void {
  // From the first moment on: a key may come before anything is drawn.
  useLayoutEffect(() => {
    added.set(name, run);
    return () => {
      if (added.get(name) === run) added.delete(name);
    };
  });
}

const typing = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && (target.isContentEditable || target.matches("input:not([type=checkbox], [type=radio]), textarea, select"));

/** Listens for the shortcuts that hold everywhere, for `g` followed by a page's letter, and for those that pages use. */
export function useShortcuts(): void {
  const { route } = useLocation();
  useLayoutEffect(() => {
    let wentAt = 0;
    const press = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.isComposing) return;
      if ((event.ctrlKey || event.metaKey) && isPressed("everywhere.palette", event)) {
        event.preventDefault();
        if (overlay.value?.kind === "palette") closeOverlay();
        else openPalette();
        return;
      }
      if (!letterKeys.value || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
      if (typing(event.target) || document.querySelector("dialog:modal, [popover]:popover-open [role=menu]")) return;
      const followsG = Date.now() - wentAt < 1_200;
      wentAt = 0;
      if (followsG) {
        const entry = navigation.find((one) => one.key === event.key && (!one.admin || me.value?.role === "admin"));
        if (entry) {
          event.preventDefault();
          route(entry.href);
        }
      } else if (event.key === "g") wentAt = Date.now();
      else if (isPressed("everywhere.help", event)) openShortcuts();
      else if (isPressed("everywhere.palette", event)) {
        event.preventDefault();
        openPalette();
      } else {
        const run = [...added].find(([name]) => isPressed(name, event))?.[1];
        if (!run) return;
        event.preventDefault();
        run();
      }
    };
    addEventListener("keydown", press);
    return () => removeEventListener("keydown", press);
  }, [route]);
}
