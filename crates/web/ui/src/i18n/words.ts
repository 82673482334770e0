import { language, type Language } from "./account";

/** Fetches the words of one language: `() => import("./words.en")`. */
export type Loader<T> = () => Promise<{ default: T }>;

/** The words of one chunk, in the account's language. */
export interface Words<T> {
  /** Fetches them; to be awaited before the first `use`. */
  load(language?: Language): Promise<T>;
  /** The words. In a component it renders anew when the language changes. */
  use(): T;
}

const all = new Set<{ load(language: Language): Promise<unknown> }>();

/**
 * Declares the words of a chunk: `defineWords<typeof en>({ en: () => import("./words.en"), de: … })`.
 * A language is fetched when it is wanted, and only that one.
 */
export function defineWords<T>(loaders: Record<Language, Loader<T>>): Words<T> {
  const loaded: Partial<Record<Language, T>> = {};
  const words: Words<T> = {
    async load(wanted = language.peek()) {
      // Before it is there already: a change of language meanwhile reaches it, too.
      all.add(words);
      return (loaded[wanted] ??= (await loaders[wanted]()).default);
    },
    use() {
      const found = loaded[language.value] ?? loaded.en ?? loaded.de;
      if (!found) throw new Error("The words aren't loaded yet.");
      return found;
    },
  };
  return words;
}

/** Words so few that both languages are in the chunk. German has to have the same ones. */
export function inlineWords<T>(en: T, de: NoInfer<T>): () => T {
  return () => (language.value === "de" ? de : en);
}

/** Fetches all words in use in another language, so that a change shows no gap. */
export async function loadWords(wanted: Language): Promise<void> {
  await Promise.all([...all].map((words) => words.load(wanted)));
}
