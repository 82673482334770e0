import { defineWords } from "../../../i18n";
import type { FindWords } from "./words.en";

/** The words of searching, of templates and of invitations. */
export const words = defineWords<FindWords>({ en: () => import("./words.en"), de: () => import("./words.de") });
