import { language, type Language } from "../account";
import { isDate, makeDate, partsOf } from "../dates";
import { today } from "../format";
import { parseDate } from "../parse";
import { dayName, monthName } from "./names";
import { every, WORKDAYS, writeRule, type Frequency, type Rule, type Skip } from "./rule";

/** What the words of one language mean. All of them are in lower case. */
interface Vocabulary {
  /** "every", and what may stand for it. */
  each: RegExp;
  /** Said alone: "daily". */
  alone: Record<string, [Frequency, number]>;
  unit: Record<string, Frequency>;
  /** Numbers of "every two weeks" and "every other week". */
  numbers: Record<string, number>;
  ordinals: Record<string, number>;
  /** "third to last" as "-3". */
  fromEnd: [RegExp, (word: string) => string][];
  workday: RegExp;
  weekend: RegExp;
  day: RegExp;
  /** Words without a meaning of their own. */
  filler: Set<string>;
  ofMonth: RegExp;
  until: RegExp;
  times: RegExp;
  once: Record<string, number>;
  skip: [RegExp, Skip][];
}

const EN_ORDINALS = { first: 1, second: 2, third: 3, fourth: 4, fifth: 5, last: -1 };
const DE_STEMS = { erst: 1, zweit: 2, dritt: 3, viert: 4, fünft: 5, letzt: -1, vorletzt: -2 };
const DE_ORDINALS = Object.fromEntries(
  Object.entries(DE_STEMS).flatMap(([stem, n]) => ["e", "en", "er", "es"].map((end) => [stem + end, n])),
);

const words: Record<Language, Vocabulary> = {
  en: {
    each: /^(every|each)\b/,
    alone: {
      daily: ["DAILY", 1],
      weekly: ["WEEKLY", 1],
      biweekly: ["WEEKLY", 2],
      fortnightly: ["WEEKLY", 2],
      monthly: ["MONTHLY", 1],
      quarterly: ["MONTHLY", 3],
      yearly: ["YEARLY", 1],
      annually: ["YEARLY", 1],
    },
    unit: { day: "DAILY", week: "WEEKLY", month: "MONTHLY", year: "YEARLY" },
    numbers: { other: 2, two: 2, three: 3, four: 4, five: 5, six: 6, eight: 8, ten: 10, twelve: 12 },
    ordinals: EN_ORDINALS,
    fromEnd: [[/\b(second|third|fourth|fifth|\d+(?:st|nd|rd|th)) to last\b/g, (word) => String(-(EN_ORDINALS[word as "second"] ?? parseInt(word)))]],
    workday: /^(weekday|workday|working|business)s?$/,
    weekend: /^weekends?$/,
    day: /^days?$/,
    filler: new Set(["on", "the", "of", "in", "and", "every", "each"]),
    ofMonth: /\b(?:of|in) (?:the|each|every) month\b/,
    until: /,?\s*\b(?:until|till|til)\s+(.+)$/,
    times: /,?\s*\b(\d+|two|three|four|five|six|eight|ten|twelve)\s*(?:times|x)\b/,
    once: { once: 1, twice: 2 },
    skip: [
      [/,?\s*not in shorter months\b/, "OMIT"],
      [/,?\s*on the last day of shorter months\b/, "BACKWARD"],
      [/,?\s*on the day after shorter months\b/, "FORWARD"],
    ],
  },
  de: {
    each: /^(jeden|jede|jedes|alle)\b/,
    alone: {
      täglich: ["DAILY", 1],
      wöchentlich: ["WEEKLY", 1],
      vierzehntägig: ["WEEKLY", 2],
      monatlich: ["MONTHLY", 1],
      vierteljährlich: ["MONTHLY", 3],
      halbjährlich: ["MONTHLY", 6],
      jährlich: ["YEARLY", 1],
    },
    unit: { tag: "DAILY", woche: "WEEKLY", monat: "MONTHLY", jahr: "YEARLY" },
    numbers: { zwei: 2, drei: 3, vier: 4, fünf: 5, sechs: 6, acht: 8, zehn: 10, zwölf: 12 },
    ordinals: DE_ORDINALS,
    fromEnd: [[/(\d+)\.-letzte[nrs]?/g, (word) => `-${word}`]],
    workday: /^(werktage?n?|arbeitstage?n?|werktags)$/,
    weekend: /^wochenenden?$/,
    day: /^tage?n?$/,
    filler: new Set(["am", "an", "im", "in", "den", "dem", "der", "des", "und", "jeden", "jede", "jedes"]),
    ofMonth: /\b(?:im|des|eines) monats?\b/,
    until: /,?\s*\bbis (?:zum )?(.+)$/,
    times: /,?\s*\b(\d+|zwei|drei|vier|fünf|sechs|acht|zehn|zwölf)[\s-]?mal\b/,
    once: { einmal: 1 },
    skip: [
      [/,?\s*nicht in kürzeren monaten\b/, "OMIT"],
      [/,?\s*in kürzeren monaten am letzten tag\b/, "BACKWARD"],
      [/,?\s*nach kürzeren monaten am tag danach\b/, "FORWARD"],
    ],
  },
};

