import { defineWords } from "../../i18n";
import type { PaletteWords } from "./words.en";

export const words = defineWords<PaletteWords>({ en: () => import("./words.en"), de: () => import("./words.de") });
