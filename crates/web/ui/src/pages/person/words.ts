import { pageWords } from "../../shell";
import type { PersonWords } from "./words.en";

export const useWords = pageWords<PersonWords>("person");

/** What a label says: those that the API names are translated, others are the person's own words. */
export function useLabel(): (label: string | null | undefined) => string {
  const words = useWords();
  return (label) => (label ? (words.labels[label] ?? label) : "");
}
