import { useEffect, useMemo, useState } from "preact/hooks";
import { api, paged, type Schemas } from "../../api";
import { addDays, type CivilDate } from "../../i18n";
import { Button, DateField, EmptyState, ErrorState, List, Skeleton, TextField } from "../../ui";
import styles from "./admin.module.css";
import { Entry } from "./Entry";
import { useWords } from "./words";

/** The audit log, by time and action. */
export default function Audit() {
  const words = useWords().audit;
  const [action, setAction] = useState("");
  const [actor, setActor] = useState("");
  const [from, setFrom] = useState<CivilDate | null>(null);
  const [to, setTo] = useState<CivilDate | null>(null);
  const [asked, ask] = useState({ action: "", actor: "" });

  useEffect(() => {
    const timer = setTimeout(() => ask({ action: action.trim().replaceAll(" ", "_"), actor: /^[1-9]\d{0,15}$/.test(actor.trim()) ? actor.trim() : "" }), 300);
    return () => clearTimeout(timer);
  }, [action, actor]);

  const list = useMemo(() => {
    const query = {
      ...(asked.action && { action: asked.action }),
      ...(asked.actor && { actor: Number(asked.actor) }),
      ...(from && { start: from }),
      // The last day counts, too.
      ...(to && { end: addDays(to, 1) }),
    };
    return paged<Schemas["AuditEntry"]>((cursor, signal) =>
      api.GET("/api/admin/audit-log", { params: { query: { ...query, ...(cursor && { cursor }) } }, signal }),
    );
  }, [asked, from, to]);
  useEffect(() => {
    void list.more();
    return () => list.abort();
  }, [list]);

  const items = list.items.value;
  const error = list.error.value;
  function clear() {
    setAction("");
    setActor("");
    setFrom(null);
    setTo(null);
  }
  return (
    <>
      <p class={styles.intro}>{words.text}</p>
      <div class={styles.filters}>
        <TextField label={words.action} placeholder="auth.login" autoComplete="off" value={action} onValue={setAction} maxLength={64} />
        <TextField label={words.actor} inputMode="numeric" autoComplete="off" value={actor} onValue={setActor} maxLength={16} />
        <DateField label={words.from} value={from} onValue={setFrom} />
        <DateField label={words.to} value={to} onValue={setTo} />
      </div>
      {!items && (error ? <ErrorState error={error} onRetry={() => void list.reload()} /> : <Skeleton rows={8} />)}
      {items && items.length === 0 && (
        <EmptyState icon="search" title={words.none} action={<Button onClick={clear}>{words.clear}</Button>}>
          {words.noneText}
        </EmptyState>
      )}
      {items && items.length > 0 && (
        <List
          label={words.list}
          items={items}
          itemKey={(entry) => entry.id}
          estimate={64}
          onEnd={list.hasMore.value && !error ? () => void list.more() : undefined}
          render={(entry) => (
            <div class={styles.ruled}>
              <Entry entry={entry} />
            </div>
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
