import { defineWords } from "../i18n/words";
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
  const said = words.problems[ALIKE[told.code] ?? told.code] || told.detail || words.problems.unknown || "";
  return told.attemptsLeft === undefined ? said : `${said} ${words.attemptsLeft(told.attemptsLeft)}`;
}

/** Says what was wrong with a field. */
export function explainField(words: Words, told: Told | undefined, name: string): string | undefined {
  const code = told?.fields[name];
  return code === undefined ? undefined : (words.fields[code] ?? words.fields.unknown);
}
