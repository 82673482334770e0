import { addDays, dateOf, daysBetween, localOf, minutesOf, ofMinutes, timeOf, type CivilDate } from "../../i18n/dates";

/*
 * Local times are texts: `2026-11-30T09:30:00`, or a date for whole days. Only here do they meet instants.
 */

export const DAY = 1440;

/** How far a zone's clock is ahead of UTC at an instant, in milliseconds. */
function offset(instant: number, zone: string): number {
  return Date.parse(`${localOf(instant, zone)}Z`) - Math.floor(instant / 1000) * 1000;
}

/** The instant at which a zone's clock shows a local time. One that the clock leaves out is as much later. */
export function instantOf(local: string, zone: string): number {
  const wall = Date.parse(`${local.length === 10 ? `${local}T00:00` : local.slice(0, 19)}Z`);
  const before = offset(wall - 86_400_000, zone);
  const first = wall - before;
  if (offset(first, zone) === before) return first;
  const second = wall - offset(first, zone);
  // In the hour that is left out neither offset fits: the one from before moves it on.
  return offset(second, zone) === offset(first, zone) ? second : first;
}

/** A local time some minutes later on the clock; a date alone stays one, whole days later. */
export function shift(local: string, days: number, minutes = 0): string {
  if (local.length === 10) return addDays(local, days);
  const total = minutesOf(timeOf(local)) + minutes;
  const carried = Math.floor(total / DAY);
  return `${addDays(dateOf(local), days + carried)}T${ofMinutes(total)}:00`;
}

/** How far apart two local times are on the clock, in minutes. */
export function clockMinutes(from: string, to: string): number {
  const of = (local: string) => (local.length > 10 ? minutesOf(timeOf(local)) : 0);
  return daysBetween(dateOf(from), dateOf(to)) * DAY + of(to) - of(from);
}

/** A date with minutes since its midnight, as a local time. */
export function at(date: CivilDate, minutes: number): string {
  return shift(`${date}T00:00:00`, 0, minutes);
}

/** What happens to the clock on a day. */
export interface ClockChange {
  /** Minutes since midnight at which it is put forward or back, before the change. */
  at: number;
  /** By how many minutes; negative when it goes back. */
  by: number;
}

/** Whether a zone's clock is changed on a day, and when. */
export function clockChange(date: CivilDate, zone: string): ClockChange | null {
  const begin = instantOf(date, zone);
  const end = instantOf(addDays(date, 1), zone);
  const by = DAY - Math.round((end - begin) / 60_000);
  if (by === 0) return null;
  const before = offset(begin, zone);
  // The minute before is still by the old clock.
  let [low, high] = [0, Math.round((end - begin) / 60_000)];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (offset(begin + middle * 60_000, zone) === before) low = middle;
    else high = middle;
  }
  return { at: high, by };
}
