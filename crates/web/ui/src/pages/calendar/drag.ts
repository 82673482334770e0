import { addDays, daysBetween, type CivilDate } from "../../i18n/dates";
import { finishMove } from "./acts";
import type { Entry } from "./model";
import { create, draft, drawn, isMovable, slotOf } from "./state";
import type { CalendarWords } from "./words.en";

/** A place on the grid: a day, and the minutes since its midnight where it is among the hours. */
export interface Spot {
  date: CivilDate;
  minutes: number | null;
}

/** How far the pointer goes before it is a drag. */
const SLACK = 5;
const STEP = 15;

/** Which place is under the pointer. */
export function spotAt(x: number, y: number): Spot | null {
  const cell = document.elementsFromPoint(x, y).find((one): one is HTMLElement => one instanceof HTMLElement && one.dataset.date !== undefined);
  if (!cell) return null;
  const date = cell.dataset.date!;
  if (cell.dataset.hours === undefined) return { date, minutes: null };
  const box = cell.getBoundingClientRect();
  return { date, minutes: ((y - box.top) / box.height) * 1440 };
}

const snap = (minutes: number) => Math.round(minutes / STEP) * STEP;

let dragged = false;

/** Whether the click that follows belongs to a drag. */
export function wasDragged(): boolean {
  return dragged;
}

/** Begins to move or resize what is under the pointer, or to draw a new event. A finger scrolls instead. */
export function beginDrag(event: PointerEvent, entries: readonly Entry[], w: CalendarWords): void {
  dragged = false;
  if (event.button !== 0 || event.pointerType === "touch" || draft.value?.saving) return;
  const target = event.target as HTMLElement;
  const from = spotAt(event.clientX, event.clientY);
  if (!from) return;
  const key = target.closest<HTMLElement>("[data-key]")?.dataset.key;
  const entry = key ? entries.find((one) => one.key === key) : undefined;
  if (key && !(entry && isMovable(entry))) return;
  if (!key && target.closest("button, a")) return;
  const resize = target.closest("[data-handle]") !== null;
  const { clientX, clientY } = event;

  const move = (next: PointerEvent) => {
    if (!dragged && Math.hypot(next.clientX - clientX, next.clientY - clientY) < SLACK) return;
    if (!dragged) {
      dragged = true;
      document.body.style.cursor = resize ? "ns-resize" : entry ? "grabbing" : "cell";
    }
    next.preventDefault();
    const to = spotAt(next.clientX, next.clientY);
    if (!to) return;
    if (entry) draft.value = { entry, resize, ...moved(from, to, resize) };
    else draw(from, to);
  };
  const end = (save: boolean) => {
    removeEventListener("pointermove", move);
    removeEventListener("pointerup", up);
    removeEventListener("pointercancel", cancel);
    removeEventListener("keydown", escape, true);
    document.body.style.cursor = "";
    if (!dragged) return;
    // The click comes right after; later ones are none of ours.
    setTimeout(() => (dragged = false));
    if (entry) {
      const d = draft.value;
      if (save && d) void finishMove(d, w);
      else draft.value = null;
    } else {
      const area = drawn.value;
      if (save && area) {
        if (area.from === null) create({ start: area.date, end: addDays(area.last, 1) });
        else create(slotOf(area.date, area.from, Math.max(STEP, area.to - area.from)));
      }
      drawn.value = null;
    }
  };
  const up = () => end(true);
  const cancel = () => end(false);
  const escape = (pressed: KeyboardEvent) => {
    if (pressed.key !== "Escape") return;
    pressed.preventDefault();
    pressed.stopPropagation();
    end(false);
  };
  addEventListener("pointermove", move);
  addEventListener("pointerup", up);
  addEventListener("pointercancel", cancel);
  addEventListener("keydown", escape, true);
}

/** How far it is from one spot to another, for what is dragged. */
export function moved(from: Spot, to: Spot, resize: boolean): { days: number; minutes: number; turn?: Spot } {
  const days = daysBetween(from.date, to.date);
  if (from.minutes !== null && to.minutes !== null) return { days, minutes: snap(to.minutes - from.minutes) };
  if (resize || (from.minutes === null && to.minutes === null)) return { days, minutes: 0 };
  const minutes = to.minutes === null ? null : Math.max(0, Math.min(1440 - 60, Math.floor(to.minutes / 30) * 30));
  return { days: 0, minutes: 0, turn: { date: to.date, minutes } };
}

function draw(from: Spot, to: Spot): void {
  if (from.minutes !== null && to.minutes !== null && from.date === to.date) {
    const [a, b] = [from.minutes, to.minutes].sort((x, y) => x - y) as [number, number];
    const begin = Math.floor(a / STEP) * STEP;
    drawn.value = { date: from.date, last: from.date, from: begin, to: Math.max(begin + STEP, Math.ceil(b / STEP) * STEP) };
  } else if (from.minutes === null) {
    const [date, last] = [from.date, to.date].sort() as [string, string];
    drawn.value = { date, last, from: null, to: 0 };
  }
}
