import type { ComponentChildren } from "preact";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { api, further, invalidate, Once, type Paged, paged, Problem, type Schemas, usePaged } from "../../api";
import { formatAgo, formatInstant } from "../../i18n";
import { Avatar, Button, Card, confirm, ErrorState, errorText, fieldText, IconButton, List, Menu, Skeleton, TextField, toast } from "../../ui";
import { nameOf } from "./asks";
import type { PartProps } from "./index";
import styles from "./inbox.module.css";
import { Waiting } from "./Waiting";
import { useWords } from "./words";

type Connection = Schemas["Connection"];

/** With whom one is connected, who was asked, and who is blocked. */
export default function Connections({ frame }: PartProps) {
  const words = useWords().connections;
  const list = useMemo(() => paged<Connection>((cursor, signal) => api.GET("/api/connections", { params: { query: further(cursor) }, signal })), []);
  const outgoing = usePaged("/api/connections/requests/outgoing", (cursor, signal) => api.GET("/api/connections/requests/outgoing", { params: { query: further(cursor) }, signal }));
  const blocked = usePaged("/api/connections/blocked", (cursor, signal) => api.GET("/api/connections/blocked", { params: { query: further(cursor) }, signal }));
  useEffect(() => {
    void list.more();
    return () => list.abort();
  }, [list]);

  async function act(run: () => Promise<unknown>, done: string) {
    try {
      await run();
      toast(done);
    } catch (error) {
      toast(errorText(error), { kind: "error" });
    }
    invalidate("/api/connections", "/api/shared-calendars", "/api/event-invitations", "/api/calendars", "/api/events", "/api/projects");
    await list.refresh();
  }

  async function end(one: Connection) {
    const name = nameOf(one);
    if (!(await confirm({ title: words.endTitle(name), text: words.endText, action: words.end, danger: true }))) return;
    await act(() => api.DELETE("/api/connections/{id}", { params: { path: { id: one.id } } }), words.ended(name));
  }

  async function block(one: { user_id: number; username: string; preferred_name?: string | null }) {
    const name = nameOf(one);
    if (!(await confirm({ title: words.blockTitle(name), text: words.blockText, action: words.blockAction, danger: true }))) return;
    await act(() => api.POST("/api/connections/blocked", { body: { user_id: one.user_id } }), words.blockedNow(name));
  }

  const connections = list.items.value;
  const error = list.error.value;
  const missing = [outgoing, blocked].filter((one) => !one.items.value && one.error.value);
  return frame(
    <>
      {/* Who was just accepted is among the connections then. */}
      <Waiting only="connections" onAnswer={() => void list.refresh()} />
      <div class={styles.cards}>
        <Ask onAsked={() => void list.refresh()} />
        <Card title={words.list} class={styles.listCard}>
          {!connections && (error ? <ErrorState small error={error} onRetry={() => [list, ...missing].forEach((one) => void one.reload())} /> : <Skeleton rows={3} />)}
          {connections && connections.length === 0 && <p class={styles.detail}>{words.empty}</p>}
          {connections && connections.length > 0 && (
            <Lines label={words.list} list={list} keyOf={(one) => one.id}>
              {(one) => (
                <>
                  <Avatar name={nameOf(one)} size={36} />
                  <div class={styles.askText}>
                    <span class={styles.askTitle}>{nameOf(one)}</span>
                    <span class={styles.detail}>
                      @{one.username} · {words.since(formatInstant(one.created_at, "date"))}
                    </span>
                  </div>
                  <Menu
                    align="end"
                    trigger={(props) => <IconButton {...props} small icon="more" label={words.more(nameOf(one))} />}
                    items={[
                      { label: words.end, icon: "close", danger: true, onSelect: () => void end(one) },
                      { label: words.block, icon: "ban", danger: true, onSelect: () => void block(one) },
                    ]}
                  />
                </>
              )}
            </Lines>
          )}
        </Card>
        {missing[0] && connections && <ErrorState small error={missing[0].error.value} onRetry={() => missing.forEach((one) => void one.reload())} />}
        {Boolean(outgoing.items.value?.length) && (
          <Card title={words.outgoing} class={styles.listCard}>
            <Lines label={words.outgoing} list={outgoing} keyOf={(one) => one.id}>
              {(one) => (
                <>
                  <div class={styles.askText}>
                    <span class={styles.askTitle}>{words.outgoingOne(one.username)}</span>
                    <span class={styles.detail}>{words.sentAt(formatAgo(one.created_at))}</span>
                  </div>
                  <Button
                    small
                    aria-label={words.withdrawOf(one.username)}
                    onClick={() =>
                      void act(() => api.DELETE("/api/connections/requests/{id}", { params: { path: { id: one.id } } }), words.withdrawn(one.username))
                    }
                  >
                    {words.withdraw}
                  </Button>
                </>
              )}
            </Lines>
          </Card>
        )}
        {Boolean(blocked.items.value?.length) && (
          <Card title={words.blocked} class={styles.listCard}>
            <p class={styles.detail}>{words.blockedText}</p>
            <Lines label={words.blocked} list={blocked} keyOf={(one) => one.user_id}>
              {(one) => (
                <>
                  <div class={styles.askText}>
                    <span class={styles.askTitle}>@{one.username}</span>
                    <span class={styles.detail}>{words.since(formatInstant(one.created_at, "date"))}</span>
                  </div>
                  <Button
                    small
                    aria-label={words.unblockOf(one.username)}
                    onClick={() =>
                      void act(() => api.DELETE("/api/connections/blocked/{user_id}", { params: { path: { user_id: one.user_id } } }), words.unblocked(one.username))
                    }
                  >
                    {words.unblock}
                  </Button>
                </>
              )}
            </Lines>
          </Card>
        )}
      </div>
    </>,
  );
}

