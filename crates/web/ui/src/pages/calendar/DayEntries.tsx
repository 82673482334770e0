import type { CivilDate } from "../../i18n";
import { Button, Skeleton } from "../../ui";
import styles from "./list.module.css";
import { isOn, type Entry } from "./model";
import { DayName, Row } from "./Row";
import { calendarOf, create, mayChange, slotOf } from "./state";
import { useWords } from "./words";

/** Below the month of a phone: the chosen day. */
export function DayEntries({ entries, date, waiting }: { entries: readonly Entry[]; date: CivilDate; waiting: boolean }) {
  const w = useWords();
  const here = entries.filter((entry) => isOn(entry, date));
  const canAdd = [...calendarOf.value.values()].some(mayChange);
  return (
    <section id="calendar-day" class={styles.under} aria-labelledby="calendar-day-name">
      <h2 id="calendar-day-name" class={styles.day}>
        <DayName day={date} />
      </h2>
      {waiting ? (
        <Skeleton rows={3} />
      ) : here.length ? (
        <ul>
          {here.map((entry) => (
            <li key={entry.key}>
              <Row entry={entry} day={date} />
            </li>
          ))}
        </ul>
      ) : (
        <p class={styles.none}>{w.nothing}</p>
      )}
      {canAdd && !waiting && (
        <Button variant="ghost" small icon="plus" onClick={() => create(slotOf(date, 9 * 60))}>
          {w.newEvent}
        </Button>
      )}
    </section>
  );
}
