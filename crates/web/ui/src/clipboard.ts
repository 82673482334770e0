import { inlineWords } from "./i18n/words";

const useCopyWords = inlineWords(
  { copied: "Copied", not: "Not copied: select the text yourself" },
  { copied: "Kopiert", not: "Nicht kopiert: Markier den Text selbst" },
);

/** Copies a text, and says how that went. */
export async function copy(text: string): Promise<string> {
  const words = useCopyWords();
  try {
    await navigator.clipboard.writeText(text);
    return words.copied;
  } catch {
    return copySelected(text) ? words.copied : words.not;
  }
}

/** The older way: over plain http, but for localhost, browsers have no `navigator.clipboard`. */
function copySelected(text: string): boolean {
  const focused = document.activeElement;
  const field = Object.assign(document.createElement("textarea"), { value: text, readOnly: true, className: "sr-only" });
  // What lies outside of an open dialog can't be selected.
  (focused?.closest("dialog") ?? document.body).append(field);
  field.select();
  const copied = document.execCommand("copy");
  field.remove();
  (focused as HTMLElement | null)?.focus();
  return copied;
}
