import { defineWords } from "../../../i18n";
import type { CalendarsWords } from "./words.en";

/** The words of what one does with a calendar as a whole. */
export const words = defineWords<CalendarsWords>({ en: () => import("./words.en"), de: () => import("./words.de") });
