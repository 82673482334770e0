import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { api, paged, type Schemas } from "../../../api";
import { formatEventTime } from "../../../i18n";
import { EmptyState, ErrorState, Icon, List, SearchField, Sheet, Skeleton } from "../../../ui";
import { calendarOf, close, opened } from "../state";
import styles from "./find.module.css";
import { words } from "./words";

export { words };

type Found = Schemas["Event"];

/** Searches events over all time, page by page; a series once, by its next occurrence. */
export default function Search() {
  const w = words.use();
  const [text, setText] = useState("");
  const field = useRef<HTMLInputElement>(null);
  useLayoutEffect(() => field.current?.focus(), []);
  const list = useMemo(() => {
    if (!text.trim()) return null;
    const made = paged<Schemas["EventOrBusyTime"]>(async (cursor, signal) => {
      const query = { search: text.trim(), limit: 50, ...(cursor && { cursor }) };
      return api.GET("/api/events", { params: { query }, signal });
    });
    void made.more();
    return made;
  }, [text]);
  useEffect(() => () => list?.abort(), [list]);
  const found = list?.items.value?.filter((one): one is Found => !("kind" in one));
  const error = list?.error.value;

  return (
    <Sheet open onClose={close} title={w.search} subtitle={w.searchHint}>
      <SearchField inputRef={field} label={w.search} value={text} onSearch={setText} />
      <p role="status" class={styles.hint}>
        {!list ? w.begin : found ? w.found(found.length, list.hasMore.value) : ""}
      </p>
      {error && !found ? (
        <ErrorState small error={error} onRetry={() => void list.more()} />
      ) : !list ? null : !found ? (
        <Skeleton rows={5} />
      ) : found.length === 0 && !list.hasMore.value ? (
        <EmptyState small icon="search" title={w.none(text.trim())}>
          {w.noneText}
        </EmptyState>
      ) : (
        <List
          label={w.search}
          items={found}
          estimate={60}
          itemKey={(event) => event.id}
          onEnd={list.hasMore.value ? () => void list.more() : undefined}
          render={(event) => (
            <button type="button" class={styles.hit} onClick={() => (opened.value = { kind: "event", event })}>
              <span class={styles.bar} style={{ background: event.color ?? calendarOf.value.get(event.calendar_id)?.display_color ?? "#6b7280" }} />
              <span class={styles.text}>
                <span class={styles.title}>
                  {event.title}
                  {event.recurrence_rule && <Icon name="repeat" size={14} class={styles.repeat} />}
                </span>
                <span class={styles.hint}>
                  {formatEventTime(event)}
                  {(event.location_name ?? event.location_text) && ` · ${event.location_name ?? event.location_text}`}
                </span>
              </span>
            </button>
          )}
          after={error ? <ErrorState small error={error} onRetry={() => void list.more()} /> : list.loading.value ? <Skeleton rows={2} /> : null}
        />
      )}
    </Sheet>
  );
}
