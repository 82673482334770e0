import { useLayoutEffect, useRef } from "preact/hooks";
import { addDays, addMonths, formatEventTime, region, startOfWeek, type CivilDate } from "../../i18n";
import { finishMove } from "./acts";
import type { Entry } from "./model";
import { timesOfDraft } from "./move";
import { draft, isMovable, type Draft } from "./state";
import type { CalendarWords } from "./words.en";

/** Where the day is that a key leads to, or nothing for other keys. */
export function dayOfKey(event: KeyboardEvent, date: CivilDate, page: "week" | "month" | "day"): CivilDate | undefined {
  const weekStart = region.value.weekStart;
  const ltr = document.dir !== "rtl";
  switch (event.key) {
    case "ArrowLeft":
      return addDays(date, ltr ? -1 : 1);
    case "ArrowRight":
      return addDays(date, ltr ? 1 : -1);
    case "Home":
      return page === "day" ? undefined : startOfWeek(date, weekStart);
    case "End":
      return page === "day" ? undefined : addDays(startOfWeek(date, weekStart), 6);
    case "PageUp":
    case "PageDown": {
      const by = event.key === "PageUp" ? -1 : 1;
      if (page === "month") return addMonths(date, by * (event.shiftKey ? 12 : 1));
      return event.shiftKey ? addMonths(date, by) : addDays(date, by * (page === "week" ? 7 : 1));
    }
    default:
      return undefined;
  }
}

/** What is said of a draft while it moves. */
export function draftText(d: Draft, w: CalendarWords): string {
  return w.movedTo(d.entry.title, formatEventTime(timesOfDraft(d)));
}

/** Begins to move an entry by the keyboard. */
export function beginKeys(entry: Entry): boolean {
  if (!isMovable(entry) || draft.value?.saving) return false;
  draft.value = { entry, days: 0, minutes: 0, resize: false, keys: true };
  return true;
}

/** Keys while an entry is moved. True if it was one of them. */
export function moveByKeys(event: KeyboardEvent, hours: boolean, w: CalendarWords): boolean {
  const d = draft.value;
  if (!d?.keys || d.saving) return false;
  const timed = hours && !d.entry.allDay;
  const across = document.dir === "rtl" ? -1 : 1;
  const by: Record<string, [days: number, minutes: number]> = {
    ArrowLeft: [-across, 0],
    ArrowRight: [across, 0],
    ArrowUp: timed ? [0, -15] : [hours ? 0 : -7, 0],
    ArrowDown: timed ? [0, 15] : [hours ? 0 : 7, 0],
  };
  const step = by[event.key];
  if (step) {
    // To begin with the end is to give up what was moved, and the other way round.
    const same = d.resize === event.shiftKey;
    const [days, minutes] = [(same ? d.days : 0) + step[0], (same ? d.minutes : 0) + step[1]];
    const lasts = d.entry.event ? (Date.parse(d.entry.event.end) - Date.parse(d.entry.event.start)) / 60_000 : 0;
    const tooShort = event.shiftKey && lasts + days * 1440 + minutes < (d.entry.event?.all_day ? 1440 : 15);
    if (!tooShort) draft.value = { ...d, resize: event.shiftKey, days, minutes };
  } else if (event.key === "Enter") void finishMove(d, w);
  else if (event.key === "Escape") draft.value = null;
  else if (event.key !== "Tab" && event.key !== "Shift") return false;
  event.preventDefault();
  event.stopPropagation();
  return true;
}

/** Keeps the focus on what a selector names after it was moved by a key: the element is another one then. */
export function useFocusAfter(root: { current: HTMLElement | null }): (selector: string) => void {
  const wanted = useRef<string | null>(null);
  useLayoutEffect(() => {
    if (!wanted.current) return;
    const found = root.current?.querySelector<HTMLElement>(wanted.current);
    if (!found) return;
    wanted.current = null;
    found.focus();
    found.scrollIntoView({ block: "nearest", inline: "nearest" });
  });
  return (selector) => {
    wanted.current = selector;
  };
}
