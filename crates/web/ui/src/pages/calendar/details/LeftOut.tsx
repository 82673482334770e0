import { useState } from "preact/hooks";
import { type CivilDate, formatDate, today } from "../../../i18n";
import { Button } from "../../../ui";
import styles from "./details.module.css";
import { words } from "./words";

/** How many are shown at first. */
const FIRST = 3;

interface Props {
  /** The names of the occurrences that were deleted. */
  dates: readonly string[];
  /** The day of one in the zone of whoever looks. */
  dayOf: (occurrence: string) => CivilDate;
  busy: boolean;
  onBack: (occurrence: string) => void;
}

/** The occurrences of a series that were deleted, those to come first, and the way to bring each back. */
export function LeftOut({ dates, dayOf, busy, onBack }: Props) {
  const w = words.use();
  const [all, setAll] = useState(false);
  const now = today();
  const ahead = dates.filter((one) => dayOf(one) >= now).sort();
  const past = dates.filter((one) => dayOf(one) < now).sort().reverse();
  const sorted = [...ahead, ...past];
  const shown = all ? sorted : sorted.slice(0, FIRST);
  return (
    <>
      <span aria-hidden="true">{w.leftOut}</span>
      <ul>
        {shown.map((one) => (
          <li key={one} class={styles.leftOut}>
            {formatDate(dayOf(one), "long-day")}
            <Button small icon="undo" busy={busy} aria-label={w.bringBack(formatDate(dayOf(one), "day"))} onClick={() => onBack(one)}>
              {w.bringBackAct}
            </Button>
          </li>
        ))}
      </ul>
      {shown.length < sorted.length && (
        <Button small variant="ghost" onClick={() => setAll(true)}>
          {w.moreLeftOut(sorted.length - shown.length)}
        </Button>
      )}
    </>
  );
}
