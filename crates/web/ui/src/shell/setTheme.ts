// Apart from what the lock screen needs.
import { effect } from "@preact/signals";
import { KEY, show, theme, type Theme } from "./theme";

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

// The bars of the browser go with it.
effect(() => {
  const chosen = theme.value;
  document.querySelectorAll<HTMLMetaElement>("meta[name=theme-color]").forEach((meta, i) => {
    const of = i ? "dark" : "light";
    meta.media = chosen === "system" ? `(prefers-color-scheme: ${of})` : chosen === of ? "all" : "not all";
  });
});
