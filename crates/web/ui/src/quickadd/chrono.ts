import * as german from "chrono-node/de";
import * as english from "chrono-node/en";
import { isDate, makeDate, ofMinutes, region, type CivilDate, type Language } from "../i18n";

/** A date or a time of day in a text. */
export interface FoundWhen {
  start: number;
  end: number;
  date: CivilDate | null;
  /** `HH:MM`. */
  time: string | null;
  endDate: CivilDate | null;
  endTime: string | null;
}

type Components = ReturnType<typeof english.parse>[number]["start"];

/** Whether the locale writes the day before the month, as all do but few. */
function dayFirst(): boolean {
  const parts = new Intl.DateTimeFormat(region.value.locale, { day: "numeric", month: "numeric" }).formatToParts(0).map((part) => part.type);
  return parts.indexOf("day") < parts.indexOf("month");
}

/** What is said of a time without a number. The library's own guesses are early: its morning is at six. */
const ABOUT: Record<Language, [RegExp, string][]> = {
  en: [
    [/\bmorning\b/i, "09:00"],
    [/\b(noon|midday|lunchtime)\b/i, "12:00"],
    [/\bafternoon\b/i, "15:00"],
    [/\b(evening|tonight)\b/i, "19:00"],
    [/\bnight\b/i, "21:00"],
  ],
  de: [
    [/\b(früh|vormittags?|morgens)\b|\S+ morgen\b/i, "09:00"],
    [/\bmittags?\b/i, "12:00"],
    [/\bnachmittags?\b/i, "15:00"],
    [/\babends?\b/i, "19:00"],
    [/\bnachts?\b/i, "21:00"],
  ],
};

/** Words that stand before nouns far more often than they tell a time: "night shift", "Abend mit Ben". */
const BARE = /^(morning|afternoon|evening|night|lunchtime|vormittag|mittag|nachmittag|abend|nacht)$/i;

/** "24.12." and "3.1.27", which the library doesn't know without a year of four digits. */
const DOTTED = /(?<=^|\s)(?:am\s+)?(\d{1,2})\.\s?(\d{1,2})\.(\d{2}|\d{4})?(?=[\s,]|$)/i;

function dotted(text: string, now: string): FoundWhen[] {
  const match = DOTTED.exec(text);
  if (!match) return [];
  const today = now.slice(0, 10);
  const [day, month, said] = [Number(match[1]), Number(match[2]), match[3]];
  const year = said ? Number(said.length === 2 ? `20${said}` : said) : Number(today.slice(0, 4));
  let date = makeDate(year, month, day);
  if (!said && date < today) date = makeDate(year + 1, month, day);
  return isDate(date) ? [{ start: match.index, end: match.index + match[0].length, date, time: null, endDate: null, endTime: null }] : [];
}

const dateIn = (c: Components): CivilDate | null =>
  c.isCertain("day") || c.isCertain("weekday") || c.isCertain("month") || c.isCertain("year")
    ? makeDate(c.get("year") ?? 1970, c.get("month") ?? 1, c.get("day") ?? 1)
    : null;

const timeIn = (c: Components): string | null =>
  c.isCertain("hour") ? ofMinutes((c.get("hour") ?? 0) * 60 + (c.get("minute") ?? 0)) : null;

/** Finds dates and times, seen from a moment on the account's clock (`YYYY-MM-DDTHH:MM:SS`). */
export function findWhen(text: string, now: string, spoken: Language): FoundWhen[] {
  // The library reckons with a Date's own fields, so it is given the account's clock as if it were the browser's.
  const reference = new Date(now);
  const chrono = spoken === "de" ? german.casual : dayFirst() ? english.GB : english.casual;
  const first = spoken === "de" ? dotted(text, now) : [];
  const rest = first[0] ? text.slice(0, first[0].start) + " ".repeat(first[0].end - first[0].start) + text.slice(first[0].end) : text;
  const others = chrono.parse(rest, reference, { forwardDate: true }).flatMap((found): FoundWhen[] => {
    // What lies behind and was said as such is no time to do something.
    if (/\b(ago|vor|yesterday|gestern|last|letzte[nrs]?)\b/i.test(found.text)) return [];
    if (BARE.test(found.text.trim())) return [];
    let date = dateIn(found.start);
    let time = timeIn(found.start);
    const about = ABOUT[spoken].find(([words]) => words.test(found.text));
    if (!time && about) time = about[1];
    // "in 2 weeks" is certain of nothing but means a day; "in 2 hours" is a time of today.
    if (!date && !time) date = makeDate(found.start.get("year") ?? 1970, found.start.get("month") ?? 1, found.start.get("day") ?? 1);
    return [
      {
        start: found.index,
        end: found.index + found.text.length,
        date,
        time,
        endDate: found.end ? dateIn(found.end) : null,
        endTime: found.end ? timeIn(found.end) : null,
      },
    ];
  });
  return [...first, ...others];
}
