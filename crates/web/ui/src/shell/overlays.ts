import { signal } from "@preact/signals";

/** What lies over the page, each in a chunk of its own that is fetched when it is first wanted. */
export const overlay = signal<{ kind: "palette"; text: string } | { kind: "shortcuts" } | null>(null);

/** Opens the palette, with a text to begin with. */
export function openPalette(text = ""): void {
  overlay.value = { kind: "palette", text };
}

export function openShortcuts(): void {
  overlay.value = { kind: "shortcuts" };
}

export function closeOverlay(): void {
  overlay.value = null;
}
