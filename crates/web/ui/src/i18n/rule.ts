import { formatDate, formatList, formatNumber } from "./format";
import { inlineWords } from "./words";
import { addDays } from "./dates";

/** The days of an RRULE, from Monday on. */
export const RULE_DAYS = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"] as const;

export type Frequency = "DAILY" | "WEEKLY" | "MONTHLY" | "YEARLY";

/** A day of a rule: "FR", or with its place in the month, "-1FR". */
export interface RuleDay {
  /** 0 for Monday to 6 for Sunday. */
  day: number;
  /** 1 for the first, -1 for the last; 0 for each. */
  nth: number;
}

/** What of an RRULE can be shown and edited. */
export interface Rule {
  freq: Frequency;
  interval: number;
  days: RuleDay[];
  /** Days of the month; -1 is the last. */
  monthDays: number[];
  /** The last date, or `null` for none. */
  until: string | null;
  count: number | null;
}

/** Reads an RRULE; `null` if it has parts that have no words here: show it as it is, and leave it alone. */
export function readRule(text: string): Rule | null {
  const rule: Rule = { freq: "DAILY", interval: 1, days: [], monthDays: [], until: null, count: null };
  let freq = false;
  for (const part of text.replace(/^RRULE:/i, "").split(";")) {
    const [name = "", value = ""] = part.split("=");
    switch (name.toUpperCase()) {
      case "FREQ":
        if (!/^(DAILY|WEEKLY|MONTHLY|YEARLY)$/.test(value)) return null;
        rule.freq = value as Frequency;
        freq = true;
        break;
      case "INTERVAL":
        rule.interval = Number(value) || 1;
        break;
      case "COUNT":
        rule.count = Number(value);
        break;
      case "UNTIL":
        rule.until = `${value.slice(0, 4)}-${value.slice(4, 6)}-${value.slice(6, 8)}`;
        break;
      case "BYDAY":
        for (const day of value.split(",")) {
          const match = /^([+-]?\d+)?(MO|TU|WE|TH|FR|SA|SU)$/.exec(day);
          if (!match) return null;
          rule.days.push({ day: RULE_DAYS.indexOf(match[2] as "MO"), nth: Number(match[1] ?? 0) });
        }
        break;
      case "BYMONTHDAY":
        rule.monthDays = value.split(",").map(Number);
        break;
      case "WKST":
        break;
      default:
        return null;
    }
  }
  return freq ? rule : null;
}

/** Writes it as an RRULE, without the prefix, as the API takes it. */
export function writeRule(rule: Rule): string {
  const parts = [`FREQ=${rule.freq}`];
  if (rule.interval > 1) parts.push(`INTERVAL=${rule.interval}`);
  if (rule.days.length) parts.push(`BYDAY=${rule.days.map(({ day, nth }) => `${nth || ""}${RULE_DAYS[day]}`).join(",")}`);
  if (rule.monthDays.length) parts.push(`BYMONTHDAY=${rule.monthDays.join(",")}`);
  if (rule.count) parts.push(`COUNT=${rule.count}`);
  if (rule.until) parts.push(`UNTIL=${rule.until.replaceAll("-", "")}`);
  return parts.join(";");
}

const weekdayName = (day: number) => formatDate(addDays("2026-11-30", day), "weekday");

const words = inlineWords(
  {
    every: { DAILY: "every day", WEEKLY: "every week", MONTHLY: "every month", YEARLY: "every year" } as Record<Frequency, string>,
    everyN: (n: string, freq: Frequency) => `every ${n} ${{ DAILY: "days", WEEKLY: "weeks", MONTHLY: "months", YEARLY: "years" }[freq]}`,
    weekdays: "every weekday",
    weekend: "every weekend",
    everyDay: (days: string) => `every ${days}`,
    onDays: (base: string, days: string) => `${base} on ${days}`,
    nth: { 1: "first", 2: "second", 3: "third", 4: "fourth", 5: "fifth", "-1": "last", "-2": "second to last" } as Record<string, string>,
    nthDay: (nth: string, day: string) => `the ${nth} ${day}`,
    monthDay: (day: number) => (day === -1 ? "the last day" : day < 0 ? `day ${day}` : `the ${day}${["th", "st", "nd", "rd"][day % 100 > 10 && day % 100 < 14 ? 0 : day % 10] ?? "th"}`),
    until: (text: string, date: string) => `${text} until ${date}`,
    count: (text: string, n: string) => `${text}, ${n} times`,
    custom: "by a rule of its own",
  },
  {
    every: { DAILY: "jeden Tag", WEEKLY: "jede Woche", MONTHLY: "jeden Monat", YEARLY: "jedes Jahr" },
    everyN: (n, freq) => `alle ${n} ${{ DAILY: "Tage", WEEKLY: "Wochen", MONTHLY: "Monate", YEARLY: "Jahre" }[freq]}`,
    weekdays: "jeden Werktag",
    weekend: "jedes Wochenende",
    everyDay: (days) => `jeden ${days}`,
    onDays: (base, days) => `${base} am ${days}`,
    nth: { 1: "ersten", 2: "zweiten", 3: "dritten", 4: "vierten", 5: "fünften", "-1": "letzten", "-2": "vorletzten" },
    nthDay: (nth, day) => `${nth} ${day}`,
    monthDay: (day) => (day === -1 ? "letzten Tag" : `${day}.`),
    until: (text, date) => `${text} bis ${date}`,
    count: (text, n) => `${text}, ${n}-mal`,
    custom: "nach eigener Regel",
  },
);

/** Says a rule in words: "every Monday and Thursday", "alle 2 Wochen am Freitag". */
export function describeRule(text: string): string {
  const w = words();
  const rule = readRule(text);
  if (!rule) return w.custom;
  const { freq, interval, days, monthDays } = rule;
  const base = interval === 1 ? w.every[freq] : w.everyN(formatNumber(interval), freq);
  const plain = days.length > 0 && days.every(({ nth }) => nth === 0);
  const set = days.map(({ day }) => day).sort().join("");
  let said = base;
  if (plain && interval === 1 && freq !== "MONTHLY" && freq !== "YEARLY") {
    said = set === "01234" ? w.weekdays : set === "56" ? w.weekend : set === "0123456" ? w.every.DAILY : w.everyDay(formatList(days.map(({ day }) => weekdayName(day))));
  } else if (days.length) {
    said = w.onDays(base, formatList(days.map(({ day, nth }) => (nth ? w.nthDay(w.nth[nth] ?? `${nth}.`, weekdayName(day)) : weekdayName(day)))));
  } else if (monthDays.length) {
    said = w.onDays(base, formatList(monthDays.map(w.monthDay)));
  }
  if (rule.until) said = w.until(said, formatDate(rule.until, "medium"));
  if (rule.count) said = w.count(said, formatNumber(rule.count));
  return said;
}
