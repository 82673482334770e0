import { expect, test } from "vitest";
import { setRegion } from "../../i18n";
import { tellDetail, useDetailWords } from "./details";
import de from "./words.de";
import en from "./words.en";

function tell(locale: string, detail: string): string {
  setRegion({ zone: "UTC", locale, weekStart: 1 });
  return tellDetail(detail, useDetailWords(), locale.startsWith("de") ? de : en);
}

test.each([
  ["command line", "on the command line", "auf der Kommandozeile"],
  ["second factor required", "a second factor is needed", "ein zweiter Faktor ist nötig"],
  ["counter_regressed", "the passkey may have been copied", "der Passkey ist vielleicht kopiert"],
  ["the last admin has to stay one", "it is the last admin", "es ist das letzte Verwalterkonto"],
  ["counters=1", "1 counter of wrong guesses cleared", "1 Zähler falscher Versuche gelöscht"],
  ["sessions=1200", "1,200 sessions ended", "1.200 Sitzungen beendet"],
  ["role=admin", "Admin", "Verwalter"],
  ["is_active=false", "switched off", "ausgeschaltet"],
  ["enforce=true", "demanded", "verlangt"],
  ["username=ben", "was called ben", "hieß ben"],
  ["delivery=17", "delivery 17", "Zustellung 17"],
  ["resealed=3 unopened=0", "3 sealed anew · 0 can't be opened", "3 neu versiegelt · 0 nicht zu öffnen"],
  [`1234:${"0a".repeat(32)}`, "up to entry 1,234", "bis zum Eintrag 1.234"],
])("%s", (detail, english, german) => {
  expect(tell("en-US", detail)).toBe(english);
  expect(tell("de-DE", detail)).toBe(german);
});

test("several settings are told one after the other", () => {
  const detail = "allow_registration=true allow_passwordless=false";
  expect(tell("en-US", detail)).toBe("Anybody may create an account: on · Signing in with passkeys only is allowed: off");
  expect(tell("de-DE", detail)).toBe("Alle dürfen ein Konto anlegen: an · Anmelden nur mit Passkeys ist erlaubt: aus");
});

test("both languages tell the same things", () => {
  setRegion({ zone: "UTC", locale: "en-US", weekStart: 1 });
  const english = Object.keys(useDetailWords().said);
  setRegion({ zone: "UTC", locale: "de-DE", weekStart: 1 });
  expect(Object.keys(useDetailWords().said)).toEqual(english);
});

test("what a newer server says stays as it is", () => {
  for (const detail of ["something else", "color=red", "role=owner", "is_active=perhaps", "counters=1 something"]) expect(tell("de-DE", detail)).toBe(detail);
});
