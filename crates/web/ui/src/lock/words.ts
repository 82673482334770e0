import { defineWords, inlineWords } from "../i18n/words";
import type { Told } from "./state";
import type en from "./words.en";

export type Words = typeof en;

/** Only the language that is wanted is fetched. */
export const lockWords = defineWords<Words>({
  en: () => import("./words.en"),
  de: () => import("./words.de"),
});

/** The words in use. Reading them in a component renders it anew when the language changes. */
export const useWords = lockWords.use;

/** What is said of codes: of a whole request, and of a field. */
interface Said {
  problems: Record<string, string>;
  fields?: Record<string, string>;
}

const more: (() => Said)[] = [];

/** Adds what a part says that comes later: a view that isn't shown at first, passkeys. */
export function sayAlso(said: () => Said): void {
  more.push(said);
}

function find(words: Words, part: keyof Said, code: string): string | undefined {
  return words[part][code] ?? more.map((said) => said()[part]?.[code]).find(Boolean);
}

/** What is said where nothing can be fetched, words neither. */
export const useUnreachableWords = inlineWords(
  {
    title: "Umbra can't be reached",
    text: "Check your connection. If you run this server, see whether it is up.",
    again: "Try again",
  },
  {
    title: "Umbra ist nicht erreichbar",
    text: "Prüf deine Verbindung. Betreibst du den Server selbst, sieh nach, ob er läuft.",
    again: "Noch einmal versuchen",
  },
);

/** Codes that are the same to a person. */
const ALIKE: Readonly<Record<string, string>> = {
  mfa_not_pending: "invalid_mfa_token",
  migrations_pending: "database_unavailable",
};

/** Says what went wrong. `seconds` are those left until the next try makes sense. */
export function explain(words: Words, told: Told, seconds: number): string {
  if (seconds > 0) {
    return told.code === "too_many_requests" ? words.wait(seconds) : words.busy(seconds);
  }
  // What was wrong with a field is said there.
  if (Object.keys(told.fields).length > 0) {
    return "";
  }
  const said = find(words, "problems", ALIKE[told.code] ?? told.code) || told.detail || words.problems.unknown || "";
  return told.attemptsLeft === undefined ? said : `${said} ${words.attemptsLeft(told.attemptsLeft)}`;
}

/** Says what was wrong with a field. */
export function explainField(words: Words, told: Told | undefined, name: string): string | undefined {
  const code = told?.fields[name];
  return code === undefined ? undefined : (find(words, "fields", code) ?? words.fields.unknown);
}
