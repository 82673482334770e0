import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { addDays, formatDate, isoWeek, region, startOfMonth, today as todayOf, weekdays, weeksOfMonth, type CivilDate } from "../../i18n";
import { cx } from "../../ui";
import { EntryChip } from "./Chip";
import { DayEntries } from "./DayEntries";
import { beginDrag, keepStill, wasDragged } from "./drag";
import { useFill } from "./fill";
import { entryKeys, keySelector, withDraft, type ViewProps } from "./grid";
import { dayOfKey, moveByKeys, useFocusAfter } from "./keys";
import { barsOf, type Bar } from "./layout";
import { isOn, type Entry } from "./model";
import styles from "./month.module.css";
import { create, draft, drawn, preview, slotOf } from "./state";
import { useMedia } from "./wide";
import { useWords } from "./words";

const CURSOR = "[data-cursor]";
/** The height of an entry and of the number of the day, in px, as in the styles. */
const [ROW, HEAD] = [26, 30];
/** The same on paper, and how high its weeks are together on the smaller of the usual sheets. */
const PAPER = { row: 17, head: 20, weeks: 570 };

/** A new event of a day in the month begins at nine. */
export const slotOfDay = (date: CivilDate) => slotOf(date, 9 * 60);

/** A month of weeks. `compact` for phones: dots, and below what is on the chosen day. */
export default function Month({ entries, date, onDate, compact, waiting }: ViewProps & { compact: boolean }) {
  const w = useWords();
  const root = useRef<HTMLDivElement>(null);
  const focus = useFocusAfter(root);
  const fill = useFill(root, 480);
  const [onScreen, setRoom] = useState(3);
  const printed = useMedia("print");
  const today = todayOf();
  const weeks = weeksOfMonth(date, region.value.weekStart);
  const room = printed ? Math.floor((PAPER.weeks / weeks.length - PAPER.head) / PAPER.row) : onScreen;
  const month = startOfMonth(date).slice(0, 7);
  const shown = withDraft(entries);
  // What matters least is the first to be left out of a full day.
  const ranked = [...shown].sort((a, b) => rank(a) - rank(b));

  useEffect(() => keepStill(root.current!), []);
  useLayoutEffect(() => {
    const row = root.current?.querySelector<HTMLElement>("[data-week]");
    if (!row || compact) return;
    const watch = new ResizeObserver(() => setRoom(Math.max(1, Math.floor((row.clientHeight - HEAD) / ROW))));
    watch.observe(row);
    return () => watch.disconnect();
  }, [weeks.length, compact]);

  // Before the next key: on another day the entry is another element, and has to have the focus again.
  useLayoutEffect(() => {
    const d = draft.value;
    if (!d?.keys) return;
    const { first } = preview(d);
    if (first !== date) onDate(first);
    focus(keySelector(d.entry.key));
  }, [draft.value]);

  function enter(day: CivilDate) {
    const first = compact ? undefined : shown.find((entry) => entry.kind !== "busy" && isOn(entry, day) && root.current?.querySelector(keySelector(entry.key)));
    if (first) root.current?.querySelector<HTMLElement>(keySelector(first.key))?.focus();
    else if (compact && shown.some((entry) => isOn(entry, day))) document.querySelector<HTMLElement>("#calendar-day a, #calendar-day button")?.focus();
    else create(slotOfDay(day));
  }

  function press(event: KeyboardEvent) {
    if (moveByKeys(event, false, w)) return;
    if (entryKeys(event, shown, date, () => root.current?.querySelector<HTMLElement>(CURSOR)?.focus())) return;
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const target = event.target as HTMLElement;
    if (!target.closest(`${CURSOR}, [data-key]`)) return;
    // The number of those that don't fit is within the cell, and a button.
    const onCell = target.matches(CURSOR);
    const up: Record<string, number> = { ArrowUp: -7, ArrowDown: 7 };
    const by = up[event.key];
    const day = by ? addDays(date, by) : dayOfKey(event, date, "month");
    if (day) {
      onDate(day);
      focus(CURSOR);
    } else if (onCell && (event.key === "Enter" || event.key === " ")) enter(date);
    else return;
    event.preventDefault();
  }

  function click(event: MouseEvent) {
    const cell = event.target as HTMLElement;
    const day = cell.closest<HTMLElement>("[data-date]")?.dataset.date;
    if (wasDragged() || !day || cell.closest("button")) return;
    onDate(day);
    if (!compact) create(slotOfDay(day));
  }

  const area = drawn.value;
  return (
    <>
      <div
        ref={root}
        role="grid"
        aria-label={formatDate(date, "month")}
        aria-describedby="calendar-help"
        aria-busy={waiting}
        class={cx(styles.month, compact && styles.compact)}
        style={compact ? undefined : { height: fill }}
        onKeyDown={press}
        onPointerDown={(event) => !compact && beginDrag(event, shown, w)}
        onClick={click}
      >
        <div role="row" class={styles.names}>
          {weekdays().map((day) => (
            <div key={day.index} role="columnheader" class={styles.name}>
              <abbr title={day.long}>{compact ? day.narrow : day.short}</abbr>
            </div>
          ))}
        </div>
        {weeks.map((days) => {
          const isShown = (bar: Bar) => bar.lane < room && barFits(bar, bars, room, days.length);
          const bars = barsOf(ranked.filter((entry) => entry.last >= days[0]! && entry.first <= days[6]!), days);
          return (
            <div key={days[0]} role="row" data-week="" class={styles.week}>
              {days.map((day, i) => {
                const here = bars.filter((bar) => bar.at <= i && i < bar.at + bar.days);
                // The last row says how many more there are, unless all fit.
                const more = here.filter((bar) => !isShown(bar)).length;
                const active = day === date;
                return (
                  <div
                    key={day}
                    role="gridcell"
                    class={cx(
                      styles.day,
                      day.slice(0, 7) !== month && styles.other,
                      day === today && styles.today,
                      active && styles.active,
                      area && area.date <= day && day <= area.last && styles.drawn,
                    )}
                    data-date={day}
                    data-cursor={active ? "" : undefined}
                    tabIndex={active ? 0 : -1}
                    aria-current={day === today ? "date" : undefined}
                    aria-selected={compact ? active : undefined}
                  >
                    <span class="sr-only">{`${formatDate(day, "long-day")}, ${w.entries(here.length)}`}</span>
                    <span aria-hidden="true" class={styles.number}>
                      {i === 0 && !compact && <span class={styles.weekNumber}>{w.weekShort(isoWeek(days[3]!))}</span>}
                      <span class={styles.figure}>{formatDate(day, "number").replace(/\D/g, "")}</span>
                    </span>
                    {compact ? (
                      <span class={styles.dots} aria-hidden="true">
                        {here.slice(0, 4).map(({ entry }) => (
                          <span key={entry.key} style={{ background: entry.color }} />
                        ))}
                      </span>
                    ) : (
                      <>
                        {bars
                          .filter((bar) => bar.at === i && isShown(bar))
                          .map((bar) => {
                            const look = bar.entry.allDay || bar.days > 1 || bar.fromBefore ? "bar" : "line";
                            return (
                              <EntryChip
                                key={bar.entry.key}
                                entry={bar.entry}
                                look={look}
                                begins={!bar.fromBefore}
                                ends={!bar.goesOn}
                                tabIndex={isOn(bar.entry, date) ? 0 : -1}
                                style={{
                                  position: "absolute",
                                  top: `calc(var(--head) + ${bar.lane} * var(--row))`,
                                  left: bar.fromBefore ? "0" : "3px",
                                  width: `calc(${bar.days * 100}% + ${bar.days - 1}px - ${(bar.fromBefore ? 0 : 3) + (bar.goesOn ? 0 : 3)}px)`,
                                }}
                              />
                            );
                          })}
                        {more > 0 && (
                          <button
                            type="button"
                            class={styles.more}
                            tabIndex={active ? 0 : -1}
                            style={{ top: `calc(var(--head) + ${room - 1} * var(--row))` }}
                            aria-label={`${formatDate(day, "long-day")}: ${w.moreEntries(more)}`}
                            onClick={() => onDate(day, "day")}
                          >
                            {w.moreEntries(more)}
                          </button>
                        )}
                      </>
                    )}
                  </div>
                );
              })}
            </div>
          );
        })}
      </div>
      {compact && <DayEntries entries={shown} date={date} waiting={waiting} />}
    </>
  );
}

function rank({ first, last, done, kind }: Entry): number {
  if (last > first) return 0;
  return (done ? 3 : 0) + (kind === "reminder" ? 2 : kind === "busy" ? 2.5 : 1);
}

/** Whether a bar is shown on all of its days: on none of them does "3 more" stand in its place. */
function barFits(bar: Bar, bars: readonly Bar[], room: number, days: number): boolean {
  if (bar.lane < room - 1) return true;
  for (let i = bar.at; i < Math.min(days, bar.at + bar.days); i++) {
    if (bars.some((other) => other.lane >= room && other.at <= i && i < other.at + other.days)) return false;
  }
  return true;
}
