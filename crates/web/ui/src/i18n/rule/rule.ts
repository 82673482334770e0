import { daysBetween, daysInMonth, partsOf, weekday, type CivilDate } from "../dates";

export type Frequency = "DAILY" | "WEEKLY" | "MONTHLY" | "YEARLY";
/** What becomes of a day that a month doesn't have (RFC 7529): left out, the last day, the day after. */
export type Skip = "OMIT" | "BACKWARD" | "FORWARD";

/** A weekday, `0` for Monday to `6` for Sunday; `nth` of the month or year, from its end if negative, `0` for each. */
export interface RuleDay {
  day: number;
  nth: number;
}

/** An `RRULE` of RFC 5545 by days, weeks, months or years, as far as people choose it by hand. */
export interface Rule {
  freq: Frequency;
  interval: number;
  count: number | null;
  /** The last date, or as RFC 5545 writes it: `2026-12-31`, `20261231`, `20261231T120000Z`. */
  until: string | null;
  months: number[];
  /** Negative ones count from the end. */
  monthDays: number[];
  days: RuleDay[];
  positions: number[];
  weekStart: number | null;
  skip: Skip | null;
  /** Parts that there are no words for. They are kept as they are. */
  rest: string[];
}

const FREQS: readonly string[] = ["DAILY", "WEEKLY", "MONTHLY", "YEARLY"];
/** The days of an `RRULE`, from Monday on. */
export const RULE_DAYS = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"] as const;
/** Monday to Friday. */
export const WORKDAYS: readonly number[] = [0, 1, 2, 3, 4];

/** A rule that says how often, and nothing else. */
export function every(freq: Frequency, more: Partial<Rule> = {}): Rule {
  return {
    freq,
    interval: 1,
    count: null,
    until: null,
    months: [],
    monthDays: [],
    days: [],
    positions: [],
    weekStart: null,
    skip: null,
    rest: [],
    ...more,
  };
}

function numbers(text: string): number[] | null {
  const found = text.split(",").map(Number);
  return found.every((n) => Number.isInteger(n) && n !== 0) ? found : null;
}

function weekdays(text: string): RuleDay[] | null {
  const found: RuleDay[] = [];
  for (const one of text.split(",")) {
    const match = /^([+-]?\d{1,2})?(MO|TU|WE|TH|FR|SA|SU)$/.exec(one);
    if (!match) return null;
    found.push({ day: RULE_DAYS.indexOf(match[2] as "MO"), nth: Number(match[1] ?? 0) });
  }
  return found;
}

/** Reads an `RRULE`; `null` if it is none, or one by hours and less. */
export function readRule(text: string): Rule | null {
  const parts = text.toUpperCase().replace(/^\s*RRULE:/, "").replace(/\s/g, "").split(";").filter(Boolean);
  const freq = parts.find((part) => part.startsWith("FREQ="))?.slice(5);
  if (!freq || !FREQS.includes(freq)) return null;
  const rule = every(freq as Frequency);
  for (const part of parts) {
    const [name = "", value = ""] = part.split("=");
    if (name === "FREQ" || name === "RSCALE") continue;
    if (name === "INTERVAL") rule.interval = Number(value);
    else if (name === "COUNT") rule.count = Number(value);
    else if (name === "UNTIL") rule.until = value;
    else if (name === "WKST") rule.weekStart = RULE_DAYS.indexOf(value as "MO");
    else if (name === "SKIP") rule.skip = value as Skip;
    else if (name === "BYDAY") {
      const days = weekdays(value);
      if (!days) return null;
      rule.days = days;
    } else if (name === "BYMONTH" || name === "BYMONTHDAY" || name === "BYSETPOS") {
      const found = numbers(value);
      if (!found) return null;
      if (name === "BYMONTH") rule.months = found;
      else if (name === "BYMONTHDAY") rule.monthDays = found;
      else rule.positions = found;
    } else rule.rest.push(part);
  }
  const whole = (n: number) => Number.isInteger(n) && n > 0;
  if (!whole(rule.interval) || (rule.count !== null && !whole(rule.count)) || rule.weekStart === -1) return null;
  return rule;
}

