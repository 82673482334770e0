export { describeRule, nthDayWords, ruleInWords, untilDate } from "./describe";
export { ruleOfWords } from "./phrase";
export {
  every,
  followStart,
  meetsShortMonths,
  nthOf,
  readRule,
  RULE_DAYS,
  sameRule,
  WORKDAYS,
  writeRule,
  type Frequency,
  type Rule,
  type RuleDay,
  type Skip,
} from "./rule";
