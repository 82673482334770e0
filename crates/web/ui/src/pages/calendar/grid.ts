import type { CivilDate } from "../../i18n/dates";
import { isPressed } from "../../keymap";
import { me } from "../../shell";
import type { Entry } from "./model";
import { beginKeys } from "./keys";
import { draft, mayTakeOut, preview } from "./state";
import { isOn } from "./model";

/** What each of the views is given. */
export interface ViewProps {
  entries: readonly Entry[];
  date: CivilDate;
  /** Another day, in the same view or in the one that is named. */
  onDate: (date: CivilDate, view?: "day") => void;
  /** While it is loaded for the first time. */
  waiting: boolean;
}

/** The entries with the one that is being moved where it would be. */
export function withDraft(entries: readonly Entry[]): readonly Entry[] {
  const d = draft.value;
  if (!d) return entries;
  return [...entries.filter(({ key }) => key !== d.entry.key), preview(d)];
}

export const keySelector = (key: string) => `[data-key="${key}"]`;

/** Keys on an entry: the next and the one before of the day, those to move and to delete it, Esc back to the day. */
export function entryKeys(event: KeyboardEvent, entries: readonly Entry[], date: CivilDate, back: () => void): boolean {
  const chip = (event.target as HTMLElement).closest<HTMLElement>("[data-key]");
  const entry = chip && entries.find(({ key }) => key === chip.dataset.key);
  if (!entry || event.ctrlKey || event.metaKey || event.altKey) return false;
  const root = chip.closest<HTMLElement>("[role=grid]")!;
  if (isPressed("calendar.move", event)) {
    if (!beginKeys(entry)) return false;
  } else if (isPressed("calendar.remove", event)) {
    if (!entry.event || !mayTakeOut(entry.event, me.value?.id)) return false;
    void import("./remove").then(({ removeEvent }) => removeEvent(entry.event!));
  } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    const here = entries.filter((one) => one.kind !== "busy" && isOn(one, date) && root.querySelector(keySelector(one.key)));
    const at = here.indexOf(entry) + (event.key === "ArrowDown" ? 1 : -1);
    const next = here[at];
    if (next) root.querySelector<HTMLElement>(keySelector(next.key))?.focus();
    else if (at < 0) back();
  } else if (event.key === "Escape") back();
  else return false;
  event.preventDefault();
  event.stopPropagation();
  return true;
}
