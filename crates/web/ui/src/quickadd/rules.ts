import { addDays, daysInMonth, partsOf, readRule, ruleOfWords, weekday, type CivilDate, type Language, type Rule } from "../i18n";

/** What a recurrence begins with. Without such a word nothing is taken for one: "last Friday" is a date. */
const BEGINS: Record<Language, RegExp> = {
  en: /^(every!?|each|daily|weekly|biweekly|fortnightly|monthly|quarterly|yearly|annually|weekdays|weekends|(mon|tues|wednes|thurs|fri|satur|sun)days)$/i,
  de: /^(jede[ns]?|alle|täglich|wöchentlich|vierzehntägig|monatlich|vierteljährlich|halbjährlich|jährlich|werktags|(mon|diens|donners|frei|sams|sonn)tags|mittwochs|sonnabends)$/i,
};

export interface FoundRule {
  rule: string;
  start: number;
  end: number;
}

/** Finds the longest recurrence in a text: "water plants every 2 weeks on Friday" has one from "every" on. */
export function findRule(text: string, spoken: Language): FoundRule | null {
  const words = [...text.matchAll(/[^\s]+/g)].map((match) => ({ word: match[0], start: match.index, end: match.index + match[0].length }));
  for (let i = 0; i < words.length; i += 1) {
    if (!BEGINS[spoken].test(words[i]!.word)) continue;
    for (let j = Math.min(words.length, i + 12); j > i; j -= 1) {
      const [start, end] = [words[i]!.start, words[j - 1]!.end];
      const phrase = text.slice(start, end);
      // A trailing word that means nothing belongs to what follows: "every Monday in" + "the office".
      if (j - 1 > i && /^(on|the|of|in|and|am|an|im|den|dem|der|des|und|jeden|every)$/i.test(words[j - 1]!.word)) continue;
      const rule = ruleOfWords(phrase, spoken);
      // A bare number is a time of day unless it follows a month: "every Tuesday 18 …".
      if (rule && j - 1 > i && /^\d+$/.test(words[j - 1]!.word) && !rule.includes("BYMONTH=")) continue;
      if (rule) return { rule, start, end };
    }
  }
  return null;
}

function nth(date: CivilDate): [number, number] {
  const { year, month, day } = partsOf(date);
  return [Math.ceil(day / 7), -Math.ceil((daysInMonth(year, month) - day + 1) / 7)];
}

function meets(rule: Rule, date: CivilDate): boolean {
  const { year, month, day } = partsOf(date);
  if (rule.months.length && !rule.months.includes(month)) return false;
  if (rule.monthDays.length && !rule.monthDays.some((n) => n === day || n === day - daysInMonth(year, month) - 1)) return false;
  if (!rule.days.length) return true;
  return rule.days.some((one) => one.day === weekday(date) && (one.nth === 0 || nth(date).includes(one.nth)));
}

/** The first day from `from` on that a rule names; `from` itself where it names none. */
export function firstOf(text: string, from: CivilDate): CivilDate {
  const rule = readRule(text);
  if (!rule) return from;
  if (rule.positions.length) {
    // The last weekday of the month, and the like: among the days of each month that fit, the one at that place.
    for (let i = 0; i < 14; i += 1) {
      const { year, month } = partsOf(addDays(`${from.slice(0, 7)}-15`, i * 30));
      const days = Array.from({ length: daysInMonth(year, month) }, (_, d) => `${year}-${String(month).padStart(2, "0")}-${String(d + 1).padStart(2, "0")}`).filter((date) => meets(rule, date));
      const found = rule.positions.map((at) => days.at(at > 0 ? at - 1 : at)).find((date) => date && date >= from);
      if (found) return found;
    }
  }
  for (let date = from, i = 0; i < 366 * 5; i += 1, date = addDays(date, 1)) if (meets(rule, date)) return date;
  return from;
}
