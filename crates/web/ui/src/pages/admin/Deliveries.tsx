import { signal } from "@preact/signals";
import { useEffect, useMemo, useState } from "preact/hooks";
import { api, further, paged, Problem, type Schemas } from "../../api";
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
    return paged<Delivery>((cursor, signal) => api.GET("/api/admin/deliveries", { params: { query: { ...filter, ...further(cursor) } }, signal }));
  }, [state, user]);
  useEffect(() => {
    void list.more();
    return () => list.abort();
  }, [list]);

  const names = useMemo(() => new Names(), []);

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
  const only = words.only(useName(names, user));
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
          <Chip icon="user" tone="accent" onRemove={() => go({ user: undefined })} removeLabel={only}>
            {only}
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
              names={names}
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

/** Names of accounts by their numbers: each is asked for once, when it is first shown. */
class Names {
  readonly #known = signal<ReadonlyMap<number, string>>(new Map());
  readonly #asked = new Set<number>();

  /** The name; a component that asks is shown anew when it is there. */
  of(id: number): string | undefined {
    return this.#known.value.get(id);
  }

  async ask(id: number): Promise<void> {
    if (this.#asked.has(id)) return;
    this.#asked.add(id);
    try {
      const { data } = await api.GET("/api/admin/users/{id}", { params: { path: { id } } });
      this.#known.value = new Map(this.#known.peek()).set(id, data.username);
    } catch (error) {
      // The number tells who it is, too. A later row asks again, unless the account is gone.
      if (Problem.from(error).status !== 404) this.#asked.delete(id);
    }
  }
}

/** A name; until it is there, and where there is none, the number. */
function useName(names: Names, id: number | undefined): string {
  const words = useWords().deliveries;
  useEffect(() => {
    if (id !== undefined) void names.ask(id);
  }, [id]);
  return id === undefined ? "" : (names.of(id) ?? words.account(formatNumber(id)));
}

interface RowProps {
  delivery: Delivery;
  names: Names;
  /** Shows only those to this account. */
  onUser: (() => void) | undefined;
  onChange: (delivery: Delivery) => void;
  /** It isn't as it is shown any more. */
  onStale: () => void;
}

function Row({ delivery, names, onUser, onChange, onStale }: RowProps) {
  const words = useWords().deliveries;
  const name = useName(names, delivery.user_id);
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
