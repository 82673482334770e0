import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { describeRule, setRegion, type Language } from "../i18n";
import { understand, type Understood } from "./understand";

// A Saturday, at noon in Berlin.
const NOW = "2026-11-28T12:00:00";

function speak(language: Language, locale = language === "de" ? "de-DE" : "en-US") {
  setRegion({ locale, zone: "Europe/Berlin", weekStart: 0 });
}
const read = (language: Language, text: string, more: Partial<Parameters<typeof understand>[1]> = {}): Understood => {
  speak(language);
  return understand(text, { now: NOW, language, ...more });
};
/** The title, and what was understood in short. */
const short = ({ kind, title, date, time, endDate, endTime, rule, priority, category }: Understood) =>
  [kind, title, date, time, kind === "event" && endTime ? `${endDate === date ? "" : `${endDate}T`}${endTime}` : endDate, rule, priority === "none" ? null : priority, category && `#${category}`]
    .filter((part) => part !== null)
    .join(" | ");

// The parsers put their patterns together when they are first used.
beforeAll(() => void [read("en", "tomorrow"), read("de", "morgen")], 60_000);
beforeEach(() => void vi.useFakeTimers({ now: new Date("2026-11-28T11:00:00Z") }));
afterEach(() => void vi.useRealTimers());

describe("English", () => {
  const cases: [string, string][] = [
    ["Buy milk", "todo | Buy milk"],
    ["dentist tomorrow 3pm", "event | dentist | 2026-11-29 | 15:00 | 16:00"],
    ["Dentist tomorrow at 3:30 pm", "event | Dentist | 2026-11-29 | 15:30 | 16:30"],
    ["call mum on Friday", "todo | call mum | 2026-12-04"],
    ["tomorrow call mum", "todo | call mum | 2026-11-29"],
    ["pay rent by December 1", "todo | pay rent | 2026-12-01"],
    ["report due in 3 days !high", "todo | report | 2026-12-01 | high"],
    ["renew passport in 2 weeks #home", "todo | renew passport | 2026-12-12 | #home"],
    ["lunch with Ben Monday 12:30-14:00", "event | lunch with Ben | 2026-11-30 | 12:30 | 14:00"],
    ["standup every weekday 9:15", "event | standup | 2026-11-30 | 09:15 | 10:15 | FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"],
    ["water the plants every 3 days", "todo | water the plants | 2026-11-28 | FREQ=DAILY;INTERVAL=3"],
    ["take out the rubbish every Monday", "todo | take out the rubbish | 2026-11-30 | FREQ=WEEKLY;BYDAY=MO"],
    ["yoga every Tuesday and Thursday 18:00 for 90 minutes", "event | yoga | 2026-12-01 | 18:00 | 19:30 | FREQ=WEEKLY;BYDAY=TU,TH"],
    ["rent every month on the 1st", "todo | rent | 2026-12-01 | FREQ=MONTHLY;BYMONTHDAY=1"],
    ["club every last Friday of the month", "todo | club | 2026-12-25 | FREQ=MONTHLY;BYDAY=-1FR"],
    ["party tonight", "event | party | 2026-11-28 | 19:00 | 20:00"],
    ["flight tomorrow 11pm for 2 hours", "event | flight | 2026-11-29 | 23:00 | 2026-11-30T01:00"],
    ["night shift Monday 22:00-06:00", "event | night shift | 2026-11-30 | 22:00 | 2026-12-01T06:00"],
    ["call back at 9am", "event | call back | 2026-11-29 | 09:00 | 10:00"],
    ["write to Ada !2", "todo | write to Ada | medium"],
    ["milk tomorrow 5pm !low", "todo | milk | 2026-11-29 | 17:00 | low"],
    ["read chapter 5", "todo | read chapter 5"],
    ["2 eggs and 3 apples", "todo | 2 eggs and 3 apples"],
    ["dinner 12/24", "todo | dinner | 2026-12-24"],
  ];
  for (const [text, expected] of cases) test(text, () => expect(short(read("en", text))).toBe(expected));

  test("a day comes before its month where people write so", () => {
    speak("en", "en-GB");
    expect(understand("dinner 24/12", { now: NOW, language: "en" }).date).toBe("2026-12-24");
  });
});

