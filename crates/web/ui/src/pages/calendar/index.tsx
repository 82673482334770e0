import { useEffect, useState } from "preact/hooks";
import { Problem } from "../../api";
import { addDays, isDate, region, today, type CivilDate } from "../../i18n";
import { Page, useKey, useLocation } from "../../shell";
import { Button, cx, EmptyState, ErrorState, lazyPart, Sheet, Skeleton } from "../../ui";
import styles from "./calendar.module.css";
import { useCalendars, useEntries } from "./data";
import { draftText } from "./keys";
import { Overlays } from "./Overlays";
import { close, create, daysOfView, draft, drawn, lastView, opened, slotOf, type View } from "./state";
import { Actions, Toolbar } from "./Toolbar";
import { useMedia } from "./wide";
import { useWords } from "./words";

const loaders = { week: () => import("./Week"), month: () => import("./Month"), list: () => import("./List") };
const waits = { meanwhile: <Skeleton rows={8} /> };
const Week = lazyPart(loaders.week, waits);
const Month = lazyPart(loaders.month, waits);
const AgendaList = lazyPart(loaders.list, waits);
const Side = lazyPart(() => import("./Side"));
const VIEWS: readonly string[] = ["day", "week", "month", "list"];

/** The calendar: `?view=week&date=2026-11-30` says what it shows, `?event=12&recurrence=…` opens an event, `?new` the form. */
export default function Calendar() {
  const w = useWords();
  const { query, route } = useLocation();
  const small = useMedia("screen and (max-width: 48rem)");
  const roomy = useMedia("(min-width: 75rem)");
  const jumping = useMedia("(min-width: 96rem)");
  const [filters, setFilters] = useState(false);
  const [more, setMore] = useState(0);

  const asked = query.view && VIEWS.includes(query.view) ? (query.view as View) : (lastView.value ?? (small ? "month" : "week"));
  const view: View = small && asked === "week" ? "day" : asked;
  const date = query.date && isDate(query.date) ? query.date : today();
  const range = daysOfView(view, date, region.value.weekStart);
  const days = 31 * (1 + more);
  const end = view === "list" ? addDays(date, days) : range.end;
  const { own } = useCalendars();
  const { entries, agenda, known } = useEntries(range.start, end, w);

  function go(next: { view?: View; date?: CivilDate }, replace = true) {
    const to = { view: next.view ?? asked, date: next.date ?? date };
    lastView.value = to.view;
    if (to.view !== "list" || to.date !== date) setMore(0);
    route(`/calendar?view=${to.view}&date=${to.date}`, replace);
  }
  // A view that is chosen is a step that "back" takes back; each press of an arrow isn't.
  const onDate = (day: CivilDate, other?: "day") => go({ date: day, ...(other && { view: other }) }, !other);
  const onView = (other: View) => go({ view: other }, false);

  useEffect(() => {
    const id = Number(query.event);
    if (!Number.isInteger(id) || id <= 0) return;
    opened.value = { kind: "event", event: { id, recurrence_id: query.recurrence ?? null } };
  }, [query.event, query.recurrence]);
  useEffect(() => {
    if (query.new === undefined) return;
    create(slotOf(date, 9 * 60));
    go({});
  }, [query.new]);
  useEffect(
    () => () => {
      close();
      draft.value = null;
      drawn.value = null;
    },
    [],
  );

  useKey("pages.add", () => create(slotOf(date, 9 * 60)));
  useKey("calendar.today", () => onDate(today()));
  useKey("calendar.day", () => onView("day"));
  useKey("calendar.week", () => onView("week"));
  useKey("calendar.month", () => onView("month"));
  useKey("calendar.list", () => onView("list"));

  const error = agenda.error.value ?? own.error.value;
  const waiting = !known;
  const tooMuch = error instanceof Problem && error.code.startsWith("too_many");
  const print = () => {
    // The menu is closed by then.
    setTimeout(() => window.print(), 150);
  };
  const props = { entries, date, onDate, waiting };
  const d = draft.value;

  return (
    <Page
      title={w.title}
      width="full"
      actions={<Actions date={date} small={small} onFilters={roomy ? null : () => setFilters(true)} onSearch={() => (opened.value = { kind: "search" })} onPrint={print} />}
    >
      <p id="calendar-help" class="sr-only">
        {w.gridHelp}
      </p>
      <div class={cx(styles.layout, jumping && styles.jumping, !roomy && styles.alone)}>
        {roomy && (
          <aside class={styles.side} aria-label={w.filters}>
            <Side date={date} onDate={onDate} month={jumping} />
          </aside>
        )}
        <div class={styles.main}>
          <Toolbar view={view} date={date} small={small} onView={onView} onDate={onDate} />
          <div role="status" class={d?.keys ? styles.strip : "sr-only"}>
            {d && <span>{draftText(d, w)}</span>}
            {d?.keys && <span>{w.moving}</span>}
            {waiting && !error && w.loading}
          </div>
          {error && waiting ? (
            tooMuch ? (
              <EmptyState
                icon="calendar"
                title={w.tooMany}
                action={view !== "day" && <Button onClick={() => onView("day")}>{w.views.day}</Button>}
              >
                {w.tooManyText}
              </EmptyState>
            ) : (
              <ErrorState error={error} onRetry={() => void agenda.reload()} />
            )
          ) : view === "month" ? (
            <Month {...props} compact={small} />
          ) : view === "list" ? (
            <AgendaList {...props} days={days} loading={agenda.loading.value} onMore={() => (days < 330 ? setMore(more + 1) : onDate(end))} />
          ) : (
            <Week {...props} single={view === "day"} />
          )}
          {error && !waiting && <ErrorState small error={error} onRetry={() => void agenda.reload()} />}
        </div>
      </div>
      <Sheet open={filters} onClose={() => setFilters(false)} title={w.filters}>
        <Side date={date} onDate={onDate} month={false} />
      </Sheet>
      <Overlays />
    </Page>
  );
}
