import { inlineWords } from "../../i18n/words";

export const useRecurrenceWords = inlineWords(
  {
    label: "Repeats",
    never: "Doesn't repeat",
    custom: "Custom…",
    ownRule: "A rule of its own",
  },
  {
    label: "Wiederholung",
    never: "Wiederholt sich nicht",
    custom: "Eigene …",
    ownRule: "Eine eigene Regel",
  },
);
