import { region } from "./account";
import { addDays, dateOf, daysBetween, daysFrom, timeOf, today as todayIn, weekday, type CivilDate } from "./dates";

/*
 * Everything that is written by the account's locale. A civil date or local time is put on UTC and written in UTC, so
 * that no zone moves it; only `instant…` turns an instant into the account's zone. All of them read `region`, so a
 * component that calls one renders anew when locale or zone change.
 */

const cache = new Map<string, Intl.DateTimeFormat>();

function formatter(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const { locale } = region.value;
  const key = locale + JSON.stringify(options);
  let found = cache.get(key);
  if (!found) cache.set(key, (found = new Intl.DateTimeFormat(locale, options)));
  return found;
}

const utc = (date: CivilDate, time = "00:00") => new Date(`${date}T${time}Z`);
const capital = (text: string) => text.charAt(0).toLocaleUpperCase(region.value.locale) + text.slice(1);

/** Today in the account's zone. */
export function today(): CivilDate {
  return todayIn(region.value.zone);
}

/**
 * A date: `long` Monday, November 30, 2026 · `medium` Nov 30, 2026 · `short` 11/30/2026 · `day` Mon, Nov 30 ·
 * `weekday` Monday · `weekday-short` Mon · `weekday-narrow` M · `number` 30 · `month` November 2026 · `month-name` November
 */
export type DateStyle = keyof typeof dateStyles;

const dateStyles = {
  long: { weekday: "long", day: "numeric", month: "long", year: "numeric" },
  "long-day": { weekday: "long", day: "numeric", month: "long" },
  medium: { day: "numeric", month: "short", year: "numeric" },
  short: { day: "2-digit", month: "2-digit", year: "numeric" },
  day: { weekday: "short", day: "numeric", month: "short" },
  "day-month": { day: "numeric", month: "short" },
  weekday: { weekday: "long" },
  "weekday-short": { weekday: "short" },
  "weekday-narrow": { weekday: "narrow" },
  number: { day: "numeric" },
  month: { month: "long", year: "numeric" },
  "month-name": { month: "long" },
  "month-short": { month: "short" },
} as const satisfies Record<string, Intl.DateTimeFormatOptions>;

export function formatDate(date: CivilDate, style: DateStyle = "medium"): string {
  return formatter({ ...dateStyles[style], timeZone: "UTC" }).format(utc(dateOf(date)));
}

/** A time of day such as `09:30:00`, or that of a local time. */
export function formatTime(time: string): string {
  return formatter({ timeStyle: "short", timeZone: "UTC" }).format(utc("2026-01-01", timeOf(time)));
}

/** "Today", "Tomorrow", a weekday within the coming six days, else "Mon, Nov 30", with the year if it is another one. */
export function formatDay(date: CivilDate, now: CivilDate = today()): string {
  const days = daysBetween(now, date);
  if (days >= -1 && days <= 1) {
    return capital(new Intl.RelativeTimeFormat(region.value.locale, { numeric: "auto" }).format(days, "day"));
  }
  if (days > 1 && days < 7) return formatDate(date, "weekday");
  return formatDate(date, date.slice(0, 4) === now.slice(0, 4) ? "day" : "medium");
}

/** "in 3 days", "yesterday", "2 weeks ago". */
export function formatRelativeDay(date: CivilDate, now: CivilDate = today()): string {
  const days = daysBetween(now, date);
  const far = Math.abs(days);
  const relative = new Intl.RelativeTimeFormat(region.value.locale, { numeric: "auto" });
  if (far < 14) return relative.format(days, "day");
  if (far < 60) return relative.format(Math.round(days / 7), "week");
  if (far < 730) return relative.format(Math.round(days / 30.44), "month");
  return relative.format(Math.round(days / 365.25), "year");
}

