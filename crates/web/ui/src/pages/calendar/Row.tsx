import { formatDate, formatDay, formatTime, formatTimeRange, ofMinutes, type CivilDate } from "../../i18n";
import { cx, Icon } from "../../ui";
import { useLabel } from "./Chip";
import styles from "./list.module.css";
import type { Entry } from "./model";
import { calendarOf, openEntry } from "./state";
import { useWords } from "./words";

/** A line of the list: when, what, where and of which calendar. */
export function Row({ entry, day }: { entry: Entry; day: CivilDate }) {
  const w = useWords();
  const label = useLabel();
  const { event } = entry;
  const time = () => {
    if (entry.allDay || (entry.first < day && entry.last > day)) return w.allDay;
    if (entry.first === entry.last) return entry.to > entry.from ? formatTimeRange(ofMinutes(entry.from), ofMinutes(entry.to), true) : formatTime(ofMinutes(entry.from));
    return entry.first === day ? formatTime(ofMinutes(entry.from)) : w.until(formatTime(ofMinutes(entry.to)));
  };
  const place = event?.location_name ?? event?.location_text;
  const of = event ? calendarOf.value.get(event.calendar_id)?.name : entry.kind === "busy" ? null : (entry.note ?? w.kind[entry.kind]);
  const inner = (
    <>
      <span class={styles.time} data-text={time()} />
      <span class={styles.bar} style={{ background: entry.color }} />
      <span class={styles.text}>
        <span class={cx(styles.title, entry.done && styles.done)}>
          {entry.title}
          {event?.is_starred && <Icon name="star-filled" size={14} class={styles.star} />}
          {event?.recurrence_rule && <Icon name="repeat" size={14} class={styles.repeat} />}
        </span>
        <span
          class={styles.note}
          data-text={[entry.age ? w.turns(entry.age) : null, place, of, entry.faint && (event ? w.tentative : w.planned), entry.done && (event ? w.cancelled : w.done)].filter(Boolean).join(" · ")}
        />
      </span>
    </>
  );
  if (entry.kind === "busy") return <div class={styles.row}>{inner}</div>;
  return (
    <button type="button" class={cx(styles.row, styles.press)} aria-label={label(entry)} data-key={entry.key} onClick={() => openEntry(entry)}>
      <span aria-hidden="true" class={styles.inner}>
        {inner}
      </span>
    </button>
  );
}

/** The name of a day, with its date where the name alone doesn't tell it. */
export function DayName({ day }: { day: CivilDate }) {
  const name = formatDay(day);
  const date = formatDate(day, "day-month");
  return (
    <>
      {name}
      {!name.includes(date) && <span>{date}</span>}
    </>
  );
}
