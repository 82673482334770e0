import { inlineWords } from "../../i18n/words";
import type { Frequency } from "../../i18n/rule";
import type { MonthlyBy } from "./presets";

/** What only the controls of a rule of one's own say. */
export const useCustomWords = inlineWords(
  {
    every: "Every",
    unit: "Unit",
    units: (n: number): Record<Frequency, string> =>
      n === 1
        ? { DAILY: "day", WEEKLY: "week", MONTHLY: "month", YEARLY: "year" }
        : { DAILY: "days", WEEKLY: "weeks", MONTHLY: "months", YEARLY: "years" },
    on: "On",
    by: {
      day: (day: number) => `day ${day}`,
      "last-day": () => "the last day",
      nth: (_: number, nth: string) => `the ${nth}`,
      "last-nth": (_: number, nth: string) => `the ${nth}`,
      other: () => "as it is",
    } satisfies Record<MonthlyBy, (day: number, nth: string) => string>,
    ends: "Ends",
    endings: { never: "Never", until: "On a date", count: "After a number of times" },
    lastDay: "Last day",
    times: "Times",
    short: "In months that are too short",
    shorts: { BACKWARD: "On their last day", OMIT: "Not at all", FORWARD: "On the day after" },
    write: "In words",
    example: "every 2 weeks on Friday",
    notUnderstood: (example: string) => `Write something like “${example}”.`,
  },
  {
    every: "Alle",
    unit: "Einheit",
    units: (n: number): Record<Frequency, string> =>
      n === 1
        ? { DAILY: "Tag", WEEKLY: "Woche", MONTHLY: "Monat", YEARLY: "Jahr" }
        : { DAILY: "Tage", WEEKLY: "Wochen", MONTHLY: "Monate", YEARLY: "Jahre" },
    on: "Am",
    by: {
      day: (day: number) => `${day}.`,
      "last-day": () => "letzten Tag",
      nth: (_: number, nth: string) => nth,
      "last-nth": (_: number, nth: string) => nth,
      other: () => "wie bisher",
    },
    ends: "Endet",
    endings: { never: "Nie", until: "An einem Tag", count: "Nach einer Anzahl" },
    lastDay: "Letzter Tag",
    times: "Wie oft",
    short: "In zu kurzen Monaten",
    shorts: { BACKWARD: "Am letzten Tag", OMIT: "Gar nicht", FORWARD: "Am Tag danach" },
    write: "In Worten",
    example: "alle 2 Wochen am Freitag",
    notUnderstood: (example: string) => `Schreib etwas wie „${example}“.`,
  },
);
