import { daysFrom, today as todayOf, type CivilDate } from "../../i18n";
import { Button, cx, EmptyState, List, Skeleton } from "../../ui";
import type { ViewProps } from "./grid";
import styles from "./list.module.css";
import { isOn, type Entry } from "./model";
import { DayName, Row } from "./Row";
import { create, slotOf } from "./state";
import { useWords } from "./words";

type Line = { day: CivilDate; entry?: Entry };

/** What is ahead, day by day; days with nothing are left out. */
export default function AgendaList({ entries, date, days, onMore, loading, waiting }: ViewProps & { days: number; onMore: () => void; loading: boolean }) {
  const w = useWords();
  const today = todayOf();
  if (waiting) return <Skeleton rows={8} />;
  const lines: Line[] = [];
  for (const day of daysFrom(date, days)) {
    const here = entries.filter((entry) => isOn(entry, day));
    if (!here.length) continue;
    lines.push({ day }, ...here.map((entry) => ({ day, entry })));
  }
  const foot = (
    <div class={styles.foot}>
      <Button icon="chevron-down" busy={loading} onClick={onMore}>
        {w.later}
      </Button>
    </div>
  );
  if (!lines.length) {
    return (
      <>
        <EmptyState
          icon="calendar"
          title={w.emptyList}
          action={
            <Button variant="primary" icon="plus" onClick={() => create(slotOf(date, 9 * 60))}>
              {w.newEvent}
            </Button>
          }
        >
          {w.emptyListText}
        </EmptyState>
        {foot}
      </>
    );
  }
  return (
    <List
      label={w.title}
      items={lines}
      itemKey={(line) => (line.entry ? `${line.day} ${line.entry.key}` : line.day)}
      isHeading={(line) => !line.entry}
      render={({ day, entry }) =>
        entry ? (
          <Row entry={entry} day={day} />
        ) : (
          <h2 class={cx(styles.day, day === today && styles.today)}>
            <DayName day={day} />
          </h2>
        )
      }
      after={foot}
    />
  );
}
