import { inlineWords } from "../i18n";

/** How urgent a todo or task is. */
export type Priority = "none" | "low" | "medium" | "high";

/** From urgent to not. */
export const PRIORITIES: readonly Priority[] = ["high", "medium", "low", "none"];

/** Their names. */
export const usePriorityWords = inlineWords<{ label: string; of: Record<Priority, string> }>(
  { label: "Priority", of: { none: "None", low: "Low", medium: "Medium", high: "High" } },
  { label: "Priorität", of: { none: "Keine", low: "Niedrig", medium: "Mittel", high: "Hoch" } },
);

/** The colour of a ring or flag. */
export function priorityTone(priority: Priority): "danger" | "warning" | "accent" | undefined {
  return ({ none: undefined, low: "accent", medium: "warning", high: "danger" } as const)[priority];
}