interface LinesProps<T> {
  label: string;
  list: Paged<T>;
  keyOf: (one: T) => number;
  children: (one: T) => ComponentChildren;
}

/** A list of one line each, fetched page by page. */
function Lines<T>({ label, list, keyOf, children }: LinesProps<T>) {
  const error = list.error.value;
  return (
    <List
      label={label}
      class={styles.lines}
      items={list.items.value ?? []}
      itemKey={keyOf}
      estimate={62}
      onEnd={list.hasMore.value && !error ? () => void list.more() : undefined}
      render={(one) => <div class={styles.line}>{children(one)}</div>}
      after={error && <ErrorState small error={error} onRetry={() => void list.more()} />}
    />
  );
}

/** Asks somebody by their username. The answer tells nobody whether there is such a person. */
function Ask({ onAsked }: { onAsked: () => void }) {
  const words = useWords().connections;
  const [username, setUsername] = useState("");
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const once = useRef(new Once());

  async function send() {
    const name = username.trim().replace(/^@/, "");
    if (!name || busy) return;
    setBusy(true);
    setError(null);
    try {
      const body = { username: name };
      const { data } = await once.current.send(body, (key) =>
        api.POST("/api/connections/requests", { params: { header: { "Idempotency-Key": key } }, body }),
      );
      setUsername("");
      toast(data.status === "connected" ? words.connected(name) : words.sent(name));
      invalidate("/api/connections", "/api/notifications");
      onAsked();
    } catch (thrown) {
      setError(thrown);
    } finally {
      setBusy(false);
    }
  }

  const code = error instanceof Problem ? error.code : "";
  const text = !error
    ? undefined
    : (fieldText(error, "/username") ?? (code === "too_many_connection_requests" ? words.tooMany : code === "self_connection" ? words.self : errorText(error)));
  return (
    <Card title={words.ask}>
      <form
        class={styles.askForm}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void send();
        }}
      >
        <TextField
          label={words.username}
          hint={words.askHint}
          value={username}
          onValue={setUsername}
          error={text}
          maxLength={64}
          autoComplete="off"
          autoCapitalize="none"
          spellcheck={false}
        />
        <Button type="submit" icon="user-plus" busy={busy}>
          {words.send}
        </Button>
      </form>
    </Card>
  );
}
