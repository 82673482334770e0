import { ofBrowser, region, type Region } from "./account";

/** A locale or zone that this browser doesn't know falls back instead of breaking every page. */
function known(next: Region): Region {
  const isKnown = (locale: string, timeZone: string) => {
    try {
      return Boolean(new Intl.DateTimeFormat(locale, { timeZone }));
    } catch {
      return false;
    }
  };
  const { locale, zone, weekStart } = next;
  if (isKnown(locale, zone)) return next;
  const isOurs = isKnown(locale, "UTC");
  return { locale: isOurs ? locale : "en", zone: isKnown("en", zone) ? zone : "UTC", weekStart };
}

/** Back to what the browser wants: whoever comes next to this device is perhaps somebody else. */
export function forgetRegion(): void {
  region.value = ofBrowser();
}

/** Takes over what `GET /api/settings` says. The words of `locale` have to be loaded before: `loadWords`. */
export function setRegion(next: Region): void {
  region.value = known(next);
}
