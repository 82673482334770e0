import { useEffect, useMemo } from "preact/hooks";
import { api, further, paged, type Schemas } from "../../api";
import { formatAgo, formatInstant, formatNumber, today } from "../../i18n";
import { settings, useLocation } from "../../shell";
import { Badge, ButtonLink, Chip, EmptyState, ErrorState, Icon, List, Skeleton } from "../../ui";
import type { PartProps } from "./index";
import styles from "./inbox.module.css";
import { hrefOf, ICONS } from "./kinds";
import { useWords } from "./words";

type Delivery = Schemas["Delivery"];

const STATES = ["sent", "waiting", "skipped", "failed", "cleared"] as const;
type State = (typeof STATES)[number];
const TONES = { sent: "success", waiting: "accent", skipped: "neutral", failed: "danger", cleared: "neutral" } as const satisfies Record<State, string>;

/** What was sent to the phone when, or why it wasn't: the answer to "why did I get this?" and "why didn't I?". */
export default function Deliveries({ frame }: PartProps) {
  const words = useWords();
  const { query, route } = useLocation();
  const state = STATES.find((one) => one === query.state);
  const notification = /^\d+$/.test(query.notification ?? "") ? Number(query.notification) : undefined;
  // As the API names a thing: `reminder:12`.
  const subject = /^[a-z_]+:\d+$/.test(query.subject ?? "") ? query.subject : undefined;
  const one = notification !== undefined || subject !== undefined;
  const list = useMemo(() => {
    const filter = { ...(state && { state }), ...(notification !== undefined && { notification }), ...(subject && { subject }) };
    return paged<Delivery>((cursor, signal) => api.GET("/api/notifications/deliveries", { params: { query: { ...filter, ...further(cursor) } }, signal }));
  }, [state, notification, subject]);
  useEffect(() => {
    void list.more();
    return () => list.abort();
  }, [list]);

  function go(next: State | undefined) {
    const to = new URLSearchParams();
    if (next) to.set("state", next);
    if (notification !== undefined) to.set("notification", String(notification));
    if (subject) to.set("subject", subject);
    route(to.size ? `/inbox/deliveries?${to}` : "/inbox/deliveries", true);
  }

  const items = list.items.value;
  const error = list.error.value;
  const off = settings.value?.ntfy_enabled === false;
  const about = subject ? words.deliveries.aboutThing : words.deliveries.about;
  return frame(
    <>
      <p class={styles.intro}>{words.deliveries.intro}</p>
      <div class={styles.chips} role="group" aria-label={words.show}>
        {STATES.map((value) => (
          <Chip key={value} selected={state === value} onToggle={() => go(state === value ? undefined : value)}>
            {words.deliveries.states[value] ?? value}
          </Chip>
        ))}
        {one && (
          <Chip tone="accent" onRemove={() => route(state ? `/inbox/deliveries?state=${state}` : "/inbox/deliveries", true)} removeLabel={about}>
            {about}
          </Chip>
        )}
      </div>
      {!items && (error ? <ErrorState error={error} onRetry={() => void list.reload()} /> : <Skeleton rows={5} />)}
      {items && items.length === 0 && (
        <EmptyState
          icon="send"
          title={words.deliveries.empty}
          action={off && <ButtonLink href="/settings/phone">{words.deliveries.settings}</ButtonLink>}
        >
          {one && <p>{subject ? words.deliveries.emptyThing : words.deliveries.emptyOne}</p>}
          <p>{off ? words.deliveries.emptyOff : state ? words.deliveries.emptyState : !one && words.deliveries.emptyText}</p>
        </EmptyState>
      )}
      {items && items.length > 0 && (
        <List
          label={words.deliveries.list}
          items={items}
          itemKey={(one) => one.id}
          estimate={84}
          onEnd={list.hasMore.value && !error ? () => void list.more() : undefined}
          render={(one) => <DeliveryRow delivery={one} />}
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

function DeliveryRow({ delivery }: { delivery: Delivery }) {
  const words = useWords();
  const { title, explanation, sent_at, due_at, next_at, attempts, channel } = delivery;
  const state: State = delivery.state;
  const kind: Schemas["NotificationKind"] = delivery.kind;
  const href = hrefOf(delivery, today());
  const when = sent_at ? words.deliveries.sentAt(formatAgo(sent_at)) : words.deliveries.due(formatAgo(due_at));
  const name = title ?? words.deliveries.hidden;
  return (
    <div class={styles.row}>
      <span class={styles.tile}>
        <Icon name={ICONS[kind] ?? "bell"} size={18} />
      </span>
      <div class={styles.text}>
        <span class={styles.meta}>
          <Badge tone={TONES[state]}>{words.deliveries.states[state] ?? state}</Badge>
          <span>{words.kinds[kind] ?? kind}</span>
          <span aria-hidden="true">·</span>
          <time dateTime={sent_at ?? due_at} title={formatInstant(sent_at ?? due_at)}>
            {when}
          </time>
        </span>
        <span class={styles.title}>{href && title ? <a href={href}>{name}</a> : name}</span>
        <span class={styles.body}>{explanation}</span>
        <span class={styles.detail}>
          {[
            words.deliveries.channels[channel] ?? channel,
            attempts > 1 && words.deliveries.attempts(formatNumber(attempts)),
            state === "waiting" && next_at && words.deliveries.next(formatAgo(next_at)),
          ]
            .filter(Boolean)
            .join(" · ")}
        </span>
      </div>
    </div>
  );
}
