import { language, region, type Language } from "../account";
import { localOf, makeDate, partsOf, weekday, type CivilDate } from "../dates";
import { dayName, formatIn, listOf, monthName } from "./names";
import { readRule, WORKDAYS, type RuleDay, type Frequency, type Rule, type Skip } from "./rule";

/** The grammar of one language. */
interface Grammar {
  each: Record<Frequency, string>;
  everyN: (n: number, freq: Frequency) => string;
  weekday: string;
  weekend: string;
  everyOn: (days: string) => string;
  weeklyOn: (every: string, days: string) => string;
  ordinal: (n: number) => string;
  nth: (n: number) => string;
  onMonthDays: (days: string) => string;
  lastDay: string;
  dayFromEnd: (n: number) => string;
  onThe: (days: string) => string;
  anyWeekday: string;
  ofMonths: (months: string, single: boolean) => string;
  inMonths: (months: string) => string;
  onDate: (date: string) => string;
  times: (n: number) => string;
  until: (date: string) => string;
  skip: Record<Skip, string>;
  own: string;
}

const EN_NTH: Record<number, string> = { 1: "first", 2: "second", 3: "third", 4: "fourth", 5: "fifth", [-1]: "last", [-2]: "second to last" };
const DE_NTH: Record<number, string> = { 1: "ersten", 2: "zweiten", 3: "dritten", 4: "vierten", 5: "fünften", [-1]: "letzten", [-2]: "vorletzten" };

function ordinal(n: number): string {
  const tens = n % 100;
  const end = tens > 10 && tens < 14 ? "th" : ["th", "st", "nd", "rd"][n % 10] ?? "th";
  return `${n}${end}`;
}

const grammars: Record<Language, Grammar> = {
  en: {
    each: { DAILY: "every day", WEEKLY: "every week", MONTHLY: "every month", YEARLY: "every year" },
    everyN: (n, freq) => `every ${n} ${{ DAILY: "days", WEEKLY: "weeks", MONTHLY: "months", YEARLY: "years" }[freq]}`,
    weekday: "every weekday",
    weekend: "every weekend",
    everyOn: (days) => `every ${days}`,
    weeklyOn: (each, days) => `${each} on ${days}`,
    ordinal,
    nth: (n) => EN_NTH[n] ?? (n < 0 ? `${ordinal(-n)} to last` : ordinal(n)),
    onMonthDays: (days) => `on the ${days}`,
    lastDay: "last day",
    dayFromEnd: (n) => `${EN_NTH[n] ?? `${ordinal(-n)} to last`} day`,
    onThe: (days) => `on the ${days}`,
    anyWeekday: "weekday",
    ofMonths: (months) => `of ${months}`,
    inMonths: (months) => `in ${months}`,
    onDate: (date) => `on ${date}`,
    times: (n) => (n === 1 ? "once" : `${n} times`),
    until: (date) => `until ${date}`,
    skip: {
      OMIT: "not in shorter months",
      BACKWARD: "on the last day of shorter months",
      FORWARD: "on the day after shorter months",
    },
    own: "by a rule of its own",
  },
  de: {
    each: { DAILY: "jeden Tag", WEEKLY: "jede Woche", MONTHLY: "jeden Monat", YEARLY: "jedes Jahr" },
    everyN: (n, freq) => `alle ${n} ${{ DAILY: "Tage", WEEKLY: "Wochen", MONTHLY: "Monate", YEARLY: "Jahre" }[freq]}`,
    weekday: "jeden Werktag",
    weekend: "jedes Wochenende",
    everyOn: (days) => `jeden ${days}`,
    weeklyOn: (each, days) => `${each} am ${days}`,
    ordinal: (n) => `${n}.`,
    nth: (n) => DE_NTH[n] ?? (n < 0 ? `${-n}.-letzten` : `${n}.`),
    onMonthDays: (days) => `am ${days}`,
    lastDay: "letzten Tag",
    dayFromEnd: (n) => `${DE_NTH[n] ?? `${-n}.-letzten`} Tag`,
    onThe: (days) => `am ${days}`,
    anyWeekday: "Werktag",
    ofMonths: (months) => `im ${months}`,
    inMonths: (months) => `im ${months}`,
    onDate: (date) => `am ${date}`,
    times: (n) => (n === 1 ? "einmal" : `${n}-mal`),
    until: (date) => `bis ${date}`,
    skip: {
      OMIT: "nicht in kürzeren Monaten",
      BACKWARD: "in kürzeren Monaten am letzten Tag",
      FORWARD: "nach kürzeren Monaten am Tag danach",
    },
    own: "nach eigener Regel",
  },
};

/** The account's date on which `UNTIL` falls. */
export function untilDate(until: string): CivilDate {
  const [, y, m, d, time] = /^(\d{4})-?(\d\d)-?(\d\d)(?:T(\d{6})Z)?/.exec(until) ?? [];
  const date = `${y}-${m}-${d}`;
  if (!time) return date;
  const instant = `${date}T${time.slice(0, 2)}:${time.slice(2, 4)}:${time.slice(4)}Z`;
  return localOf(instant, region.value.zone).slice(0, 10);
}

