import { api, nextCursor, type Resource, type Schemas, useResource } from "../../api";
import { formatEventTime, formatRelativeDay, dateOf } from "../../i18n";
import { links } from "../../shell";
import { Card, ErrorState, Icon, Skeleton } from "../../ui";
import styles from "./place.module.css";
import { useWords } from "./words";

type Event = Schemas["Event"];
interface Found {
  events: Event[];
  /** Whether there may be others. */
  more: boolean;
}

/** The search of events finds them by the name of their place, among others: so many pages are looked through. */
const PAGES = 3;
const SHOWN = 12;

/** The events at a place: what lies ahead first. */
export function useUses(place: Schemas["Location"] | undefined): Resource<Found> {
  return useResource<Found>(`/api/events?at=${place?.id ?? 0}`, async (signal) => {
    if (!place) return { events: [], more: false };
    const events: Event[] = [];
    let cursor: string | undefined;
    for (let page = 0; page < PAGES; page++) {
      const query = { search: place.name, limit: 200, ...(cursor && { cursor }) };
      const answer = await api.GET("/api/events", { params: { query }, signal });
      for (const one of answer.data) if ("location_id" in one && one.location_id === place.id) events.push(one);
      cursor = nextCursor(answer.response);
      if (!cursor) break;
    }
    return { events, more: cursor !== undefined };
  });
}

/** Which events take place here. */
export function Uses({ uses }: { uses: Resource<Found> }) {
  const words = useWords();
  const found = uses.data.value;
  const error = uses.error.value;
  return (
    <Card title={words.uses} flush>
      {!found && (error ? <ErrorState small error={error} onRetry={() => void uses.reload()} /> : <Skeleton kind="line" rows={2} />)}
      {found && found.events.length === 0 && <p class={styles.none}>{words.usesNone}</p>}
      {found && found.events.length > 0 && (
        <ul>
          {found.events.slice(0, SHOWN).map((event) => (
            <li key={event.id}>
              <a class={styles.use} href={links.event(event.id, dateOf(event.start_local), event.recurrence_id)}>
                <Icon name="calendar" size={18} />
                <span class={styles.useText}>
                  <span>{event.title}</span>
                  <span class={styles.muted}>
                    {formatEventTime(event)} · {formatRelativeDay(dateOf(event.start_local))}
                    {event.recurrence_rule && ` · ${words.series}`}
                  </span>
                </span>
              </a>
            </li>
          ))}
        </ul>
      )}
      {found && (found.more || found.events.length > SHOWN) && <p class={styles.none}>{words.usesMore}</p>}
    </Card>
  );
}
