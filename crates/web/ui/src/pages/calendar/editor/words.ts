import { defineWords } from "../../../i18n";
import type { EditorWords } from "./words.en";

/** The words of the form of an event. */
export const words = defineWords<EditorWords>({ en: () => import("./words.en"), de: () => import("./words.de") });
