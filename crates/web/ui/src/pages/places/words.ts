import { pageWords } from "../../shell";
import type { PlacesWords } from "./words.en";

export const useWords = pageWords<PlacesWords>("places");
