import { formatDay, formatTime, formatTimeRange, ofMinutes } from "../../i18n";
import { cx, Icon, type IconName } from "../../ui";
import styles from "./chip.module.css";
import { wasDragged } from "./drag";
import type { Entry } from "./model";
import { calendarOf, draft, isMovable, openEntry } from "./state";
import { useWords } from "./words";

const ICONS: Partial<Record<Entry["kind"], IconName>> = {
  todo: "todo",
  task: "project",
  reminder: "bell",
  birthday: "cake",
  project: "flag",
};

interface Props {
  entry: Entry;
  /** `bar`: whole days, `line`: a time and a title on a line, `block`: in the hours, with its length. */
  look: "bar" | "line" | "block";
  tabIndex: number;
  /** Where it begins and ends on this day: it may go on before and after. */
  begins?: boolean;
  ends?: boolean;
  /** Its picture alone: its title is read aloud, and shown when the mouse rests on it. */
  tiny?: boolean;
  /** How high it is, in minutes. */
  minutes?: number;
  style?: Record<string, string | number>;
}

/** A time as short as the locale has it: "9 AM", "9:30 AM", "09:30". */
export function hourWords(minutes: number): string {
  const time = formatTime(ofMinutes(minutes));
  return /[^\d.:]$/.test(time) ? time.replace(/[:.]00/, "") : time;
}

/** When it is on the clock, in short. */
export function timeOfEntry(entry: Entry): string {
  if (entry.allDay) return "";
  if (entry.first === entry.last && entry.to > entry.from) return formatTimeRange(ofMinutes(entry.from), ofMinutes(entry.to));
  return formatTime(ofMinutes(entry.from));
}

/** What is read aloud of an entry: title, when, what it is of and what is special about it. */
export function useLabel(): (entry: Entry) => string {
  const w = useWords();
  return (entry) => {
    const { event } = entry;
    return [
      entry.title,
      entry.kind === "event" || entry.kind === "busy" ? null : w.kind[entry.kind],
      entry.allDay ? w.allDay : timeOfEntry(entry),
      entry.last > entry.first ? w.until(formatDay(entry.last)) : null,
      entry.age ? w.turns(entry.age) : entry.note,
      event && calendarOf.value.get(event.calendar_id)?.name,
      event?.location_name ?? event?.location_text,
      event?.recurrence_rule && w.recurs,
      event?.is_starred && w.starred,
      entry.done && (event ? w.cancelled : w.done),
      entry.faint && (event ? w.tentative : w.planned),
    ]
      .filter(Boolean)
      .join(", ");
  };
}

/** An entry of the grid: a button that opens it, and that can be dragged where one may move it. */
export function EntryChip({ entry, look, tabIndex, begins = true, ends = true, tiny, minutes = 60, style }: Props) {
  const label = useLabel();
  const icon = ICONS[entry.kind];
  const moving = draft.value?.entry.key === entry.key ? draft.value : null;
  const place = entry.event?.location_name ?? entry.event?.location_text;
  const time = begins ? timeOfEntry(entry) : "";
  const movable = isMovable(entry);
  const inner = (
    <>
      {look === "line" && !icon && <span class={styles.dot} />}
      {icon && <Icon name={icon} size={13} class={styles.icon} />}
      {look === "line" && !entry.allDay && begins && <span class={styles.clock} data-text={hourWords(entry.from)} />}
      <span class={tiny ? "sr-only" : styles.title}>
        {entry.title}
        {entry.event?.is_starred && <Icon name="star-filled" size={11} class={styles.star} />}
      </span>
      {look === "block" && minutes >= 38 && time && <span class={styles.time} data-text={time} />}
      {look === "block" && minutes >= 75 && place && <span class={styles.time} data-text={place} />}
    </>
  );
  const className = cx(
    styles.entry,
    styles[look],
    entry.done && styles.done,
    entry.faint && styles.faint,
    entry.kind === "busy" && styles.busy,
    entry.event?.transparency === "free" && look === "block" && styles.free,
    look === "block" && minutes < 38 && styles.short,
    !begins && styles.fromBefore,
    !ends && styles.goesOn,
    tiny && styles.tiny,
    moving && styles.moving,
    moving?.saving && styles.saving,
    movable && styles.movable,
  );
  // As many whole lines as there is room for: an hour is 3rem, a line 1.3 times 0.75rem.
  const lines = Math.max(1, Math.floor((minutes / 20 - 0.375) / 0.975));
  const data = { "--c": entry.color, ...(look === "block" && { "--lines": lines }), ...style };
  if (entry.kind === "busy") {
    return (
      <div class={className} style={data} title={label(entry)}>
        {inner}
        <span class="sr-only">{time}</span>
      </div>
    );
  }
  return (
    <button
      type="button"
      class={className}
      style={data}
      data-key={entry.key}
      tabIndex={tabIndex}
      aria-label={label(entry)}
      aria-busy={moving?.saving}
      title={look === "block" && minutes >= 60 ? undefined : [time, entry.title].filter(Boolean).join(" ")}
      onClick={() => !wasDragged() && openEntry(entry)}
    >
      <span aria-hidden="true" class={styles.inner}>
        {inner}
      </span>
      {movable && look === "block" && ends && <span class={styles.handle} data-handle="" />}
    </button>
  );
}