describe("German", () => {
  const cases: [string, string][] = [
    ["Milch kaufen", "todo | Milch kaufen"],
    ["Müll rausbringen jeden Montag", "todo | Müll rausbringen | 2026-11-30 | FREQ=WEEKLY;BYDAY=MO"],
    ["Zahnarzt morgen um 15 Uhr", "event | Zahnarzt | 2026-11-29 | 15:00 | 16:00"],
    ["Zahnarzt morgen 15:30", "event | Zahnarzt | 2026-11-29 | 15:30 | 16:30"],
    ["Oma anrufen übermorgen", "todo | Oma anrufen | 2026-11-30"],
    ["Steuer bis 15. Dezember !hoch", "todo | Steuer | 2026-12-15 | high"],
    ["Geschenk 24.12.", "todo | Geschenk | 2026-12-24"],
    ["Reifen wechseln am Freitag #auto", "todo | Reifen wechseln | 2026-12-04 | #auto"],
    ["Blumen gießen alle 3 Tage", "todo | Blumen gießen | 2026-11-28 | FREQ=DAILY;INTERVAL=3"],
    ["Miete jeden Monat am 1.", "todo | Miete | 2026-12-01 | FREQ=MONTHLY;BYMONTHDAY=1"],
    ["Sport dienstags 18 Uhr für 90 Minuten", "event | Sport | 2026-12-01 | 18:00 | 19:30 | FREQ=WEEKLY;BYDAY=TU"],
    ["Stammtisch jeden ersten Donnerstag im Monat 19 Uhr", "event | Stammtisch | 2026-12-03 | 19:00 | 20:00 | FREQ=MONTHLY;BYDAY=1TH"],
    ["Mittagessen mit Ben Montag 12:30-14:00", "event | Mittagessen mit Ben | 2026-11-30 | 12:30 | 14:00"],
    ["Bericht in 2 Wochen", "todo | Bericht | 2026-12-12"],
    ["Alle Fenster putzen", "todo | Alle Fenster putzen"],
    ["Kino heute Abend", "event | Kino | 2026-11-28 | 19:00 | 20:00"],
    ["Pass täglich prüfen", "todo | Pass prüfen | 2026-11-28 | FREQ=DAILY"],
  ];
  for (const [text, expected] of cases) test(text, () => expect(short(read("de", text))).toBe(expected));

  test("English is understood, too, and the other way round", () => {
    expect(short(read("de", "dentist tomorrow 3pm"))).toBe("event | dentist | 2026-11-29 | 15:00 | 16:00");
    expect(short(read("en", "Müll rausbringen jeden Montag"))).toBe("todo | Müll rausbringen | 2026-11-30 | FREQ=WEEKLY;BYDAY=MO");
    expect(describeRule("FREQ=WEEKLY;BYDAY=MO")).toBe("every Monday");
  });
});

test("what is taken back stays in the title", () => {
  const first = read("en", "Watch Friday Night Lights tomorrow");
  const friday = first.parts.find((part) => part.text.toLowerCase().includes("friday"));
  expect(friday).toBeDefined();
  const second = read("en", "Watch Friday Night Lights tomorrow", { ignored: new Set([friday!.key]) });
  expect(second.title).toBe("Watch Friday Night Lights");
  expect(second.date).toBe("2026-11-29");
});

test("what it is to be can be said", () => {
  expect(short(read("en", "dentist tomorrow 3pm", { kind: "todo" }))).toBe("todo | dentist | 2026-11-29 | 15:00");
  expect(short(read("en", "holiday tomorrow", { kind: "event" }))).toBe("event | holiday | 2026-11-29");
  expect(short(read("en", "holiday", { kind: "event" }))).toBe("event | holiday | 2026-11-28");
});

test("days are those of the account's clock, not the browser's", () => {
  speak("en");
  // A minute after midnight there; the test's own zone doesn't matter.
  expect(understand("milk tomorrow", { now: "2026-12-31T00:01:00", language: "en" }).date).toBe("2027-01-01");
  expect(understand("milk today", { now: "2026-12-31T23:59:00", language: "en" }).date).toBe("2026-12-31");
  // A clock that the browser's own zone may leave out in spring.
  expect(understand("call at 3pm", { now: "2026-03-29T02:30:00", language: "en" }).date).toBe("2026-03-29");
});

test("nothing but a date leaves no title", () => {
  expect(read("en", "tomorrow").title).toBe("");
  expect(read("en", "   ").title).toBe("");
});
