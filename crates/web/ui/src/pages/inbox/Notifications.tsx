import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { api, further, invalidate, paged, Problem, type Schemas, useResource } from "../../api";
import { formatDay, formatInstant, region } from "../../i18n";
import { useLocation } from "../../shell";
import { Button, EmptyState, ErrorState, errorText, List, Segmented, Skeleton, toast } from "../../ui";
import type { SnoozeBody } from "../snooze";
import { useSnoozeWords } from "../useSnoozes";
import type { PartProps } from "./index";
import styles from "./inbox.module.css";
import { daysIn, type Grouped, grouped } from "./kinds";
import { NotificationRow } from "./NotificationRow";
import { useLeaving } from "./leaving";
import { Waiting } from "./Waiting";
import { useWords } from "./words";

type Notification = Schemas["Notification"];

/** What happened, the newest first; unread ones stand out. */
export default function Notifications({ frame }: PartProps) {
  const words = useWords();
  const snoozeWords = useSnoozeWords();
  const { query, route } = useLocation();
  const unreadOnly = query.unread === "1";
  const [busy, setBusy] = useState(false);
  const list = useMemo(
    () =>
      paged<Notification>((cursor, signal) =>
        api.GET("/api/notifications", { params: { query: { ...(unreadOnly && { unread: true }), ...further(cursor) } }, signal }),
      ),
    [unreadOnly],
  );
  const unread = useResource("/api/notifications/unread-count", async (signal) => (await api.GET("/api/notifications/unread-count", { signal })).data);
  const leaving = useLeaving({
    said: words.removed,
    undo: words.undo,
    remove: async (id) => {
      await api.DELETE("/api/notifications/{id}", { params: { path: { id } }, keepalive: true });
      list.update((all) => all.filter((one) => one.id !== id));
      invalidate("/api/notifications");
    },
  });

  useEffect(() => {
    void list.more();
    return () => list.abort();
  }, [list]);

  // Something new has come: it is shown, unless one is reading further down.
  const told = unread.data.value?.unread;
  const count = told ?? 0;
  const known = useRef(told);
  useEffect(() => {
    if (known.current !== undefined && count > known.current && list.items.peek() && scrollY < 300) void list.reload();
    known.current = told;
  }, [told]);

  const change = (next: Notification) => list.update((all) => all.map((one) => (one.id === next.id ? next : one)));

  async function read(notification: Notification) {
    if (notification.read_at) return;
    try {
      change((await api.POST("/api/notifications/{id}/read", { params: { path: { id: notification.id } } })).data);
      invalidate("/api/notifications");
    } catch (error) {
      toast(errorText(error), { kind: "error" });
    }
  }

  async function snooze({ id, snoozed_until: before }: Notification, body: SnoozeBody) {
    try {
      const { data } = await api.POST("/api/notifications/{id}/snooze", { params: { path: { id } }, body });
      change(data);
      invalidate("/api/notifications");
      // Only another snooze takes one back, so there is a way back to one alone.
      const back = before && Date.parse(before) > Date.now() && { until: before };
      toast(snoozeWords.until(formatInstant(data.snoozed_until ?? Date.now())), back ? { action: { label: words.undo, run: () => void snooze(data, back) } } : {});
    } catch (error) {
      const isOver = error instanceof Problem && (error.code === "nothing_due" || error.status === 404);
      toast(isOver ? words.notDue : errorText(error), { kind: "error" });
      if (isOver) await list.reload();
    }
  }

  async function readAll() {
    const newest = list.items.peek()?.[0];
    if (!newest) return;
    setBusy(true);
    try {
      const { data } = await api.POST("/api/notifications/read-all", { params: { query: { up_to: newest.updated_at } } });
      const now = new Date().toISOString();
      list.update((all) => all.map((one) => (one.read_at ? one : { ...one, read_at: now })));
      if (unreadOnly) await list.reload();
      toast(words.allRead(data.read));
      invalidate("/api/notifications");
    } catch (error) {
      toast(errorText(error), { kind: "error" });
    } finally {
      setBusy(false);
    }
  }

  const items = list.items.value?.filter(({ id }) => !leaving.hidden.has(id));
  const error = list.error.value;
  const { zone } = region.value;
  const dayOf = useMemo(() => daysIn(zone), [zone]);
  const rows = grouped(items ?? [], (one) => dayOf(one.updated_at), formatDay);
  return frame(
    <>
      <Waiting />
      <div class={styles.bar}>
        <Segmented
          label={words.show}
          value={unreadOnly ? "unread" : "all"}
          onValue={(value) => route(value === "unread" ? "/inbox?unread=1" : "/inbox", true)}
          options={[
            { value: "all", label: words.all },
            { value: "unread", label: words.unread },
          ]}
        />
        {count > 0 && (
          <Button variant="ghost" icon="check" busy={busy} onClick={() => void readAll()}>
            {words.readAll}
          </Button>
        )}
      </div>
      {!items && (error ? <ErrorState error={error} onRetry={() => void list.reload()} /> : <Skeleton rows={6} />)}
      {items && items.length === 0 && !list.hasMore.value && (
        <EmptyState
          icon="inbox"
          title={unreadOnly ? words.emptyUnread : words.empty}
          action={unreadOnly && <Button onClick={() => route("/inbox", true)}>{words.showAll}</Button>}
        >
          {unreadOnly ? words.emptyUnreadText : words.emptyText}
        </EmptyState>
      )}
      {items && items.length > 0 && (
        <List<Grouped<Notification>>
          label={words.list}
          items={rows}
          itemKey={(row) => ("item" in row ? row.item.id : row.key)}
          isHeading={(row) => !("item" in row)}
          estimate={76}
          onEnd={list.hasMore.value && !error ? () => void list.more() : undefined}
          render={(row) =>
            "item" in row ? (
              <NotificationRow
                notification={row.item}
                onRead={() => void read(row.item)}
                onSnooze={(body) => void snooze(row.item, body)}
                onWhy={() => route(`/inbox/deliveries?notification=${row.item.id}`)}
                onRemove={() => leaving.leave(row.item.id)}
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
    </>,
  );
}
