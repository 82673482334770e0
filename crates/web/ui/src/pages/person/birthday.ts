import { daysInMonth, makeDate, partsOf, type CivilDate } from "../../i18n";

/** When somebody was born; the year may be unknown. */
export interface Birthday {
  year?: number;
  month: number;
  day: number;
}

const pad = (n: number) => String(n).padStart(2, "0");

/** Reads `YYYY-MM-DD` and `--MM-DD`. */
export function readBirthday(text: string): Birthday | undefined {
  const match = /^(\d{4}|-)-(\d\d)-(\d\d)$/.exec(text);
  if (!match) return undefined;
  const [, year, month, day] = match;
  return { ...(year !== "-" && { year: Number(year) }), month: Number(month), day: Number(day) };
}

/** Writes it as the API reads it. */
export function writeBirthday({ year, month, day }: Birthday): string {
  return `${year === undefined ? "-" : String(year).padStart(4, "0")}-${pad(month)}-${pad(day)}`;
}

/** The day on which it is celebrated in a year: that of 29 February is 28 February in a year without it. */
export function celebrated({ month, day }: Birthday, year: number): CivilDate {
  return makeDate(year, month, Math.min(day, daysInMonth(year, month)));
}

/** The next time it is celebrated, today included. */
export function nextBirthday(birthday: Birthday, today: CivilDate): CivilDate {
  const { year } = partsOf(today);
  const thisYear = celebrated(birthday, year);
  return thisYear >= today ? thisYear : celebrated(birthday, year + 1);
}

/** How old they are on a day; unknown without the year, and before they are born. */
export function ageOn(birthday: Birthday, date: CivilDate): number | undefined {
  if (birthday.year === undefined) return undefined;
  const { year } = partsOf(date);
  const age = year - birthday.year - (date < celebrated(birthday, year) ? 1 : 0);
  return age >= 0 ? age : undefined;
}

/** What is written in the three fields: nothing, a birthday that the API takes, or what is wrong with it. */
export function birthdayOf(day: string, month: string, year: string, today: CivilDate): string | null | "incomplete" | "impossible" | "future" {
  const [d, m, y] = [day, month, year].map((text) => text.trim());
  if (!d && !m && !y) return null;
  if (!d || !m) return "incomplete";
  if (!/^\d{1,2}$/.test(d) || (y && !/^\d{4}$/.test(y))) return "impossible";
  const birthday: Birthday = { ...(y && { year: Number(y) }), month: Number(m), day: Number(d) };
  // Without a year, 29 February is possible.
  if (birthday.day < 1 || birthday.day > daysInMonth(birthday.year ?? 2024, birthday.month)) return "impossible";
  const text = writeBirthday(birthday);
  return y && text > today ? "future" : text;
}
