import { pageWords } from "../../shell/pages";
import type { TodayWords } from "./words.en";

export const useWords = pageWords<TodayWords>("today");
