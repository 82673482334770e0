/** All zones that the browser knows, with one that it may not know. */
export function zones(also: (string | null)[]): string[] {
  const known = new Set(Intl.supportedValuesOf("timeZone"));
  known.add("UTC");
  for (const zone of also) if (zone) known.add(zone);
  return [...known].sort();
}

/** "GMT+1" of a zone at an instant. */
export function offsetName(zone: string, instant: number, locale: string): string {
  try {
    const parts = new Intl.DateTimeFormat(locale, { timeZone: zone, timeZoneName: "shortOffset" }).formatToParts(instant);
    return parts.find(({ type }) => type === "timeZoneName")?.value ?? "";
  } catch {
    return "";
  }
}
