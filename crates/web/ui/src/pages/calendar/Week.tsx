import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { daysFrom, formatDate, formatTime, minutesOf, ofMinutes, region, startOfWeek, timeOf } from "../../i18n";
import { cx, IconButton } from "../../ui";
import { EntryChip, hourWords } from "./Chip";
import { beginDrag, keepStill, wasDragged } from "./drag";
import { useFill } from "./fill";
import { entryKeys, keySelector, withDraft, type ViewProps } from "./grid";
import { dayOfKey, moveByKeys, useFocusAfter } from "./keys";
import { barsOf, segmentsOf, type Segment } from "./layout";
import { isOn } from "./model";
import { useNow } from "./now";
import { create, draft, drawn, preview, slotOf } from "./state";
import { clockChange, DAY } from "./times";
import styles from "./week.module.css";
import { useMedia } from "./wide";
import { useWords } from "./words";

const CURSOR = "[data-cursor]";
const HALF = 30;
/** How many rows the whole days have until all are wanted, and on paper. */
const [LANES, PRINTED] = [3, 8];

/** A week or a day: a column a day, what is at the same time side by side, whole days above. */
export default function Week({ entries, date, onDate, single, waiting }: ViewProps & { single: boolean }) {
  const w = useWords();
  const root = useRef<HTMLDivElement>(null);
  const scroller = useRef<HTMLDivElement>(null);
  const [minutes, setMinutes] = useState<number | null>(9 * 60);
  const [all, setAll] = useState(false);
  const printed = useMedia("print");
  const now = useNow();
  const today = now.slice(0, 10);
  const focus = useFocusAfter(root);
  const fill = useFill(root);

  const days = single ? [date] : daysFrom(startOfWeek(date, region.value.weekStart), 7);
  const shown = withDraft(entries);
  const bars = barsOf(shown.filter((entry) => entry.allDay), days);
  const lanes = bars.reduce((most, bar) => Math.max(most, bar.lane + 1), 0);
  const least = printed ? PRINTED : LANES;
  const lanesShown = (all && !printed) || lanes <= least + 1 ? lanes : least;
  const hidden = days.map((_, i) => bars.filter((bar) => bar.lane >= lanesShown && bar.at <= i && i < bar.at + bar.days).length);
  const onActive = (entry: { first: string; last: string }) => entry.first <= date && date <= entry.last;

  useEffect(() => keepStill(root.current!), []);
  useLayoutEffect(() => {
    // The day is in sight, not the night.
    const box = scroller.current;
    if (box && fill) box.scrollTop = (box.scrollHeight / 24) * 7 - 12;
  }, [Boolean(fill)]);

  // Before the next key: on another day the entry is another element, and has to have the focus again.
  useLayoutEffect(() => {
    const d = draft.value;
    if (!d?.keys) return;
    const { first } = preview(d);
    if (first !== date) onDate(first);
    focus(keySelector(d.entry.key));
  }, [draft.value]);

  function atCursor(segments: Segment[]): Segment[] {
    return minutes === null ? [] : segments.filter(({ from, to }) => from < minutes + HALF && Math.max(to, from + 1) > minutes);
  }

  function enter(day: string) {
    const first =
      minutes === null
        ? shown.find((entry) => entry.allDay && isOn(entry, day))
        : atCursor(segmentsOf(shown.filter(({ kind }) => kind !== "busy"), day))[0]?.entry;
    const chip = first && root.current?.querySelector<HTMLElement>(keySelector(first.key));
    if (chip) chip.focus();
    else create(slotOf(day, minutes));
  }

  function press(event: KeyboardEvent) {
    if (moveByKeys(event, true, w)) return;
    if (entryKeys(event, shown, date, () => root.current?.querySelector<HTMLElement>(CURSOR)?.focus())) return;
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const target = event.target as HTMLElement;
    if (!target.closest(`${CURSOR}, [data-key]`)) return;
    const day = dayOfKey(event, date, single ? "day" : "week");
    if (day) onDate(day);
    else if (event.key === "ArrowUp") setMinutes(minutes === null || minutes === 0 ? null : minutes - HALF);
    else if (event.key === "ArrowDown") setMinutes(minutes === null ? 0 : Math.min(DAY - HALF, minutes + HALF));
    else if ((event.key === "Enter" || event.key === " ") && target.matches(CURSOR)) enter(date);
    else return;
    event.preventDefault();
    if (event.key !== "Enter" && event.key !== " ") focus(CURSOR);
  }

  function click(event: MouseEvent) {
    const cell = event.target as HTMLElement;
    if (wasDragged() || cell.dataset.date === undefined) return;
    const box = cell.getBoundingClientRect();
    const clicked = cell.dataset.hours === undefined ? null : Math.floor(((event.clientY - box.top) / box.height) * 48) * HALF;
    onDate(cell.dataset.date);
    setMinutes(clicked);
    create(slotOf(cell.dataset.date, clicked));
  }

  const area = drawn.value;
  return (
    <div
      ref={root}
      role="grid"
      aria-label={single ? formatDate(date, "long") : w.views.week}
      aria-describedby="calendar-help"
      aria-busy={waiting}
      class={cx(styles.week, single && styles.single)}
      style={{ "--days": days.length, height: fill }}
      onKeyDown={press}
      onPointerDown={(event) => beginDrag(event, shown, w)}
      onClick={click}
    >
      <div role="row" class={styles.heads}>
        <div role="columnheader" class={styles.corner}>
          <span class="sr-only">{w.hours}</span>
        </div>
        {days.map((day) => (
          <div key={day} role="columnheader" class={cx(styles.head, day === today && styles.today)} aria-current={day === today ? "date" : undefined}>
            <button type="button" tabIndex={-1} aria-label={formatDate(day, "long")} onClick={() => onDate(day, "day")}>
              <span class={styles.name} data-text={formatDate(day, single ? "weekday" : "weekday-short")} />
              <span class={styles.number} data-text={formatDate(day, "number").replace(/\D/g, "")} />
            </button>
          </div>
        ))}
      </div>

      <div role="row" class={styles.whole} style={{ "--lanes": lanesShown + (hidden.some(Boolean) ? 1 : 0) }}>
        <div role="rowheader" class={styles.scaleHead}>
          <span>{w.allDayHead}</span>
          {all && !printed && lanes > LANES + 1 && <IconButton icon="chevron-up" small label={w.fewer} onClick={() => setAll(false)} />}
        </div>
        {days.map((day, i) => (
          <div
            key={day}
            role="gridcell"
            class={cx(styles.wholeCell, area && area.from === null && area.date <= day && day <= area.last && styles.drawn)}
            data-date={day}
            tabIndex={minutes === null && day === date ? 0 : -1}
            data-cursor={minutes === null && day === date ? "" : undefined}
          >
            <span class="sr-only">{`${formatDate(day, "long-day")}, ${w.allDay}, ${w.entries(shown.filter((one) => one.allDay && isOn(one, day)).length)}`}</span>
            {bars
              .filter((bar) => bar.at === i && bar.lane < lanesShown)
              .map((bar) => (
                <EntryChip
                  key={bar.entry.key}
                  entry={bar.entry}
                  look="bar"
                  begins={!bar.fromBefore}
                  ends={!bar.goesOn}
                  tabIndex={onActive(bar.entry) ? 0 : -1}
                  style={{ position: "absolute", top: `calc(${bar.lane} * var(--lane) + 2px)`, left: "2px", width: `calc(${bar.days * 100}% + ${bar.days - 1}px - 5px)` }}
                />
              ))}
            {hidden[i]! > 0 && (
              <button type="button" class={styles.moreButton} tabIndex={day === date ? 0 : -1} style={{ top: `calc(${lanesShown} * var(--lane) + 2px)` }} onClick={() => setAll(true)}>
                {w.moreEntries(hidden[i]!)}
              </button>
            )}
          </div>
        ))}
      </div>

      <div role="rowgroup" ref={scroller} data-scroller="" class={styles.scroller}>
        <div role="row" class={styles.hours}>
          <div role="rowheader" class={styles.scale}>
            <span class="sr-only">{w.hours}</span>
            {Array.from({ length: 23 }, (_, i) => (
              <span key={i} aria-hidden="true" style={{ top: `${((i + 1) / 24) * 100}%` }}>
                {hourWords((i + 1) * 60)}
              </span>
            ))}
          </div>
          {days.map((day) => {
            const segments = segmentsOf(shown.filter(({ kind }) => kind !== "busy"), day);
            // When others are busy stands behind, each of them in a column.
            const busy = segmentsOf(shown.filter(({ kind }) => kind === "busy"), day);
            const change = clockChange(day, region.value.zone);
            return (
              <div key={day} role="gridcell" class={cx(styles.column, day === today && styles.todayColumn)} data-date={day} data-hours="">
                {change && (
                  <span class={cx(styles.clock, change.by < 0 && styles.back)} style={{ top: `${(change.at / DAY) * 100}%`, height: `${(Math.max(change.by, 0) / DAY) * 100}%` }}>
                    {change.by > 0 ? w.clockForward : w.clockBack}
                  </span>
                )}
                {[...busy, ...segments].map((segment) => (
                  <EntryChip
                    key={segment.entry.key}
                    entry={segment.entry}
                    look="block"
                    begins={segment.begins}
                    ends={segment.ends}
                    minutes={segment.to - segment.from}
                    tiny={segment.tiny}
                    tabIndex={onActive(segment.entry) ? 0 : -1}
                    style={{
                      top: `${(segment.from / DAY) * 100}%`,
                      height: `max(${((segment.to - segment.from) / DAY) * 100}% - 1px, var(--least))`,
                      ...(segment.tiny
                        ? { right: `calc(${segment.column} * 1.625rem + 2px)`, width: "1.5rem" }
                        : {
                            left: `calc(${(segment.column / segment.columns) * 100}% + 1px)`,
                            width: `calc(${(segment.span / segment.columns) * 100}% - ${segment.column + segment.span === segment.columns ? 8 : 2}px - ${segment.beside * 1.375}rem)`,
                          }),
                    }}
                  />
                ))}
                {area && area.from !== null && area.date === day && (
                  <span class={styles.area} style={{ top: `${(area.from / DAY) * 100}%`, height: `${((area.to - area.from) / DAY) * 100}%` }}>
                    {formatTime(ofMinutes(area.from))} – {formatTime(ofMinutes(area.to))}
                  </span>
                )}
                {day === today && (
                  <span class={styles.now} style={{ top: `${(minutesOf(timeOf(now)) / DAY) * 100}%` }}>
                    <span class="sr-only">{w.now}</span>
                  </span>
                )}
                {minutes !== null && day === date && (
                  <button
                    key={`${day} ${minutes}`}
                    type="button"
                    data-cursor=""
                    class={styles.cursor}
                    style={{ top: `${(minutes / DAY) * 100}%` }}
                    aria-label={`${formatDate(day, "long-day")}, ${formatTime(ofMinutes(minutes))}, ${w.entries(atCursor(segments).length)}`}
                    onClick={(event) => {
                      event.stopPropagation();
                      enter(day);
                    }}
                  />
                )}
              </div>
            );
          })}
        </div>
      </div>
    </div>
  );
}
