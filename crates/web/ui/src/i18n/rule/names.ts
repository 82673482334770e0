import { language, region } from "../account";
import { addDays, makeDate, type CivilDate } from "../dates";

/** The account's locale, if there are words in its language; else the language of the words. No "every lundi". */
function tag(): string {
  const { locale } = region.value;
  return locale.toLowerCase().startsWith(language.value) ? locale : language.value;
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** A date in the language of the words. */
export function formatIn(date: CivilDate, options: Intl.DateTimeFormatOptions, locale = tag()): string {
  const key = locale + JSON.stringify(options);
  let format = formats.get(key);
  if (!format) formats.set(key, (format = new Intl.DateTimeFormat(locale, { ...options, timeZone: "UTC" })));
  return format.format(new Date(`${date}T00:00Z`));
}

/** "Monday"; 0 for Monday. */
export function dayName(day: number, width: "long" | "short" = "long", locale = tag()): string {
  return formatIn(addDays("2026-11-30", day), { weekday: width }, locale);
}

/** "January"; 1 for January. */
export function monthName(month: number, width: "long" | "short" = "long", locale = tag()): string {
  return formatIn(makeDate(2026, month, 1), { month: width }, locale);
}

/** "a, b and c". */
export function listOf(items: string[]): string {
  return new Intl.ListFormat(tag(), { type: "conjunction" }).format(items);
}
