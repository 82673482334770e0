import { ifMatch } from "../api";

/**
 * Lets a completion of what recurs pass only as long as it is as it was seen: a second one, of another window or
 * after an answer that got lost, would complete the next occurrence.
 */
export function asSeen(thing: { recurrence_rule: string | null; version: number }): { "If-Match"?: string } {
  return thing.recurrence_rule === null ? {} : ifMatch(thing.version);
}
