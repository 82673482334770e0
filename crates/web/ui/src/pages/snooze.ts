// When something is to ring again: by the account's clock.
import { addDays, dateOf, localOf, timeOf, weekday } from "../i18n";

export type Snooze = "ten" | "hour" | "evening" | "tomorrow" | "monday";

/** For how many minutes, or until when on the account's clock. */
export type SnoozeBody = { minutes: number } | { until: string };

/** When the evening begins, as people mean it. */
const EVENING = "18:00";

/**
 * The choices there are now: no evening when it is there already, no Monday when that is tomorrow.
 *
 * @param morning when the day begins, `HH:MM`: as for the button on the phone, at the time at which one is told what is due
 */
export function snoozes(zone: string, morning: string, now: number | Date = Date.now()): { id: Snooze; body: SnoozeBody }[] {
  const local = localOf(now, zone);
  const today = dateOf(local);
  const at = (date: string, time: string): SnoozeBody => ({ until: `${date}T${time}:00` });
  const untilMonday = 7 - weekday(today);
  return [
    { id: "ten", body: { minutes: 10 } },
    { id: "hour", body: { minutes: 60 } },
    ...(timeOf(local) < "17:00" ? [{ id: "evening" as const, body: at(today, EVENING) }] : []),
    { id: "tomorrow", body: at(addDays(today, 1), morning) },
    ...(untilMonday > 1 ? [{ id: "monday" as const, body: at(addDays(today, untilMonday), morning) }] : []),
  ];
}
