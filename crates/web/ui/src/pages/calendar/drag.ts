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

/** How far a mouse goes before it drags rather than clicks, in px. */
const SLACK = 5;
/** How long a finger rests before it drags rather than scrolls, in milliseconds, and how far it may tremble, in px. */
const REST = 350;
const TREMBLE = 10;
/** How near to its edge the hours begin to scroll, in px. */
const EDGE = 32;
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
/** Whether a finger holds something. */
let held = false;

/** Whether the click that follows belongs to a drag. */
export function wasDragged(): boolean {
  return dragged;
}

const still = (event: Event) => {
  if (held && event.cancelable) event.preventDefault();
};

/**
 * Keeps a grid from scrolling while a finger drags on it. Safari heeds only a listener that was there before the finger.
 * Gives what ends it.
 */
export function keepStill(grid: HTMLElement): () => void {
  grid.addEventListener("touchmove", still, { passive: false });
  return () => grid.removeEventListener("touchmove", still);
}

/**
 * Begins to move or resize what is under the pointer, or to draw a new event: with a mouse as soon as it moves, with a
 * finger after it has rested for a moment, so that it can still scroll.
 */
export function beginDrag(event: PointerEvent, entries: readonly Entry[], w: CalendarWords): void {
  if (!event.isPrimary) return;
  dragged = false;
  if (event.button !== 0 || draft.value?.saving) return;
  const target = event.target as HTMLElement;
  const from = spotAt(event.clientX, event.clientY);
  if (!from) return;
  const key = target.closest<HTMLElement>("[data-key]")?.dataset.key;
  const entry = key ? entries.find((one) => one.key === key) : undefined;
  if (key && !(entry && isMovable(entry))) return;
  if (!key && target.closest("button, a")) return;
  const resize = target.closest("[data-handle]") !== null;
  const byMouse = event.pointerType === "mouse";
  const scroller = target.closest("[role=grid]")?.querySelector("[data-scroller]");
  const { clientX, clientY, pointerId } = event;
  let at = { x: clientX, y: clientY };
  let frame = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const show = () => {
    const to = spotAt(at.x, at.y);
    if (!to) return;
    if (entry) draft.value = { entry, resize, ...moved(from, to, resize) };
    else draw(from, to);
  };
  const begin = () => {
    dragged = true;
    document.body.style.cursor = resize ? "ns-resize" : entry ? "grabbing" : "cell";
  };
  /** A finger has rested long enough: what it holds is seen. */
  const lift = () => {
    held = true;
    begin();
    navigator.vibrate?.(12);
    if (entry) draft.value = { entry, resize, days: 0, minutes: 0 };
    else if (from.minutes === null) draw(from, from);
    else {
      const half = Math.min(1440 - 60, Math.floor(from.minutes / 30) * 30);
      drawn.value = { date: from.date, last: from.date, from: half, to: half + 60 };
    }
  };
  /** Near the edge of the hours, those beyond come in. */
  const scroll = () => {
    frame = 0;
    const box = scroller?.getBoundingClientRect();
    if (!scroller || !box) return;
    const by = at.y >= box.top && at.y < box.top + EDGE ? -8 : at.y > box.bottom - EDGE ? 8 : 0;
    const before = scroller.scrollTop;
    scroller.scrollTop += by;
    if (scroller.scrollTop === before) return;
    show();
    frame = requestAnimationFrame(scroll);
  };

  const move = (next: PointerEvent) => {
    if (next.pointerId !== pointerId) return;
    at = { x: next.clientX, y: next.clientY };
    if (!dragged) {
      const far = Math.hypot(at.x - clientX, at.y - clientY);
      if (byMouse ? far < SLACK : far < TREMBLE) return;
      // A finger that goes on before it has rested scrolls.
      if (!byMouse) return end(false);
      begin();
    }
    next.preventDefault();
    show();
    frame ||= requestAnimationFrame(scroll);
  };
  const end = (save: boolean) => {
    clearTimeout(timer);
    cancelAnimationFrame(frame);
    removeEventListener("pointermove", move);
    removeEventListener("pointerup", up);
    removeEventListener("pointercancel", cancel);
    removeEventListener("keydown", escape, true);
    document.body.style.cursor = "";
    // The end of the touch and the click come right after; later ones are none of ours.
    setTimeout(() => {
      dragged = false;
      held = false;
      removeEventListener("contextmenu", still, true);
      target.removeEventListener("touchmove", still);
      target.removeEventListener("touchend", still);
    });
    if (!dragged) return;
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
  const up = (next: PointerEvent) => next.pointerId === pointerId && end(true);
  const cancel = (next: PointerEvent) => next.pointerId === pointerId && end(false);
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
  if (byMouse) return;
  timer = setTimeout(lift, REST);
  // What is moved to another day is another element by then; the touch stays with the one where it began.
  target.addEventListener("touchmove", still, { passive: false });
  target.addEventListener("touchend", still, { passive: false });
  // A finger that rests would open the browser's menu.
  addEventListener("contextmenu", still, true);
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
