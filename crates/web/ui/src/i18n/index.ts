export { language, languageOf, region, type Language, type Region } from "./account";
export { forgetRegion, setRegion } from "./region";
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