type Name = (n: number, width?: "long" | "short", locale?: string) => string;

/** Short and long names with what they stand for; "mondays" and "montags", and "Januar" beside Austria's "Jänner". */
function named(count: number, from: number, name: Name, spoken: Language): (word: string) => number | undefined {
  const found = new Map<string, number>();
  for (let n = from; n < from + count; n += 1) {
    for (const locale of [undefined, spoken]) {
      const long = name(n, "long", locale).toLowerCase();
      for (const form of [long, `${long}s`, name(n, "short", locale).toLowerCase().replace(/\.$/, ""), long.slice(0, 3)]) found.set(form, n);
    }
  }
  return (word) => found.get(word.replace(/\.$/, ""));
}

/** "Dec 31, 2026", "31. Dezember", "12/31/2026"; without a year it is the next one. */
function readDate(text: string, spoken: Language): string | null {
  const plain = text.trim().replace(/[.,]$/, "");
  if (/^[\d\s./-]+$/.test(plain)) return parseDate(plain);
  const month = named(12, 1, monthName, spoken);
  let [y, m, d]: (number | undefined)[] = [];
  for (const token of plain.split(/[\s,]+/)) {
    const number = /^\d+(?:st|nd|rd|th|\.)?$/.test(token) ? parseInt(token) : undefined;
    if (number === undefined) {
      if (m !== undefined || (m = month(token)) === undefined) return null;
    } else if (number > 31) y = number;
    else if (d === undefined) d = number;
    else return null;
  }
  if (!m || !d) return null;
  const now = today();
  let date = makeDate(y ?? partsOf(now).year, m, d);
  if (!y && date < now) date = makeDate(partsOf(now).year + 1, m, d);
  return isDate(date) ? date : null;
}

