import { addDays, dateOf, formatDay, formatTime, type CivilDate } from "../../i18n";
import { links } from "../../shell/links";
import { cx, Icon } from "../../ui";
import { isAllDay, isBusy, isOn, type AgendaEvent } from "./data";
import styles from "./today.module.css";
import { useWords } from "./words";

interface Props {
  events: readonly AgendaEvent[];
  day: CivilDate;
  /** The account's clock, where the day is today. */
  now: string;
}

function Entry({ event, day, over }: { event: AgendaEvent; day: CivilDate; over: boolean }) {
  const w = useWords();
  const began = dateOf(event.start_local) === day;
  const ends = dateOf(event.end_local) === day;
  const place = isBusy(event) ? null : (event.location_name ?? event.location_text);
  const inner = (
    <>
      <span class={styles.time}>
        {isAllDay(event) ? (
          w.allDay
        ) : (
          <>
            <span>{began ? formatTime(event.start_local) : w.since(formatDay(dateOf(event.start_local), day))}</span>
            {event.end_local !== event.start_local && (
              <span class={styles.ends}>{ends ? formatTime(event.end_local) : w.until(formatDay(dateOf(event.end_local), day))}</span>
            )}
          </>
        )}
      </span>
      <span class={styles.bar} style={{ background: isBusy(event) ? "var(--border-strong)" : event.display_color }} />
      <span class={styles.what}>
        <span class={cx(styles.title, !isBusy(event) && event.status === "cancelled" && styles.struck)}>{isBusy(event) ? w.busy : event.title}</span>
        <span class={styles.meta}>
          {place && (
            <>
              <Icon name="place" size={14} />
              {place}
            </>
          )}
          {!isBusy(event) && event.status !== "confirmed" && <span>{w[event.status]}</span>}
        </span>
      </span>
    </>
  );
  return (
    <li class={cx(styles.event, over && styles.over)}>
      {isBusy(event) ? <div class={styles.entry}>{inner}</div> : <a class={styles.entry} href={links.event(event.event_id, day, event.recurrence_id)}>{inner}</a>}
    </li>
  );
}

/** The events of a day in their order, and where in it now is. */
export function Timeline({ events, day, now }: Props) {
  const w = useWords();
  const whole = events.filter(isAllDay);
  const timed = events.filter((event) => !isAllDay(event));
  const next = timed.findIndex((event) => event.start_local > now);
  const line = (
    <li key="now" class={styles.now} aria-label={w.now(formatTime(now))}>
      <span aria-hidden="true">{formatTime(now)}</span>
    </li>
  );
  const running = timed.length > 0;
  return (
    <ul class={styles.timeline}>
      {whole.map((event) => (
        <Entry key={`${isBusy(event) ? event.start : event.id}-${event.start_local}`} event={event} day={day} over={false} />
      ))}
      {timed.map((event, i) => [
        running && i === next && line,
        <Entry
          key={`${isBusy(event) ? `busy-${event.calendar_id}` : event.id}-${event.start_local}`}
          event={event}
          day={day}
          over={event.end_local <= now}
        />,
      ])}
      {running && next === -1 && line}
    </ul>
  );
}

/** Those of a day, what lasts whole days first. */
export function eventsOf(events: readonly AgendaEvent[], day: CivilDate): AgendaEvent[] {
  return events.filter((event) => isOn(event, day) && dateOf(event.start_local) < addDays(day, 1));
}
