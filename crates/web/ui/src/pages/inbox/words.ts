import { pageWords } from "../../shell";
import type { InboxWords } from "./words.en";

export const useWords = pageWords<InboxWords>("inbox");
