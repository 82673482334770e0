import type { ComponentType } from "preact";
import { defineWords, language, type Words } from "../i18n";
import type { Language } from "../i18n";
import type { PageName } from "./routes";

/** What a page is given: the parameters of its address. */
export interface PageProps {
  /** `/projects/:id` gives `params.id`. */
  params: Record<string, string>;
  /** What follows in the address of settings and admin: `security`, or nothing. */
  rest: string;
}

/** What `index.tsx` of a page exports. */
interface PageModule {
  default: ComponentType<PageProps>;
  /** Words of parts that the page shares with others: `export const words = [quickAddWords]`. */
  words?: readonly Words<unknown>[];
}

const components = import.meta.glob<PageModule>("../pages/*/index.tsx");
const texts = import.meta.glob<{ default: unknown }>("../pages/*/words.*.ts");
const found = new Map<PageName, Words<unknown>>();

function wordsFor(page: PageName): Words<unknown> | undefined {
  const known = found.get(page);
  if (known) return known;
  const of = (language: Language) => texts[`../pages/${page}/words.${language}.ts`];
  const [en, de] = [of("en"), of("de")];
  if (!en || !de) return undefined;
  const words = defineWords({ en, de });
  found.set(page, words);
  return words;
}

/**
 * The words of a page, in `words.en.ts` and `words.de.ts` of its folder; the router has fetched them before the page
 * is shown: `export const useWords = pageWords<typeof en>("todos")`.
 */
export function pageWords<T>(page: PageName): () => T {
  return () => {
    const words = wordsFor(page);
    if (!words) throw new Error(`There are no words for the page ${page}.`);
    return words.use() as T;
  };
}

/** The pages that are there, each with the language in which it has all of its words. */
const there = new Map<PageName, { component: ComponentType<PageProps>; language: Language }>();

/** Fetches a page and its words; when it was fetched already it costs nothing. */
export async function loadPage(page: PageName): Promise<ComponentType<PageProps>> {
  const load = components[`../pages/${page}/index.tsx`];
  if (!load) throw new Error(`There is no page ${page}.`);
  const wanted = language.peek();
  const [module] = await Promise.all([load(), wordsFor(page)?.load(wanted)]);
  await Promise.all(module.words?.map((words) => words.load(wanted)) ?? []);
  there.set(page, { component: module.default, language: wanted });
  return module.default;
}

/** A page that can be shown at once, because it and its words in the account's language are there. */
export function pageIfThere(page: PageName): ComponentType<PageProps> | undefined {
  const found = there.get(page);
  return found?.language === language.peek() ? found.component : undefined;
}

/** Fetches a page that is likely to be opened next. It doesn't matter if that fails. */
export async function prefetchPage(page: PageName): Promise<void> {
  await loadPage(page).catch(() => {});
}
