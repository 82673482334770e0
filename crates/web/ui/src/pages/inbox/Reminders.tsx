import { useEffect, useMemo, useState } from "preact/hooks";
import { api, further, invalidate, paged, type Schemas, usePaged } from "../../api";
import { formatAgo, formatDay, formatInstant, formatNumber, region } from "../../i18n";
import { useKey, useLocation } from "../../shell";
import { Badge, Button, Card, EmptyState, ErrorState, lazyPart, List, SearchField, Skeleton } from "../../ui";
import type { PartProps } from "./index";
import styles from "./inbox.module.css";
import { daysIn, type Grouped, grouped } from "./kinds";
import { ReminderRow } from "./ReminderRow";
import { useWords } from "./words";

type Reminder = Schemas["Reminder"];
type Due = Schemas["DueReminder"];

const Form = lazyPart(() => import("./ReminderForm"), { onFail: ({ onClose }) => onClose() });

/** What rings: first what is due, then all that one has set, by when it rings next. */
export default function Reminders({ frame }: PartProps) {
  const words = useWords().reminders;
  const { query, route } = useLocation();
  const search = query.search ?? "";
  const [form, setForm] = useState<{ id?: number } | null>(null);
  const isNew = "new" in query;
  const asked = /^[1-9]\d{0,15}$/.test(query.reminder ?? "") ? Number(query.reminder) : undefined;
  useEffect(() => {
    if (isNew) setForm({});
    else if (asked !== undefined) setForm({ id: asked });
  }, [isNew, asked]);

  function close() {
    setForm(null);
    if (isNew || asked !== undefined) route(search ? `/inbox/reminders?search=${encodeURIComponent(search)}` : "/inbox/reminders", true);
  }
  const due = usePaged<Due>("/api/reminders/due", (cursor, signal) => api.GET("/api/reminders/due", { params: { query: further(cursor) }, signal }));
  const list = useMemo(
    () =>
      paged<Reminder>((cursor, signal) =>
        api.GET("/api/reminders", { params: { query: { ...(search && { search }), ...further(cursor) } }, signal }),
      ),
    [search],
  );
  useEffect(() => {
    void list.more();
    return () => list.abort();
  }, [list]);
  useEffect(() => {
    // What becomes due while one looks is shown, unless one is reading further down.
    const timer = setInterval(() => document.visibilityState === "visible" && scrollY < 300 && void due.reload(), 60_000);
    return () => clearInterval(timer);
  }, [due]);
  useKey("pages.add", () => setForm({}));

  function changed() {
    invalidate("/api/reminders", "/api/notifications", "/api/dashboard", "/api/upcoming", "/api/agenda");
    void list.refresh();
  }

  const items = list.items.value;
  const error = list.error.value;
  const ringing = due.items.value ?? [];
  const dueMore = due.hasMore.value;
  const { zone } = region.value;
  const dayOf = useMemo(() => daysIn(zone), [zone]);
  const rows = grouped(items ?? [], (one) => (one.next_at ? dayOf(one.next_at) : ""), (day) => (day ? formatDay(day) : words.never));
  return frame(
    <>
      {ringing.length > 0 && !search && (
        <Card title={words.due} aside={<Badge tone="accent">{formatNumber(ringing.length) + (dueMore ? "+" : "")}</Badge>} class={styles.waiting}>
          <List
            label={words.due}
            class={styles.lines}
            items={ringing}
            itemKey={(one) => one.id}
            estimate={70}
            onEnd={dueMore && !due.error.value ? () => void due.more() : undefined}
            render={(one) => (
              <ReminderRow
                reminder={one}
                when={one.due_at ? words.since(formatAgo(one.due_at)) : ""}
                due
                onEdit={one.event_id ? undefined : () => setForm({ id: one.id })}
                onChanged={changed}
              />
            )}
            after={due.error.value && <ErrorState small error={due.error.value} onRetry={() => void due.more()} />}
          />
        </Card>
      )}
      {((items && items.length > 0) || search) && (
        <div class={styles.bar}>
          <SearchField
            label={words.search}
            value={search}
            onSearch={(text) => route(text ? `/inbox/reminders?search=${encodeURIComponent(text)}` : "/inbox/reminders", true)}
          />
        </div>
      )}
      {!items && (error ? <ErrorState error={error} onRetry={() => void list.reload()} /> : <Skeleton rows={5} />)}
      {items && items.length === 0 && (
        <EmptyState
          icon={search ? "search" : "bell"}
          title={search ? words.none : words.empty}
          action={
            !search && (
              <Button variant="primary" icon="plus" onClick={() => setForm({})}>
                {words.add}
              </Button>
            )
          }
        >
          {search ? words.noneText : words.emptyText}
        </EmptyState>
      )}
      {items && items.length > 0 && (
        <List<Grouped<Reminder>>
          label={words.list}
          items={rows}
          itemKey={(row) => ("item" in row ? row.item.id : row.key)}
          isHeading={(row) => !("item" in row)}
          estimate={70}
          onEnd={list.hasMore.value && !error ? () => void list.more() : undefined}
          render={(row) =>
            "item" in row ? (
              <ReminderRow
                reminder={row.item}
                when={row.item.next_at ? formatInstant(row.item.next_at, "time") : row.item.remind_at ? formatInstant(row.item.remind_at) : ""}
                onEdit={() => setForm({ id: row.item.id })}
                onChanged={changed}
              />
            ) : (
              <h2 class={styles.day}>{row.heading}</h2>
            )
          }
          after={
            <>
              {list.loading.value && <Skeleton rows={3} />}
              {error && <ErrorState small error={error} onRetry={() => void list.more()} />}
            </>
          }
        />
      )}
      {form && (
        <Form
          key={form.id}
          id={form.id}
          onClose={close}
          onSaved={() => {
            close();
            changed();
          }}
        />
      )}
    </>,
    <Button brief variant="primary" icon="plus" onClick={() => setForm({})}>
      {words.add}
    </Button>,
  );
}
