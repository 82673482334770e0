import { defineWords } from "../i18n";
import type { QuickAddWords } from "./words.en";

export const quickAddWords = defineWords<QuickAddWords>({ en: () => import("./words.en"), de: () => import("./words.de") });
