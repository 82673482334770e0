import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { setRegion } from "../region";
import { describeRule, ruleInWords } from "./describe";
import { ruleOfWords } from "./phrase";
import { followStart, meetsShortMonths, nthOf, readRule, sameRule, writeRule } from "./rule";

const speak = (locale: string, zone = "Europe/Berlin") => setRegion({ locale, zone, weekStart: 0 });

beforeEach(() => {
  vi.useFakeTimers({ now: new Date("2026-11-28T12:00:00Z") });
});
afterEach(() => {
  vi.useRealTimers();
  speak("en-US");
});

/** Rules, in both languages. Each is read back from its words. */
const cases: [string, string, string][] = [
  ["FREQ=DAILY", "every day", "jeden Tag"],
  ["FREQ=DAILY;INTERVAL=3", "every 3 days", "alle 3 Tage"],
  ["FREQ=WEEKLY", "every week", "jede Woche"],
  ["FREQ=WEEKLY;INTERVAL=2", "every 2 weeks", "alle 2 Wochen"],
  ["FREQ=WEEKLY;BYDAY=MO", "every Monday", "jeden Montag"],
  ["FREQ=WEEKLY;BYDAY=MO,FR", "every Monday and Friday", "jeden Montag und Freitag"],
  ["FREQ=WEEKLY;BYDAY=MO,WE,FR", "every Monday, Wednesday, and Friday", "jeden Montag, Mittwoch und Freitag"],
  ["FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", "every weekday", "jeden Werktag"],
  ["FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,TH", "every 2 weeks on Tuesday and Thursday", "alle 2 Wochen am Dienstag und Donnerstag"],
  ["FREQ=WEEKLY;BYDAY=SA,SU", "every weekend", "jedes Wochenende"],
  ["FREQ=MONTHLY", "every month", "jeden Monat"],
  ["FREQ=MONTHLY;BYMONTHDAY=15", "every month on the 15th", "jeden Monat am 15."],
  ["FREQ=MONTHLY;BYMONTHDAY=1,22", "every month on the 1st and 22nd", "jeden Monat am 1. und 22."],
  ["FREQ=MONTHLY;BYMONTHDAY=-1", "every month on the last day", "jeden Monat am letzten Tag"],
  ["FREQ=MONTHLY;BYMONTHDAY=-2", "every month on the second to last day", "jeden Monat am vorletzten Tag"],
  ["FREQ=MONTHLY;BYMONTHDAY=-4", "every month on the 4th to last day", "jeden Monat am 4.-letzten Tag"],
  ["FREQ=MONTHLY;BYDAY=2TU", "every month on the second Tuesday", "jeden Monat am zweiten Dienstag"],
  ["FREQ=MONTHLY;BYDAY=-1FR", "every month on the last Friday", "jeden Monat am letzten Freitag"],
  ["FREQ=MONTHLY;BYDAY=1MO,3MO", "every month on the first Monday and third Monday", "jeden Monat am ersten Montag und dritten Montag"],
  ["FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1", "every month on the last weekday", "jeden Monat am letzten Werktag"],
  ["FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=1", "every 3 months on the 1st", "alle 3 Monate am 1."],
  [
    "FREQ=MONTHLY;BYMONTHDAY=31;RSCALE=GREGORIAN;SKIP=BACKWARD",
    "every month on the 31st, on the last day of shorter months",
    "jeden Monat am 31., in kürzeren Monaten am letzten Tag",
  ],
  ["FREQ=MONTHLY;BYMONTHDAY=31;RSCALE=GREGORIAN;SKIP=OMIT", "every month on the 31st, not in shorter months", "jeden Monat am 31., nicht in kürzeren Monaten"],
  ["FREQ=YEARLY", "every year", "jedes Jahr"],
  ["FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=24", "every year on December 24", "jedes Jahr am 24. Dezember"],
  ["FREQ=YEARLY;BYMONTH=11;BYDAY=4TH", "every year on the fourth Thursday of November", "jedes Jahr am vierten Donnerstag im November"],
  ["FREQ=YEARLY;BYMONTH=1,7;BYMONTHDAY=1", "every year on the 1st of January and July", "jedes Jahr am 1. im Januar und Juli"],
  ["FREQ=YEARLY;INTERVAL=2;BYMONTH=5", "every 2 years in May", "alle 2 Jahre im Mai"],
  ["FREQ=DAILY;COUNT=10", "every day, 10 times", "jeden Tag, 10-mal"],
  ["FREQ=DAILY;COUNT=1", "every day, once", "jeden Tag, einmal"],
  ["FREQ=WEEKLY;UNTIL=20261231;BYDAY=TH", "every Thursday, until Dec 31, 2026", "jeden Donnerstag, bis 31. Dez. 2026"],
];

