import { useLayoutEffect, useRef, useState } from "preact/hooks";
import {
  addDays,
  addMonths,
  formatDate,
  partsOf,
  region,
  startOfMonth,
  startOfWeek,
  today,
  weekdays,
  weeksOfMonth,
  type CivilDate,
} from "../i18n";
import { cx } from "./classes";
import { IconButton } from "./IconButton";
import { useUiWords } from "./words";
import styles from "./MonthGrid.module.css";

interface Props {
  value: CivilDate | null;
  onPick: (date: CivilDate) => void;
  min?: CivilDate | undefined;
  max?: CivilDate | undefined;
}

/** A month to pick a day from: an ARIA grid with arrows, Home, End, Page up and down (with Shift by years). */
export function MonthGrid({ value, onPick, min, max }: Props) {
  const words = useUiWords();
  const now = today();
  const [active, setActive] = useState<CivilDate>(value ?? now);
  const table = useRef<HTMLTableElement>(null);
  const moved = useRef(false);
  const month = startOfMonth(active);
  const allowed = (date: CivilDate) => (!min || date >= min) && (!max || date <= max);

  useLayoutEffect(() => {
    if (moved.current) table.current?.querySelector<HTMLElement>("[tabindex='0']")?.focus();
    moved.current = false;
  }, [active]);

  function go(event: KeyboardEvent) {
    const weekStart = region.value.weekStart;
    const to: Record<string, () => CivilDate> = {
      ArrowLeft: () => addDays(active, -1),
      ArrowRight: () => addDays(active, 1),
      ArrowUp: () => addDays(active, -7),
      ArrowDown: () => addDays(active, 7),
      Home: () => startOfWeek(active, weekStart),
      End: () => addDays(startOfWeek(active, weekStart), 6),
      PageUp: () => addMonths(active, event.shiftKey ? -12 : -1),
      PageDown: () => addMonths(active, event.shiftKey ? 12 : 1),
    };
    const next = to[event.key]?.();
    if (!next) return;
    event.preventDefault();
    moved.current = true;
    setActive(next);
  }

  return (
    <div class={styles.calendar}>
      <div class={styles.head}>
        <IconButton icon="chevron-left" small label={words.previousMonth} onClick={() => setActive(addMonths(active, -1))} />
        <span class={styles.month} aria-live="polite">
          {formatDate(month, "month")}
        </span>
        <IconButton icon="chevron-right" small label={words.nextMonth} onClick={() => setActive(addMonths(active, 1))} />
      </div>
      <table ref={table} role="grid" aria-label={formatDate(month, "month")} class={styles.grid} onKeyDown={go}>
        <thead>
          <tr>
            {weekdays().map((day) => (
              <th key={day.index} scope="col" abbr={day.long}>
                {day.short.slice(0, 2)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {weeksOfMonth(month, region.value.weekStart).map((week) => (
            <tr key={week[0]}>
              {week.map((date) => (
                <td key={date} role="gridcell" aria-selected={date === value}>
                  <button
                    type="button"
                    class={cx(
                      styles.day,
                      date === value && styles.picked,
                      date === now && styles.today,
                      date.slice(0, 7) !== month.slice(0, 7) && styles.other,
                    )}
                    tabIndex={date === active ? 0 : -1}
                    data-autofocus={date === active ? "" : undefined}
                    aria-label={formatDate(date, "long")}
                    aria-current={date === now ? "date" : undefined}
                    disabled={!allowed(date)}
                    onClick={() => onPick(date)}
                  >
                    {partsOf(date).day}
                  </button>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
