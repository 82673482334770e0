import { pageWords } from "../../shell";
import type { PlaceWords } from "./words.en";

export const useWords = pageWords<PlaceWords>("place");
