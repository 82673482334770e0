import { pageWords } from "../../shell";
import type { CalendarWords } from "./words.en";

/** The words of the calendar; the router has fetched them before the page is shown. */
export const useWords = pageWords<CalendarWords>("calendar");