/** "5 minutes ago", "in 2 hours"; beyond a day the relative day. */
export function formatAgo(instant: string | number | Date, now = Date.now()): string {
  const minutes = Math.round((new Date(instant).getTime() - now) / 60_000);
  const relative = new Intl.RelativeTimeFormat(region.value.locale, { numeric: "auto" });
  if (Math.abs(minutes) < 60) return relative.format(minutes, "minute");
  if (Math.abs(minutes) < 24 * 60) return relative.format(Math.round(minutes / 60), "hour");
  return formatRelativeDay(todayIn(region.value.zone, new Date(instant)), todayIn(region.value.zone, now));
}

/** An instant by the account's clock: "Nov 30, 2026, 9:30 AM". */
export function formatInstant(instant: string | number | Date, style: "full" | "date" | "time" = "full"): string {
  const options: Intl.DateTimeFormatOptions = { timeZone: region.value.zone };
  if (style !== "time") options.dateStyle = "medium";
  if (style !== "date") options.timeStyle = "short";
  return formatter(options).format(new Date(instant));
}

/** A range of dates, both inclusive: "Nov 28 – Dec 3, 2026". */
export function formatDateRange(first: CivilDate, last: CivilDate): string {
  return formatter({ ...dateStyles.medium, timeZone: "UTC" }).formatRange(utc(first), utc(last));
}

/** A range of times of day: "9:00 – 10:30 AM". `brief` leaves out a word after them, such as German "Uhr". */
export function formatTimeRange(from: string, to: string, brief = false): string {
  const parts = formatter({ timeStyle: "short", timeZone: "UTC" }).formatRangeToParts(
    utc("2026-01-01", timeOf(from)),
    utc("2026-01-01", timeOf(to)),
  );
  if (brief && parts.at(-1)?.type === "literal") parts.pop();
  return parts.map(({ value }) => value).join("");
}

/** What `formatEventTime` has to know of an event or occurrence. */
export interface Times {
  start_local: string;
  end_local: string;
  all_day?: boolean;
}

/** When an event is, on the account's clock: dates alone for whole days, times alone when it is within `day`. */
export function formatEventTime(event: Times, day?: CivilDate): string {
  const first = dateOf(event.start_local);
  const last = event.all_day ? addDays(dateOf(event.end_local), -1) : dateOf(event.end_local);
  if (event.all_day) return first === last ? formatDay(first) : formatDateRange(first, last);
  if (first === last) {
    const times = formatTimeRange(event.start_local, event.end_local);
    return day === first ? times : `${formatDay(first)}, ${times}`;
  }
  return `${formatDate(first, "day")}, ${formatTime(event.start_local)} – ${formatDate(last, "day")}, ${formatTime(event.end_local)}`;
}

export function formatNumber(n: number, options?: Intl.NumberFormatOptions): string {
  return new Intl.NumberFormat(region.value.locale, options).format(n);
}

/** "a, b and c". */
export function formatList(items: string[]): string {
  return new Intl.ListFormat(region.value.locale, { type: "conjunction" }).format(items);
}

/** A length: "45 min", "1 hr 30 min". */
export function formatDuration(minutes: number): string {
  const unit = (value: number, name: string) => formatNumber(value, { style: "unit", unit: name, unitDisplay: "short" });
  if (minutes < 60) return unit(minutes, "minute");
  if (minutes % 1440 === 0) return unit(minutes / 1440, "day");
  const rest = minutes % 60;
  return rest ? `${unit(Math.floor(minutes / 60), "hour")} ${unit(rest, "minute")}` : unit(minutes / 60, "hour");
}

/** The days of the week in the account's order, as heads of a grid: `{ index: 0 for Monday, short, long }`. */
export function weekdays(): { index: number; short: string; narrow: string; long: string }[] {
  const monday = "2026-11-30";
  return daysFrom(addDays(monday, region.value.weekStart), 7).map((date) => ({
    index: weekday(date),
    short: formatDate(date, "weekday-short"),
    narrow: formatDate(date, "weekday-narrow"),
    long: formatDate(date, "weekday"),
  }));
}

/** Sorts texts as the locale does. */
export function compareText(a: string, b: string): number {
  return a.localeCompare(b, region.value.locale, { sensitivity: "base", numeric: true });
}
