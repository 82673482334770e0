import { signal } from "@preact/signals";

/** Light, dark, or as the system says. */
export type Theme = "system" | "light" | "dark";

const KEY = "umbra-theme";

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

function show(chosen: Theme): void {
  if (chosen === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = chosen;
  // The bars of the browser go with it.
  document.querySelectorAll<HTMLMetaElement>("meta[name=theme-color]").forEach((meta, i) => {
    const of = i ? "dark" : "light";
    meta.media = chosen === "system" ? `(prefers-color-scheme: ${of})` : chosen === of ? "all" : "not all";
  });
}

/** Chooses, shows and remembers it. */
export function setTheme(chosen: Theme): void {
  theme.value = chosen;
  show(chosen);
  try {
    if (chosen === "system") localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, chosen);
  } catch {
    // It holds until the page is closed.
  }
}

show(theme.peek());
