import { defineWords } from "../i18n";
import type { ShellWords } from "./words.en";

/** The words of the shell; `loadShell` fetches them. */
export const shellWords = defineWords<ShellWords>({
  en: () => import("./words.en"),
  de: () => import("./words.de"),
});
