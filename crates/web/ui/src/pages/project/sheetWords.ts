import { language } from "../../i18n";
import de from "./sheetWords.de";
import en, { type SheetWords } from "./sheetWords.en";

/** The words of the sheet, which is a chunk of its own. */
export function useSheetWords(): SheetWords {
  return language.value === "de" ? de : en;
}
