import { region } from "./account";
import { isDate, makeDate, partsOf, type CivilDate } from "./dates";
import { today } from "./format";

/** In which order the locale writes day, month and year. */
function order(): string[] {
  return new Intl.DateTimeFormat(region.value.locale, { day: "numeric", month: "numeric", year: "numeric" })
    .formatToParts(0)
    .map((part) => part.type)
    .filter((type) => type === "day" || type === "month" || type === "year");
}

/** Reads a date as the locale writes it (or as `YYYY-MM-DD`); the year may be missing or short. `null` if it is none. */
export function parseDate(text: string): CivilDate | null {
  const trimmed = text.trim();
  if (isDate(trimmed)) return trimmed;
  const numbers = trimmed.match(/\d+/g);
  if (!numbers || numbers.length < 2 || numbers.length > 3 || /[^\d\s./\-,年月日]/.test(trimmed)) return null;
  const names = order().filter((name) => numbers.length === 3 || name !== "year");
  const value: Record<string, number> = { year: partsOf(today()).year };
  names.forEach((name, i) => (value[name] = Number(numbers[i])));
  if (value.year! < 100) value.year! += 2000;
  const date = makeDate(value.year!, value.month!, value.day!);
  return isDate(date) ? date : null;
}

/** Reads a time: `9`, `930`, `9:30`, `21.30`, `9 pm`, `9 Uhr`. `null` if it is none. */
export function parseTime(text: string): string | null {
  const match = /^(\d{1,2})(?:[:.h]?(\d\d))?\s*(?:uhr|(a|p)\.?\s?m\.?)?$/i.exec(text.trim());
  if (!match) return null;
  let hour = Number(match[1]);
  const minute = Number(match[2] ?? 0);
  const half = match[3]?.toLowerCase();
  if (half && (hour < 1 || hour > 12)) return null;
  if (half) hour = (hour % 12) + (half === "p" ? 12 : 0);
  if (hour > 23 || minute > 59) return null;
  return `${String(hour).padStart(2, "0")}:${String(minute).padStart(2, "0")}`;
}