/** Reads a rule in words, in the account's language unless another one is named: "every 2 weeks on Friday, until Dec 31". `null` if it is none. */
export function ruleOfWords(text: string, spoken: Language = language.value): string | null {
  const v = words[spoken];
  let rest = text.trim().toLowerCase().replace(/\s+/g, " ");
  const rule = every("DAILY");
  let freq: Frequency | undefined;

  for (const [phrase, skip] of v.skip) {
    if (phrase.test(rest)) {
      rule.skip = skip;
      rest = rest.replace(phrase, "");
    }
  }
  const times = v.times.exec(rest);
  if (times) {
    rule.count = v.numbers[times[1]!] ?? Number(times[1]);
    rest = rest.replace(times[0], "");
  }
  for (const [word, count] of Object.entries(v.once)) {
    const phrase = new RegExp(`,?\\s*\\b${word}\\b`);
    if (phrase.test(rest)) {
      rule.count = count;
      rest = rest.replace(phrase, "");
    }
  }
  const until = v.until.exec(rest);
  if (until) {
    const date = readDate(until[1]!, spoken);
    if (!date) return null;
    rule.until = date;
    rest = rest.slice(0, until.index);
  }
  for (const [phrase, instead] of v.fromEnd) rest = rest.replace(phrase, (_, word: string) => instead(word));
  const monthly = v.ofMonth.test(rest);
  rest = rest.replace(v.ofMonth, "").trim();

  const began = v.each.test(rest);
  const tokens = rest.replace(v.each, "").split(/[\s,]+/).filter(Boolean);
  if (!tokens.length) return null;

  // "daily"; "every day", "every 2 weeks", "every other month".
  const unitOf = (token = ""): Frequency | undefined => v.unit[token] ?? v.unit[token.replace(/(s|e|n|en)$/, "")] ?? v.unit[token.replace(/n$/, "")];
  const [first = "", second] = tokens;
  const alone = v.alone[first];
  if (!began && alone) {
    [freq, rule.interval] = alone;
    tokens.shift();
  } else if (began) {
    const n = v.numbers[first] ?? (/^\d+$/.test(first) ? Number(first) : undefined);
    const nth = v.ordinals[first];
    if (unitOf(first)) {
      freq = unitOf(first)!;
      tokens.shift();
    } else if (n !== undefined && unitOf(second)) {
      [freq, rule.interval] = [unitOf(second)!, n];
      tokens.splice(0, 2);
    } else if (nth !== undefined && nth > 1 && unitOf(second) && !monthly) {
      // "every second week", "jede zweite Woche".
      [freq, rule.interval] = [unitOf(second)!, nth];
      tokens.splice(0, 2);
    } else if ((first === "other" || nth === 2) && !monthly && named(7, 0, dayName, spoken)(second ?? "") !== undefined) {
      // "every other Friday", "jeden zweiten Freitag".
      [freq, rule.interval] = ["WEEKLY", 2];
      tokens.shift();
    }
  }
  if (!readDays(tokens, rule, v, spoken)) return null;

  const inMonth = rule.monthDays.length > 0 || rule.positions.length > 0 || rule.days.some(({ nth }) => nth);
  if (!freq) {
    if (!began && !inMonth && !rule.days.length) return null;
    if (rule.months.length) freq = "YEARLY";
    else if (inMonth) freq = "MONTHLY";
    else if (rule.days.length) freq = "WEEKLY";
    else return null;
  }
  if (inMonth && (freq === "DAILY" || freq === "WEEKLY")) return null;
  if (rule.days.length && freq === "DAILY") {
    if (rule.interval > 1) return null;
    freq = "WEEKLY";
  }
  rule.freq = freq;
  return rule.interval >= 1 && rule.interval <= 1000 ? writeRule(rule) : null;
}

/** Reads days and months; false if anything is left that it doesn't know. */
function readDays(tokens: string[], rule: Rule, v: Vocabulary, spoken: Language): boolean {
  const day = named(7, 0, dayName, spoken);
  const month = named(12, 1, monthName, spoken);
  let nths: number[] = [];
  for (const token of tokens) {
    const number = /^-?\d+(?:st|nd|rd|th|\.)?$/.test(token) ? parseInt(token) : v.ordinals[token];
    const weekday = day(token);
    if (number !== undefined) nths.push(number);
    else if (weekday !== undefined) {
      for (const nth of nths.length ? nths : [0]) rule.days.push({ day: weekday, nth });
      nths = [];
    } else if (v.workday.test(token)) {
      rule.days.push(...WORKDAYS.map((one) => ({ day: one, nth: 0 })));
      rule.positions.push(...nths);
      nths = [];
    } else if (v.weekend.test(token)) rule.days.push({ day: 5, nth: 0 }, { day: 6, nth: 0 });
    else if (v.day.test(token)) {
      if (!nths.length && !rule.positions.length && !rule.days.length) return false;
      rule.monthDays.push(...nths);
      nths = [];
    } else if (month(token) !== undefined) rule.months.push(month(token)!);
    else if (!v.filler.has(token)) return false;
  }
  if (nths.some((nth) => nth < -1 || nth > 31 || nth === 0)) return false;
  rule.monthDays.push(...nths);
  return rule.monthDays.every((n) => n !== 0 && Math.abs(n) <= 31) && rule.days.every(({ nth }) => Math.abs(nth) <= 53);
}