/** Writes an `RRULE`, without the prefix, in the API's canonical order. What is left out is as in `every`. */
export function writeRule(given: Pick<Rule, "freq"> & Partial<Rule>): string {
  const rule = every(given.freq, given);
  const parts = [`FREQ=${rule.freq}`];
  if (rule.count) parts.push(`COUNT=${rule.count}`);
  else if (rule.until) parts.push(`UNTIL=${rule.until.replaceAll("-", "")}`);
  if (rule.interval !== 1) parts.push(`INTERVAL=${rule.interval}`);
  const list = (name: string, items: readonly (string | number)[]) => items.length && parts.push(`${name}=${items.join(",")}`);
  list("BYMONTH", rule.months);
  list("BYMONTHDAY", rule.monthDays);
  list("BYDAY", rule.days.map(({ day, nth }) => `${nth || ""}${RULE_DAYS[day]}`));
  parts.push(...rule.rest);
  list("BYSETPOS", rule.positions);
  if (rule.weekStart) parts.push(`WKST=${RULE_DAYS[rule.weekStart]}`);
  if (rule.skip) parts.push("RSCALE=GREGORIAN", `SKIP=${rule.skip}`);
  return parts.join(";");
}

/** Whether two rules say the same; `null` is none. */
export function sameRule(a: string | null, b: string | null): boolean {
  const normal = (text: string | null) => {
    const rule = text ? readRule(text) : null;
    return rule ? writeRule(rule) : text;
  };
  return normal(a) === normal(b);
}

/** Which weekday of its month a date is: the 1st to the 5th, and whether no further one follows. */
export function nthOf(date: CivilDate): { nth: number; last: boolean } {
  const { year, month, day } = partsOf(date);
  return { nth: Math.ceil(day / 7), last: day + 7 > daysInMonth(year, month) };
}

/** Whether a series with this start meets months that are too short for its day. */
export function meetsShortMonths(rule: Rule, start: CivilDate | null): boolean {
  if (rule.freq !== "MONTHLY" && rule.freq !== "YEARLY") return false;
  if (rule.days.length) return false;
  const days = rule.monthDays.length ? rule.monthDays : start ? [partsOf(start).day] : [];
  if (!days.some((day) => Math.abs(day) > 28)) return false;
  if (rule.freq === "MONTHLY" && !rule.months.length) return true;
  const months = rule.months.length ? rule.months : start ? [partsOf(start).month] : [];
  // 2027 has no leap day.
  return months.some((month) => days.some((day) => Math.abs(day) > daysInMonth(2027, month)));
}

/**
 * The rule after its start moved to another date: what named the old day alone names the new one, so that "every
 * Monday" of a thing moved to Tuesday is "every Tuesday". A rule with several days stays.
 */
export function followStart(text: string, from: CivilDate, to: CivilDate): string {
  const rule = readRule(text);
  if (!rule || daysBetween(from, to) === 0) return text;
  const [old, next] = [partsOf(from), partsOf(to)];
  const only = rule.days.length === 1 ? rule.days[0]! : null;
  if (only && only.day === weekday(from) && !rule.positions.length) {
    const { nth, last } = nthOf(from);
    const there = nthOf(to);
    if (only.nth === 0) rule.days = [{ day: weekday(to), nth: 0 }];
    else if (only.nth === -1 && last && there.last) rule.days = [{ day: weekday(to), nth: -1 }];
    else if (only.nth === nth || (only.nth === -1 && last)) {
      rule.days = [{ day: weekday(to), nth: there.nth > 4 ? -1 : there.nth }];
    }
  }
  if (rule.monthDays.length === 1 && rule.monthDays[0] === old.day) rule.monthDays = [next.day];
  if (rule.freq === "YEARLY" && rule.months.length === 1 && rule.months[0] === old.month) rule.months = [next.month];
  return writeRule(rule);
}
