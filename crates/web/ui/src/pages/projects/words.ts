import { pageWords } from "../../shell";
import type { Words } from "./words.en";

export const useWords = pageWords<Words>("projects");