describe("rules in words and back", () => {
  for (const [rule, english, german] of cases) {
    test(rule, () => {
      expect(writeRule(readRule(rule)!)).toBe(rule);
      for (const [locale, words] of [["en-US", english], ["de-DE", german]] as const) {
        speak(locale);
        expect(describeRule(rule)).toBe(words);
        expect(ruleOfWords(words)).toBe(rule);
        expect(ruleOfWords(words.charAt(0).toUpperCase() + words.slice(1))).toBe(rule);
      }
    });
  }
});

test("what people write otherwise is understood, too", () => {
  speak("en-GB");
  const english: [string, string][] = [
    ["daily", "FREQ=DAILY"],
    ["Weekly on Monday", "FREQ=WEEKLY;BYDAY=MO"],
    ["biweekly", "FREQ=WEEKLY;INTERVAL=2"],
    ["quarterly", "FREQ=MONTHLY;INTERVAL=3"],
    ["every other day", "FREQ=DAILY;INTERVAL=2"],
    ["every other Friday", "FREQ=WEEKLY;INTERVAL=2;BYDAY=FR"],
    ["every second week", "FREQ=WEEKLY;INTERVAL=2"],
    ["every two months on the 3rd", "FREQ=MONTHLY;INTERVAL=2;BYMONTHDAY=3"],
    ["mondays", "FREQ=WEEKLY;BYDAY=MO"],
    ["every mon, wed and fri", "FREQ=WEEKLY;BYDAY=MO,WE,FR"],
    ["every weekend", "FREQ=WEEKLY;BYDAY=SA,SU"],
    ["weekdays", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"],
    ["every 15th", "FREQ=MONTHLY;BYMONTHDAY=15"],
    ["every first and third monday", "FREQ=MONTHLY;BYDAY=1MO,3MO"],
    ["every second tuesday of the month", "FREQ=MONTHLY;BYDAY=2TU"],
    ["last day of the month", "FREQ=MONTHLY;BYMONTHDAY=-1"],
    ["every 24 December", "FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=24"],
    ["every week until 3 January", "FREQ=WEEKLY;UNTIL=20270103"],
    ["every week until 31/12/2026", "FREQ=WEEKLY;UNTIL=20261231"],
    ["every day three times", "FREQ=DAILY;COUNT=3"],
  ];
  for (const [text, rule] of english) expect([text, ruleOfWords(text)]).toEqual([text, rule]);
  speak("de-AT");
  const german: [string, string][] = [
    ["täglich", "FREQ=DAILY"],
    ["Jeden zweiten Tag", "FREQ=DAILY;INTERVAL=2"],
    ["alle zwei Wochen am Freitag", "FREQ=WEEKLY;INTERVAL=2;BYDAY=FR"],
    ["jede zweite Woche", "FREQ=WEEKLY;INTERVAL=2"],
    ["jeden zweiten Freitag", "FREQ=WEEKLY;INTERVAL=2;BYDAY=FR"],
    ["jeden zweiten Freitag im Monat", "FREQ=MONTHLY;BYDAY=2FR"],
    ["montags", "FREQ=WEEKLY;BYDAY=MO"],
    ["jeden Mo und Do", "FREQ=WEEKLY;BYDAY=MO,TH"],
    ["werktags", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"],
    ["jedes Wochenende", "FREQ=WEEKLY;BYDAY=SA,SU"],
    ["jeden ersten Montag", "FREQ=MONTHLY;BYDAY=1MO"],
    ["am letzten Tag des Monats", "FREQ=MONTHLY;BYMONTHDAY=-1"],
    ["vierteljährlich", "FREQ=MONTHLY;INTERVAL=3"],
    ["jedes Jahr am 6. Januar", "FREQ=YEARLY;BYMONTH=1;BYMONTHDAY=6"],
    ["jede Woche bis zum 31.12.2026", "FREQ=WEEKLY;UNTIL=20261231"],
  ];
  for (const [text, rule] of german) expect([text, ruleOfWords(text)]).toEqual([text, rule]);
});

test("what is no rule is none", () => {
  speak("en-US");
  for (const text of ["", "milk", "every", "every milk", "Monday milk", "every day until milk", "every 0 days", "day", "every 5000 weeks", "weekly on the 40th"]) {
    expect([text, ruleOfWords(text)]).toEqual([text, null]);
  }
  for (const text of ["", "FREQ=HOURLY", "BYDAY=MO", "FREQ=WEEKLY;BYDAY=XX", "FREQ=DAILY;INTERVAL=0", "FREQ=DAILY;COUNT=x"]) {
    expect([text, readRule(text)]).toEqual([text, null]);
  }
});

test("there are no wrong words for what can't be said", () => {
  for (const rule of ["FREQ=YEARLY;BYYEARDAY=100", "FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO", "FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13", "FREQ=MONTHLY;BYDAY=MO", "FREQ=DAILY;BYHOUR=9", "FREQ=WEEKLY;BYDAY=MO;BYMONTH=5"]) {
    expect([rule, ruleInWords(rule), describeRule(rule)]).toEqual([rule, null, "by a rule of its own"]);
    expect(writeRule(readRule(rule)!)).toContain(rule.split(";")[1]);
  }
});

test("a start says the day that the rule leaves open", () => {
  expect(describeRule("FREQ=WEEKLY", "2026-12-01")).toBe("every Tuesday");
  expect(describeRule("FREQ=WEEKLY;INTERVAL=2", "2026-12-01")).toBe("every 2 weeks on Tuesday");
  expect(describeRule("FREQ=MONTHLY", "2026-11-30")).toBe("every month on the 30th");
  expect(describeRule("FREQ=YEARLY", "2028-02-29")).toBe("every year on February 29");
  expect(describeRule("FREQ=DAILY", "2026-11-30")).toBe("every day");
});

test("an end in UTC is a date of the account's zone", () => {
  speak("en-US", "Pacific/Auckland");
  expect(describeRule("FREQ=DAILY;UNTIL=20261231T120000Z")).toBe("every day, until Jan 1, 2027");
  expect(describeRule("FREQ=DAILY;UNTIL=20261231T120000")).toBe("every day, until Dec 31, 2026");
});

test("an end may be written as a date", () => {
  const rule = { freq: "DAILY", until: "2026-12-31" } as const;
  expect(writeRule(rule)).toBe("FREQ=DAILY;UNTIL=20261231");
  expect(describeRule(readRule(writeRule(rule))!)).toBe("every day, until Dec 31, 2026");
});

test("a language without words gets all of them in English", () => {
  speak("fr-FR");
  expect(describeRule("FREQ=WEEKLY;BYDAY=MO")).toBe("every Monday");
  expect(ruleOfWords("every Monday")).toBe("FREQ=WEEKLY;BYDAY=MO");
});

test("spelling doesn't make another rule", () => {
  expect(sameRule("RRULE:INTERVAL=1;FREQ=DAILY", "FREQ=DAILY")).toBe(true);
  expect(sameRule("FREQ=DAILY", null)).toBe(false);
  expect(sameRule(null, null)).toBe(true);
});

test("which weekday of its month a date is", () => {
  expect(nthOf("2026-11-02")).toEqual({ nth: 1, last: false });
  expect(nthOf("2026-11-30")).toEqual({ nth: 5, last: true });
  expect(nthOf("2027-02-22")).toEqual({ nth: 4, last: true });
});

test("only some series meet months that are too short", () => {
  const meets = (text: string, start: string | null = null) => meetsShortMonths(readRule(text)!, start);
  expect(meets("FREQ=MONTHLY", "2026-01-31")).toBe(true);
  expect(meets("FREQ=MONTHLY", "2026-01-28")).toBe(false);
  expect(meets("FREQ=MONTHLY;BYMONTHDAY=30")).toBe(true);
  expect(meets("FREQ=MONTHLY;BYMONTHDAY=-1", "2026-01-31")).toBe(false);
  expect(meets("FREQ=MONTHLY;BYDAY=1MO", "2026-01-31")).toBe(false);
  expect(meets("FREQ=YEARLY", "2028-02-29")).toBe(true);
  expect(meets("FREQ=YEARLY", "2028-01-31")).toBe(false);
  expect(meets("FREQ=WEEKLY", "2028-01-31")).toBe(false);
});

test("a rule follows its start, where it names that day alone", () => {
  expect(followStart("FREQ=WEEKLY;BYDAY=MO", "2026-11-30", "2026-12-01")).toBe("FREQ=WEEKLY;BYDAY=TU");
  expect(followStart("FREQ=WEEKLY;BYDAY=MO,FR", "2026-11-30", "2026-12-01")).toBe("FREQ=WEEKLY;BYDAY=MO,FR");
  expect(followStart("FREQ=WEEKLY", "2026-11-30", "2026-12-01")).toBe("FREQ=WEEKLY");
  expect(followStart("FREQ=MONTHLY;BYMONTHDAY=30", "2026-11-30", "2026-12-01")).toBe("FREQ=MONTHLY;BYMONTHDAY=1");
  expect(followStart("FREQ=MONTHLY;BYDAY=-1MO", "2026-11-30", "2026-12-29")).toBe("FREQ=MONTHLY;BYDAY=-1TU");
  expect(followStart("FREQ=MONTHLY;BYDAY=1MO", "2026-12-07", "2026-12-15")).toBe("FREQ=MONTHLY;BYDAY=3TU");
  expect(followStart("FREQ=YEARLY;BYMONTH=11;BYMONTHDAY=30", "2026-11-30", "2026-12-24")).toBe("FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=24");
});
