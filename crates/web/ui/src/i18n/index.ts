export { forgetRegion, language, languageOf, region, setRegion, type Language, type Region } from "./account";
export { defineWords, inlineWords, loadWords, type Words } from "./words";
export {
  addDays,
  addMonths,
  dateOf,
  dayNumber,
  daysBetween,
  daysFrom,
  daysInMonth,
  isDate,
  isoWeek,
  localOf,
  makeDate,
  minutesOf,
  ofDayNumber,
  ofMinutes,
  partsOf,
  startOfMonth,
  startOfWeek,
  timeOf,
  weekday,
  weeksOfMonth,
  type CivilDate,
} from "./dates";
export * from "./format";
export { parseDate, parseTime } from "./parse";
export { describeRule, followStart, readRule, RULE_DAYS, ruleOfWords, sameRule, writeRule, type Frequency, type Rule, type RuleDay } from "./rule";
