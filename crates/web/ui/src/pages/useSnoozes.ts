// Snoozing as it is said and offered everywhere: reminders, and what is due.
import { inlineWords, region } from "../i18n";
import { settings } from "../shell/account";
import { type SnoozeBody, snoozes } from "./snooze";

/** What is said of it, wherever something is snoozed. */
export const useSnoozeWords = inlineWords(
  {
    later: "Later",
    of: (title: string) => `Later: ${title}`,
    choices: { ten: "In 10 minutes", hour: "In an hour", evening: "This evening", tomorrow: "Tomorrow morning", monday: "On Monday" },
    again: (title: string, when: string) => `“${title}” rings again ${when}`,
    until: (when: string) => `Snoozed until ${when}`,
  },
  {
    later: "Später",
    of: (title: string) => `Später: ${title}`,
    choices: { ten: "In 10 Minuten", hour: "In einer Stunde", evening: "Heute Abend", tomorrow: "Morgen früh", monday: "Am Montag" },
    again: (title: string, when: string) => `„${title}“ klingelt wieder ${when}`,
    until: (when: string) => `Verschoben bis ${when}`,
  },
);

/** The choices as a menu has them. */
export function useSnoozes(choose: (body: SnoozeBody) => void): { label: string; onSelect: () => void }[] {
  const words = useSnoozeWords();
  const now = () => snoozes(region.value.zone, settings.value?.daily_notice_time ?? "08:00");
  return now().map(({ id, body }) => ({
    label: words.choices[id],
    // Counted from when one chooses: a page may have stood open since yesterday.
    onSelect: () => choose(now().find((one) => one.id === id)?.body ?? body),
  }));
}
