import { partsOf, weekday, type CivilDate } from "../../i18n/dates";
import { every, nthOf, WORKDAYS, writeRule, type Frequency, type Rule } from "../../i18n/rule";

/** The rules that are offered at once, for a thing that begins on `start`. */
export function presets(start: CivilDate | null): string[] {
  const rules: Rule[] = [every("DAILY")];
  if (!start) {
    rules.push(every("WEEKLY"), every("MONTHLY"), every("YEARLY"));
    return rules.map(writeRule);
  }
  const day = weekday(start);
  const { month, day: monthDay } = partsOf(start);
  const { nth, last } = nthOf(start);
  rules.push(every("WEEKLY", { days: [{ day, nth: 0 }] }));
  if (WORKDAYS.includes(day)) rules.push(every("WEEKLY", { days: WORKDAYS.map((one) => ({ day: one, nth: 0 })) }));
  rules.push(every("MONTHLY", { monthDays: [monthDay] }));
  rules.push(every("MONTHLY", { days: [{ day, nth: last ? -1 : nth }] }));
  rules.push(every("YEARLY", { months: [month], monthDays: [monthDay] }));
  return rules.map(writeRule);
}

/** What a month can be told by: its day, its last day, its nth weekday. */
export type MonthlyBy = "day" | "last-day" | "nth" | "last-nth" | "other";

export function monthlyBy(rule: Rule): MonthlyBy {
  const [day] = rule.days;
  if (rule.positions.length || rule.days.length > 1 || rule.monthDays.length > 1) return "other";
  if (day) return day.nth === -1 ? "last-nth" : day.nth > 0 ? "nth" : "other";
  if (rule.monthDays[0] === -1) return "last-day";
  return (rule.monthDays[0] ?? 1) > 0 ? "day" : "other";
}

/** The rule by another kind of day, as `start` says it. */
export function withMonthlyBy(rule: Rule, by: MonthlyBy, start: CivilDate): Rule {
  const next: Rule = { ...rule, days: [], monthDays: [], positions: [], skip: null };
  if (by === "day") next.monthDays = [partsOf(start).day];
  else if (by === "last-day") next.monthDays = [-1];
  else if (by === "nth") next.days = [{ day: weekday(start), nth: Math.min(nthOf(start).nth, 4) }];
  else if (by === "last-nth") next.days = [{ day: weekday(start), nth: -1 }];
  else return rule;
  return next;
}

/** The rule by another unit. What the old one named doesn't fit any more. */
export function withFreq(rule: Rule, freq: Frequency, start: CivilDate | null): Rule {
  const { interval, count, until } = rule;
  const next = every(freq, { interval, count, until });
  if (!start) return next;
  if (freq === "WEEKLY") next.days = [{ day: weekday(start), nth: 0 }];
  if (freq === "MONTHLY") next.monthDays = [partsOf(start).day];
  return next;
}
