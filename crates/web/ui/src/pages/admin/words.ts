import { pageWords } from "../../shell";
import type { AdminWords } from "./words.en";

export const useWords = pageWords<AdminWords>("admin");
