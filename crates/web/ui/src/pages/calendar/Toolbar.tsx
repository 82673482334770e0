import { useRef, useState } from "preact/hooks";
import { addDays, addMonths, formatDate, formatDateRange, isoWeek, region, startOfWeek, today, type CivilDate } from "../../i18n";
import { Button, IconButton, lazyPart, Menu, Popover, Segmented } from "../../ui";
import { create, daysOfView, opened, slotOf, type View } from "./state";
import styles from "./calendar.module.css";
import { useWords } from "./words";

const Jump = lazyPart(() => import("./Jump"));

/** The same day of the next or the previous view. */
export function step(view: View, date: CivilDate, by: number): CivilDate {
  switch (view) {
    case "day":
      return addDays(date, by);
    case "week":
      return addDays(date, by * 7);
    case "month":
      return addMonths(date, by);
    case "list":
      return addDays(date, by * 31);
  }
}

/** What the view shows, in words: a day, a week, a month. */
export function titleOf(view: View, date: CivilDate, small = false): string {
  if (view === "day") return formatDate(date, small ? "day" : "long");
  if (view === "month") return formatDate(date, "month");
  const { start, end } = daysOfView(view, date, region.value.weekStart);
  return formatDateRange(start, addDays(end, -1));
}

interface Props {
  view: View;
  date: CivilDate;
  small: boolean;
  onView: (view: View) => void;
  onDate: (date: CivilDate) => void;
}

/** Which days are shown, and how. */
export function Toolbar({ view, date, small, onView, onDate }: Props) {
  const w = useWords();
  const [open, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const views: View[] = small ? ["day", "month", "list"] : ["day", "week", "month", "list"];
  return (
    <div class={styles.toolbar}>
      <div class={styles.steps}>
        <IconButton icon="chevron-left" label={w.previous[view]} onClick={() => onDate(step(view, date, -1))} />
        <IconButton icon="chevron-right" label={w.next[view]} onClick={() => onDate(step(view, date, 1))} />
        <Button small={!small} onClick={() => onDate(today())}>
          {w.today}
        </Button>
      </div>
      <button
        ref={button}
        type="button"
        class={styles.range}
        aria-haspopup="dialog"
        aria-expanded={open}
        title={w.goTo}
        onClick={() => setOpen(!open)}
      >
        <span aria-live="polite">{titleOf(view, date, small)}</span>
        {view === "week" && <span class={styles.weekOf}>{w.week(isoWeek(addDays(startOfWeek(date, region.value.weekStart), 3)))}</span>}
      </button>
      <Popover open={open} onClose={() => setOpen(false)} anchor={button} label={w.goTo}>
        <Jump
          date={date}
          onPick={(day) => {
            setOpen(false);
            onDate(day);
          }}
        />
      </Popover>
      <Segmented label={w.view} value={view} onValue={onView} options={views.map((value) => ({ value, label: w.views[value] }))} />
    </div>
  );
}

/** What else there is to do: at the right of the heading. */
export function Actions({ date, small, onFilters, onSearch, onPrint }: { date: CivilDate; small: boolean; onFilters: (() => void) | null; onSearch: () => void; onPrint: () => void }) {
  const w = useWords();
  return (
    <>
      {!small && <IconButton icon="search" label={w.search} onClick={onSearch} />}
      {onFilters && !small && <IconButton icon="filter" label={w.filters} onClick={onFilters} />}
      <Menu
        align="end"
        trigger={(props) => <IconButton {...props} icon="more" label={w.more} />}
        items={[
          small && onFilters && { label: w.filters, icon: "filter", onSelect: onFilters },
          small && { label: w.search, icon: "search", onSelect: onSearch },
          { label: w.fromTemplate, icon: "copy", onSelect: () => (opened.value = { kind: "templates", slot: slotOf(date, 9 * 60) }) },
          { label: w.invitations, icon: "mail", onSelect: () => (opened.value = { kind: "invitations" }) },
          "divider",
          { label: w.print, icon: "print", onSelect: onPrint },
        ]}
      />
      <Button variant="primary" icon="plus" onClick={() => create(slotOf(date, 9 * 60))} aria-label={w.newEvent}>
        {!small && w.newEvent}
      </Button>
    </>
  );
}
