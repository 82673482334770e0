import { useEffect, useMemo, useState } from "preact/hooks";
import { api, paged, Problem, useResource, type Schemas } from "../../api";
import { formatAgo, formatInstant, formatNumber } from "../../i18n";
import { useLocation } from "../../shell";
import { Badge, Button, Chip, EmptyState, ErrorState, errorText, List, Select, Skeleton, toast } from "../../ui";
import styles from "./admin.module.css";
import { useWords } from "./words";

type Delivery = Schemas["AnybodysDelivery"];

const STATES = ["failed", "waiting", "sent", "skipped", "cleared"] as const satisfies readonly Delivery["state"][];
const TONES = { failed: "danger", waiting: "accent", sent: "success", skipped: "neutral", cleared: "neutral" } as const;

/** What couldn't be sent to people's phones, without what it says: whose, why, and trying it once more. */
export default function Deliveries() {
  const words = useWords().deliveries;
  const { query, route } = useLocation();
  const state = STATES.find((one) => one === query.state) ?? "failed";
  const user = /^[1-9]\d{0,15}$/.test(query.user ?? "") ? Number(query.user) : undefined;
  const list = useMemo(() => {
    const filter = { state, ...(user !== undefined && { user }) };
    return paged<Delivery>((cursor, signal) => api.GET("/api/admin/deliveries", { params: { query: { ...filter, ...(cursor && { cursor }) } }, signal }));
  }, [state, user]);
  useEffect(() => {
    void list.more();
    return () => list.abort();
  }, [list]);
  const nameOf = useNames();

  function go(next: { state?: Delivery["state"]; user?: number | undefined }) {
    const all = { state, user, ...next };
    const to = new URLSearchParams();
    if (all.state !== "failed") to.set("state", all.state);
    if (all.user !== undefined) to.set("user", String(all.user));
    route(to.size ? `/admin/deliveries?${to}` : "/admin/deliveries", true);
  }
  const replace = (one: Delivery) => list.update((all) => all.map((old) => (old.id === one.id ? one : old)));

  const items = list.items.value;
  const error = list.error.value;
  return (
    <>
      <p class={styles.intro}>{words.text}</p>
      <div class={styles.bar}>
        <div class={styles.pick}>
          <Select
            label={words.show}
            hideLabel
            value={state}
            onValue={(next) => go({ state: next })}
            options={STATES.map((value) => ({ value, label: words.states[value] }))}
          />
        </div>
        {user !== undefined && (
          <Chip icon="user" tone="accent" onRemove={() => go({ user: undefined })} removeLabel={words.only(nameOf(user))}>
            {words.only(nameOf(user))}
          </Chip>
        )}
        <Button icon="refresh" busy={list.loading.value && Boolean(items)} onClick={() => void list.reload()}>
          {words.refresh}
        </Button>
      </div>
      {!items && (error ? <ErrorState error={error} onRetry={() => void list.reload()} /> : <Skeleton rows={6} />)}
      {items && items.length === 0 && (
        <EmptyState icon={state === "failed" ? "check" : "send"} title={state === "failed" ? words.none : words.noneSo}>
          {state === "failed" ? words.noneText : words.noneSoText}
        </EmptyState>
      )}
      {items && items.length > 0 && (
        <List
          label={words.list}
          items={items}
          itemKey={(one) => one.id}
          estimate={66}
          onEnd={list.hasMore.value && !error ? () => void list.more() : undefined}
          render={(one) => (
            <Row
              delivery={one}
              name={nameOf(one.user_id)}
              onUser={user === undefined ? () => go({ user: one.user_id }) : undefined}
              onChange={replace}
              onStale={() => void list.reload()}
            />
          )}
          after={
            <>
              {list.loading.value && <Skeleton rows={3} />}
              {error && <ErrorState small error={error} onRetry={() => void list.more()} />}
            </>
          }
        />
      )}
    </>
  );
}

/** Names of accounts by their numbers; where there is none, the number. */
function useNames(): (id: number) => string {
  const words = useWords().deliveries;
  const users = useResource("/api/admin/users?names", async (signal) => (await api.GET("/api/admin/users", { params: { query: { limit: 200 } }, signal })).data);
  const names = useMemo(() => new Map(users.data.value?.map(({ id, username }) => [id, username])), [users.data.value]);
  return (id) => names.get(id) ?? words.account(formatNumber(id));
}

interface RowProps {
  delivery: Delivery;
  name: string;
  /** Shows only those to this account. */
  onUser: (() => void) | undefined;
  onChange: (delivery: Delivery) => void;
  /** It isn't as it is shown any more. */
  onStale: () => void;
}

function Row({ delivery, name, onUser, onChange, onStale }: RowProps) {
  const words = useWords().deliveries;
  const [busy, setBusy] = useState(false);
  const { id, kind, state, reason, status, due_at, sent_at, next_at, attempts } = delivery;

  async function retry() {
    if (busy) return;
    setBusy(true);
    try {
      onChange((await api.POST("/api/admin/deliveries/{id}/retry", { params: { path: { id } } })).data);
      toast(words.retried(name));
    } catch (thrown) {
      const isOld = thrown instanceof Problem && (thrown.code === "not_failed" || thrown.status === 404);
      toast(isOld ? words.stale : errorText(thrown), { kind: "error" });
      if (isOld) onStale();
    } finally {
      setBusy(false);
    }
  }

  const facts = [
    reason && (words.reasons[reason] ?? reason) + (status ? ` (${status})` : ""),
    attempts > 0 && words.attempts(formatNumber(attempts)),
    state === "waiting" && next_at && words.next(formatAgo(next_at)),
  ];
  const at = sent_at ?? due_at;
  return (
    <div class={`${styles.ruled} ${styles.line}`}>
      <div class={styles.text}>
        <span class={styles.states}>
          {onUser ? (
            <button type="button" class={styles.who} aria-label={words.only(name)} onClick={onUser}>
              {name}
            </button>
          ) : (
            <span class={styles.name}>{name}</span>
          )}
          <span>{words.kinds[kind] ?? kind}</span>
          <Badge tone={TONES[state]}>{words.states[state]}</Badge>
        </span>
        <span class={styles.muted}>{facts.filter(Boolean).join(" · ")}</span>
      </div>
      <time class={styles.muted} dateTime={at} title={formatInstant(at)}>
        {sent_at ? words.sent(formatAgo(at)) : words.due(formatAgo(at))}
      </time>
      {state === "failed" && (
        <Button small icon="refresh" busy={busy} aria-label={words.retryOf(name, words.kinds[kind] ?? kind)} onClick={() => void retry()}>
          {words.retry}
        </Button>
      )}
    </div>
  );
}
