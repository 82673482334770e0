import { signal } from "@preact/signals";

/** Light, dark, or as the system says. */
export type Theme = "system" | "light" | "dark";

/** Where a device remembers it. */
export const KEY = "umbra-theme";

function stored(): Theme {
  try {
    const value = localStorage.getItem(KEY);
    return value === "light" || value === "dark" ? value : "system";
  } catch {
    // Storage may be off altogether.
    return "system";
  }
}

/** The choice of this device: the API has no place for it, and it says nothing about anybody. */
export const theme = signal<Theme>(stored());

/** Shows the page by it. */
export function show(chosen: Theme): void {
  if (chosen === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = chosen;
}

show(theme.peek());
