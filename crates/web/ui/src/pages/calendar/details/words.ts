import { defineWords } from "../../../i18n";
import type { DetailWords } from "./words.en";

/** The words of what is shown of an event, of the question to which occurrences something applies. */
export const words = defineWords<DetailWords>({ en: () => import("./words.en"), de: () => import("./words.de") });
