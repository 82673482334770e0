import { addDays, daysFrom, formatDate, formatDay, formatTime, formatTimeRange, ofMinutes, today as todayOf, type CivilDate } from "../../i18n";
import { Button, cx, EmptyState, Icon, List, Skeleton } from "../../ui";
import { useLabel } from "./Chip";
import type { ViewProps } from "./grid";
import styles from "./list.module.css";
import { isOn, type Entry } from "./model";
import { calendarOf, create, mayChange, openEntry, slotOf } from "./state";
import { useWords } from "./words";

/** A line of the list: when, what, where and of which calendar. */
export function Row({ entry, day }: { entry: Entry; day: CivilDate }) {
  const w = useWords();
  const label = useLabel();
  const { event } = entry;
  const time = () => {
    if (entry.allDay || (entry.first < day && entry.last > day)) return w.allDay;
    if (entry.first === entry.last) return entry.to > entry.from ? formatTimeRange(ofMinutes(entry.from), ofMinutes(entry.to)) : formatTime(ofMinutes(entry.from));
    return entry.first === day ? formatTime(ofMinutes(entry.from)) : w.until(formatTime(ofMinutes(entry.to)));
  };
  const place = event?.location_name ?? event?.location_text;
  const of = event ? calendarOf.value.get(event.calendar_id)?.name : entry.kind === "busy" ? null : (entry.note ?? w.kind[entry.kind]);
  const inner = (
    <>
      <span class={styles.time}>{time()}</span>
      <span class={styles.bar} style={{ background: entry.color }} />
      <span class={styles.text}>
        <span class={cx(styles.title, entry.done && styles.done)}>
          {entry.title}
          {event?.is_starred && <Icon name="star-filled" size={14} label={w.starred} class={styles.star} />}
          {event?.recurrence_rule && <Icon name="repeat" size={14} label={w.recurs} class={styles.repeat} />}
        </span>
        <span class={styles.note}>
          {[entry.age ? w.turns(entry.age) : null, place, of, entry.faint && (event ? w.tentative : w.planned), entry.done && (event ? w.cancelled : w.done)].filter(Boolean).join(" · ")}
        </span>
      </span>
    </>
  );
  if (entry.kind === "busy") return <div class={styles.row}>{inner}</div>;
  return (
    <button type="button" class={cx(styles.row, styles.press)} aria-label={label(entry)} data-key={entry.key} onClick={() => openEntry(entry)}>
      {inner}
    </button>
  );
}

type Line = { day: CivilDate; entry?: Entry };

/** What is ahead, day by day; days with nothing are left out. */
export function AgendaList({ entries, date, days, onMore, loading, waiting }: ViewProps & { days: number; onMore: () => void; loading: boolean }) {
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
            {formatDay(day)}
            <span>{formatDate(day, day === today || day === addDays(today, 1) ? "day" : "day-month")}</span>
          </h2>
        )
      }
      after={foot}
    />
  );
}

/** Below the month of a phone: the chosen day. */
export function DayEntries({ entries, date, waiting }: { entries: readonly Entry[]; date: CivilDate; waiting: boolean }) {
  const w = useWords();
  const here = entries.filter((entry) => isOn(entry, date));
  const canAdd = [...calendarOf.value.values()].some(mayChange);
  return (
    <section id="calendar-day" class={styles.under} aria-labelledby="calendar-day-name">
      <h2 id="calendar-day-name" class={styles.day}>
        {formatDay(date)}
        <span>{formatDate(date, "day-month")}</span>
      </h2>
      {waiting ? (
        <Skeleton rows={3} />
      ) : here.length ? (
        <ul class={styles.rows}>
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
