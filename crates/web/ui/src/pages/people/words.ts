import { pageWords } from "../../shell";
import type { PeopleWords } from "./words.en";

export const useWords = pageWords<PeopleWords>("people");
