import { pageWords } from "../../shell";
import type { SettingsWords } from "./words.en";

export const useWords = pageWords<SettingsWords>("settings");