const isWorkdays = (days: RuleDay[]) => days.length === 5 && WORKDAYS.every((day) => days.some((one) => one.day === day && !one.nth));
const isWeekend = (days: RuleDay[]) => days.length === 2 && [5, 6].every((day) => days.some((one) => one.day === day && !one.nth));

/** "on the 1st and 15th", "on the last Friday"; `null` if there are no words for it, "" if the rule names no day. */
function monthlyDays(rule: Rule, g: Grammar): string | null {
  if (rule.monthDays.length) {
    if (rule.days.length || rule.positions.length) return null;
    const before = rule.monthDays.filter((n) => n > 0).sort((a, b) => a - b);
    const fromEnd = rule.monthDays.filter((n) => n < 0).sort((a, b) => a - b);
    return g.onMonthDays(listOf([...before.map(g.ordinal), ...fromEnd.map((n) => (n === -1 ? g.lastDay : g.dayFromEnd(n)))]));
  }
  if (!rule.days.length) return rule.positions.length ? null : "";
  if (rule.positions.length) {
    if (rule.positions.length > 1 || rule.days.some(({ nth }) => nth)) return null;
    const nth = g.nth(rule.positions[0]!);
    if (isWorkdays(rule.days)) return g.onThe(`${nth} ${g.anyWeekday}`);
    return rule.days.length === 1 ? g.onThe(`${nth} ${dayName(rule.days[0]!.day)}`) : null;
  }
  if (rule.days.some(({ nth }) => nth === 0)) return null;
  return g.onThe(listOf(rule.days.map(({ day, nth }) => `${g.nth(nth)} ${dayName(day)}`)));
}

/** How often, with the days; `null` if there are no words for it. */
function pattern(rule: Rule, g: Grammar): string | null {
  const each = rule.interval === 1 ? g.each[rule.freq] : g.everyN(rule.interval, rule.freq);
  if (rule.freq === "DAILY" || rule.freq === "WEEKLY") {
    if (rule.months.length || rule.monthDays.length || rule.positions.length || rule.days.some(({ nth }) => nth)) return null;
    if (!rule.days.length) return each;
    if (rule.freq === "DAILY" && rule.interval > 1) return null;
    if (isWorkdays(rule.days) && rule.interval === 1) return g.weekday;
    if (isWeekend(rule.days) && rule.interval === 1) return g.weekend;
    const days = listOf(rule.days.map(({ day }) => day).sort((a, b) => a - b).map((day) => dayName(day)));
    return rule.interval === 1 ? g.everyOn(days) : g.weeklyOn(each, days);
  }
  const days = monthlyDays(rule, g);
  if (days === null) return null;
  const months = [...rule.months].sort((a, b) => a - b).map((month) => monthName(month));
  if (!months.length) {
    // A year has days of its own, which nobody counts.
    return rule.freq === "YEARLY" && days ? null : [each, days].filter(Boolean).join(" ");
  }
  const [month, day] = [rule.months[0]!, rule.monthDays[0]!];
  if (months.length === 1 && rule.monthDays.length === 1 && day > 0 && rule.freq === "YEARLY") {
    const date = formatIn(makeDate(2028, month, day), { day: "numeric", month: "long" });
    return day <= 31 ? `${each} ${g.onDate(date)}` : null;
  }
  if (days) return `${each} ${days} ${g.ofMonths(listOf(months), months.length === 1)}`;
  return `${each} ${g.inMonths(listOf(months))}`;
}

/** What the start says, where the rule doesn't: of "every month" the day. */
function withStart(rule: Rule, start: CivilDate): Rule {
  if (rule.days.length || rule.monthDays.length) return rule;
  const { month, day } = partsOf(start);
  if (rule.freq === "WEEKLY") return { ...rule, days: [{ day: weekday(start), nth: 0 }] };
  if (rule.freq === "MONTHLY") return { ...rule, monthDays: [day] };
  if (rule.freq === "YEARLY") return { ...rule, monthDays: [day], months: rule.months.length ? rule.months : [month] };
  return rule;
}

/** A rule in words; `null` if there are none for it. */
export function ruleInWords(text: string | Rule, start?: CivilDate | null): string | null {
  const read = typeof text === "string" ? readRule(text) : text;
  if (!read || read.rest.length) return null;
  const rule = start ? withStart(read, start) : read;
  const g = grammars[language.value];
  const how = pattern(rule, g);
  if (how === null) return null;
  const parts = [how];
  if (rule.skip) parts.push(g.skip[rule.skip]);
  if (rule.count) parts.push(g.times(rule.count));
  else if (rule.until) parts.push(g.until(formatIn(untilDate(rule.until), { day: "numeric", month: "short", year: "numeric" })));
  return parts.join(", ");
}

/**
 * Says a rule: "every 2 weeks on Monday and Friday, until Dec 31, 2026". With `start` it names the day, too, that only
 * the start says.
 */
export function describeRule(text: string | Rule, start?: CivilDate | null): string {
  return ruleInWords(text, start) ?? grammars[language.value].own;
}

/** "last Monday", "second Friday" of a month. */
export function nthDayWords(nth: number, day: number): string {
  return `${grammars[language.value].nth(nth)} ${dayName(day)}`;
}
