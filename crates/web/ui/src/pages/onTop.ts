/**
 * One's own changes on top of a newer state: what was written stays, all else is as it is now.
 *
 * @param before what the changes are changes of
 */
export function onTop<T extends object>(before: T, mine: T, newer: T): T {
  const changed = (Object.keys(mine) as (keyof T)[]).filter((key) => JSON.stringify(mine[key]) !== JSON.stringify(before[key]));
  return { ...newer, ...(Object.fromEntries(changed.map((key) => [key, mine[key]])) as Partial<T>) };
}
