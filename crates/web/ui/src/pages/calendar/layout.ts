import { daysBetween, type CivilDate } from "../../i18n/dates";
import type { Entry } from "./model";
import { DAY } from "./times";

/** The part of a timed entry that is on one day. */
export interface Segment {
  entry: Entry;
  /** Minutes since midnight. */
  from: number;
  to: number;
  /** Whether it begins or ends on this day. */
  begins: boolean;
  ends: boolean;
  /** Only room for its picture, at the right edge; the column counts from there. */
  tiny: boolean;
  /** How many tiny ones it leaves room for at the right edge. */
  beside: number;
  /** Its column among those at the same time, of how many, and how many of them it fills. */
  column: number;
  columns: number;
  span: number;
}

const MANY = 24;

/** Nothing is drawn shorter, so that it can be read and hit; what would overlap then stands side by side. */
export const SHORTEST = 30;

/** Whether it is a moment alone: a reminder, a todo with a time. */
const isMoment = ({ entry, from, to, begins }: Segment) => begins && to === from && entry.kind !== "event";

/**
 * The timed entries of one day, those at the same time side by side. A moment takes no room from what lasts: beside
 * that it is `tiny`, at the right edge.
 */
export function segmentsOf(entries: readonly Entry[], date: CivilDate): Segment[] {
  const found: Segment[] = [];
  for (const entry of entries) {
    if (entry.allDay || entry.first > date || entry.last < date) continue;
    const from = entry.first === date ? entry.from : 0;
    const to = Math.max(entry.last === date ? entry.to : DAY, from);
    found.push({ entry, from, to, begins: entry.first === date, ends: entry.last === date, column: 0, columns: 1, span: 1, tiny: false, beside: 0 });
  }
  found.sort((a, b) => a.from - b.from || b.to - a.to);
  const lasting = found.filter((segment) => !isMoment(segment));
  for (const segment of found) {
    segment.tiny = isMoment(segment) && lasting.some((other) => other.from < drawnTo(segment) && segment.from < drawnTo(other));
  }
  arrange(lasting);
  arrange(found.filter((segment) => isMoment(segment) && !segment.tiny));
  const tiny = found.filter((segment) => segment.tiny);
  tiny.forEach((segment, i) => {
    const before = tiny.slice(0, i).filter((other) => drawnTo(other) > segment.from);
    while (before.some((other) => other.column === segment.column)) segment.column++;
    for (const other of lasting) {
      const reaches = other.column + other.span === other.columns && other.from < drawnTo(segment) && segment.from < drawnTo(other);
      if (reaches) other.beside = Math.max(other.beside, segment.column + 1);
    }
  });
  return found;
}

/** Finds those that overlap, directly or through others. */
function arrange(found: readonly Segment[]): void {
  let together: Segment[] = [];
  let ends = -1;
  for (const segment of found) {
    if (segment.from >= ends) {
      spread(together);
      together = [];
    }
    together.push(segment);
    ends = Math.max(ends, drawnTo(segment));
  }
  spread(together);
}

function drawnTo(segment: Segment): number {
  return Math.max(segment.to, segment.from + SHORTEST);
}

/** Gives a group of those that overlap their columns. */
function spread(group: Segment[]): void {
  const ends: number[] = [];
  for (const segment of group) {
    let column = ends.findIndex((end) => end <= segment.from);
    if (column < 0) column = ends.push(0) - 1;
    ends[column] = drawnTo(segment);
    segment.column = column;
  }
  for (const segment of group) {
    segment.columns = ends.length;
    // Among that many nobody sees it, and to look would take long.
    if (ends.length > MANY) continue;
    // It grows to the right as far as nothing is in its way.
    const inTheWay = group.filter((other) => other.column > segment.column && other.from < drawnTo(segment) && segment.from < drawnTo(other));
    segment.span = Math.min(ends.length, ...inTheWay.map((other) => other.column)) - segment.column;
  }
}

/** A bar over the days of a row. */
export interface Bar {
  entry: Entry;
  /** The day of the row that it begins on, and how many it goes over. */
  at: number;
  days: number;
  lane: number;
  /** Whether it begins before the row, or goes on after it. */
  fromBefore: boolean;
  goesOn: boolean;
}

/** Lays entries over the days of a row, each in the first lane that is free. They have to be in order. */
export function barsOf(entries: readonly Entry[], days: readonly CivilDate[]): Bar[] {
  const [first, last] = [days[0]!, days[days.length - 1]!];
  const taken: number[][] = [];
  const bars: Bar[] = [];
  const here = entries.filter((entry) => entry.first <= last && entry.last >= first);
  // What comes from before the row is first, so that it keeps the highest lane it can.
  here.sort((a, b) => Math.max(0, daysBetween(first, a.first)) - Math.max(0, daysBetween(first, b.first)) || Number(b.last > b.first) - Number(a.last > a.first));
  for (const entry of here) {
    const at = Math.max(0, daysBetween(first, entry.first));
    const until = Math.min(days.length - 1, daysBetween(first, entry.last));
    let lane = 0;
    while (taken[lane]?.some((day) => day >= at && day <= until)) lane++;
    const days_ = Array.from({ length: until - at + 1 }, (_, i) => at + i);
    (taken[lane] ??= []).push(...days_);
    bars.push({ entry, at, days: days_.length, lane, fromBefore: entry.first < first, goesOn: entry.last > last });
  }
  return bars;
}
