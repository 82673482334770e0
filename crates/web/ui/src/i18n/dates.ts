/**
 * Arithmetic of civil dates: days as they stand in a calendar, without a clock or a zone, written `YYYY-MM-DD`.
 * The API speaks them, they sort as text, and no change of clocks can shift them. The one place where a zone
 * comes in is `today` and `localOf`: which day an instant belongs to.
 */
export type CivilDate = string;

const DAY = 86_400_000;

const pad = (n: number, width = 2) => String(n).padStart(width, "0");

/** Days since 1970-01-01. */
export function dayNumber(date: CivilDate): number {
  return Date.parse(`${date.slice(0, 10)}T00:00:00Z`) / DAY;
}

/** The date of a day number. */
export function ofDayNumber(n: number): CivilDate {
  return new Date(n * DAY).toISOString().slice(0, 10);
}

/** Whether it is a date that exists. */
export function isDate(text: string): boolean {
  return /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(dayNumber(text)) && ofDayNumber(dayNumber(text)) === text;
}

export function makeDate(year: number, month: number, day: number): CivilDate {
  return `${pad(year, 4)}-${pad(month)}-${pad(day)}`;
}

/** Year, month (1 to 12) and day (1 to 31). */
export function partsOf(date: CivilDate): { year: number; month: number; day: number } {
  return { year: +date.slice(0, 4), month: +date.slice(5, 7), day: +date.slice(8, 10) };
}

export function addDays(date: CivilDate, days: number): CivilDate {
  return ofDayNumber(dayNumber(date) + days);
}

/** How many days from `a` to `b`; negative when `b` is earlier. */
export function daysBetween(a: CivilDate, b: CivilDate): number {
  return dayNumber(b) - dayNumber(a);
}

export function daysInMonth(year: number, month: number): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate();
}

/** The same day some months later, or the last of the month if that has no such day. */
export function addMonths(date: CivilDate, months: number): CivilDate {
  const { year, month, day } = partsOf(date);
  const index = year * 12 + month - 1 + months;
  const y = Math.floor(index / 12);
  const m = index - y * 12 + 1;
  return makeDate(y, m, Math.min(day, daysInMonth(y, m)));
}

/** The day of the week: 0 for Monday to 6 for Sunday, as the API counts. */
export function weekday(date: CivilDate): number {
  return (((dayNumber(date) + 3) % 7) + 7) % 7;
}

/** The first day of the week that a date is in. */
export function startOfWeek(date: CivilDate, weekStart: number): CivilDate {
  return addDays(date, -((weekday(date) - weekStart + 7) % 7));
}

export function startOfMonth(date: CivilDate): CivilDate {
  return `${date.slice(0, 7)}-01`;
}

/** `count` days from `start` on. */
export function daysFrom(start: CivilDate, count: number): CivilDate[] {
  return Array.from({ length: count }, (_, i) => addDays(start, i));
}

/** The weeks that a month touches, each of seven dates: the grid of a month view. */
export function weeksOfMonth(date: CivilDate, weekStart: number): CivilDate[][] {
  const { year, month } = partsOf(date);
  const last = makeDate(year, month, daysInMonth(year, month));
  const weeks: CivilDate[][] = [];
  for (let day = startOfWeek(startOfMonth(date), weekStart); day <= last; day = addDays(day, 7)) weeks.push(daysFrom(day, 7));
  return weeks;
}

/** The week of the year by ISO 8601. */
export function isoWeek(date: CivilDate): number {
  const thursday = addDays(startOfWeek(date, 0), 3);
  return Math.floor(daysBetween(`${thursday.slice(0, 4)}-01-01`, thursday) / 7) + 1;
}

const clocks = new Map<string, Intl.DateTimeFormat>();

/** What a clock in `zone` shows at an instant: `YYYY-MM-DDTHH:MM:SS`. */
export function localOf(instant: Date | string | number, zone: string): string {
  let clock = clocks.get(zone);
  if (!clock) {
    clock = new Intl.DateTimeFormat("en-u-ca-iso8601", {
      timeZone: zone,
      year: "numeric",
      month: "2-digit",
      day: "2-digit",
      hour: "2-digit",
      minute: "2-digit",
      second: "2-digit",
      hourCycle: "h23",
    });
    clocks.set(zone, clock);
  }
  const part: Record<string, string> = {};
  for (const { type, value } of clock.formatToParts(new Date(instant))) part[type] = value;
  return `${(part.year ?? "").padStart(4, "0")}-${part.month}-${part.day}T${part.hour}:${part.minute}:${part.second}`;
}

/** The date that it is in `zone`. */
export function today(zone: string, now: Date | number = Date.now()): CivilDate {
  return localOf(now, zone).slice(0, 10);
}

/** The date of a local time such as `start_local`. */
export function dateOf(local: string): CivilDate {
  return local.slice(0, 10);
}

/** `HH:MM` of a local time or of a time of day. */
export function timeOf(local: string): string {
  return (local.includes("T") ? local.slice(11) : local).slice(0, 5);
}

/** Minutes since midnight of `HH:MM`. */
export function minutesOf(time: string): number {
  return +time.slice(0, 2) * 60 + +time.slice(3, 5);
}

/** `HH:MM` of minutes since midnight, going round at 24 hours. */
export function ofMinutes(minutes: number): string {
  const m = ((minutes % 1440) + 1440) % 1440;
  return `${pad(Math.floor(m / 60))}:${pad(m % 60)}`;
}
