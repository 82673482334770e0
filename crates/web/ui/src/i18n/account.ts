import { computed, signal } from "@preact/signals";

/** How the account wants words, dates and days. */
export interface Region {
  /** A language tag (BCP 47). */
  locale: string;
  /** An IANA time zone. */
  zone: string;
  /** The first day of the week: 0 for Monday to 6 for Sunday. */
  weekStart: number;
}

/** The languages that there are words in. */
export type Language = "en" | "de";

/** The language of ours that is nearest to a tag. */
export function languageOf(tag: string): Language {
  return tag.toLowerCase().startsWith("de") ? "de" : "en";
}

/**
 * Before anybody has signed in there is only the browser to ask, and only for the language: no date is shown yet, and
 * the first use of `Intl` takes as long as drawing the lock screen.
 */
export function ofBrowser(): Region {
  const tag = typeof navigator === "undefined" ? "en" : navigator.language || "en";
  return { locale: tag, zone: "UTC", weekStart: 0 };
}

/** The region in use. Reading it in a component renders that anew when it changes. */
export const region = signal<Region>(ofBrowser());

/** The language in use. */
export const language = computed<Language>(() => languageOf(region.value.locale));
