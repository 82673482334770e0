import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { useLocation } from "preact-iso/router";
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

const added = new Map<string, () => void>();

/** A letter of a page's own while it is shown: `useKey("n", () => setOpen(true))`. */
export function useKey(key: string, run: () => void): void {
  useEffect(() => {
    added.set(key, run);
    return () => {
      if (added.get(key) === run) added.delete(key);
    };
  });
}

const typing = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && (target.isContentEditable || target.matches("input:not([type=checkbox], [type=radio]), textarea, select"));

/** The shortcuts that hold everywhere: Ctrl or ⌘ with K, `/`, `?`, and `g` followed by a page's letter. */
export function useShortcuts(): void {
  const { route } = useLocation();
  useEffect(() => {
    let wentAt = 0;
    const press = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.isComposing) return;
      if (event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey) {
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
      else if (event.key === "?") openShortcuts();
      else if (event.key === "/") {
        event.preventDefault();
        openPalette();
      } else {
        const run = added.get(event.key);
        if (!run) return;
        event.preventDefault();
        run();
      }
    };
    addEventListener("keydown", press);
    return () => removeEventListener("keydown", press);
  }, [route]);
}
