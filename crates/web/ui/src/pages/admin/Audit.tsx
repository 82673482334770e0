import { useEffect, useMemo, useState } from "preact/hooks";
import { api, further, isAbort, paged, pages, type Schemas } from "../../api";
import { addDays, region, type CivilDate } from "../../i18n";
import { useLocation } from "../../shell";
import { Button, DateField, EmptyState, ErrorState, List, Select, Skeleton, TextField } from "../../ui";
import { useActionWords } from "./actions";
import styles from "./admin.module.css";
import { Entry } from "./Entry";
import { useWords } from "./words";

/** The number of whoever has this username, or of an account that is gone, if it is a number; null if nobody has it. */
async function numberOf(name: string, signal: AbortSignal): Promise<number | undefined | null> {
  if (!name) return undefined;
  const load = (cursor: string | undefined, abort: AbortSignal) => api.GET("/api/admin/users", { params: { query: { search: name, limit: 200, ...(cursor && { cursor }) } }, signal: abort });
  for await (const page of pages<Schemas["User"]>(load, signal)) {
    const found = page.find(({ username }) => username.toLowerCase() === name.toLowerCase());
    if (found) return found.id;
  }
  return /^[1-9]\d{0,15}$/.test(name) ? Number(name) : null;
}

/** The audit log, by time, action and person. */
export default function Audit() {
  const words = useWords().audit;
  const actions = Object.entries(useActionWords()).sort(([, a = ""], [, b = ""]) => a.localeCompare(b, region.value.locale));
  const [action, setAction] = useState("");
  const { query: at, route } = useLocation();
  const [actor, setActor] = useState(at.who ?? "");
  const [wrong, setWrong] = useState(false);
  /** Why it isn't known, and how often it was tried again. */
  const [failed, setFailed] = useState<unknown>(null);
  const [tries, setTries] = useState(0);
  const [from, setFrom] = useState<CivilDate | null>(null);
  const [to, setTo] = useState<CivilDate | null>(null);
  /** What is asked for; nothing until it is known whose number a name is. */
  const [asked, ask] = useState<{ action: string; actor: number | undefined } | null>(actor ? null : { action: "", actor: undefined });

  useEffect(() => {
    const abort = new AbortController();
    const timer = setTimeout(async () => {
      try {
        const found = await numberOf(actor.trim(), abort.signal);
        if (abort.signal.aborted) return;
        setFailed(null);
        setWrong(found === null);
        if (found !== null) ask((now) => (now?.action === action && now.actor === found ? now : { action, actor: found }));
      } catch (error) {
        if (!isAbort(error)) setFailed(error);
      }
    }, 300);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [action, actor, tries]);

  const list = useMemo(() => {
    if (!asked) return null;
    const query = {
      ...(asked.action && { action: asked.action }),
      ...(asked.actor !== undefined && { actor: asked.actor }),
      ...(from && { start: from }),
      // The last day counts, too.
      ...(to && { end: addDays(to, 1) }),
    };
    return paged<Schemas["AuditEntry"]>((cursor, signal) =>
      api.GET("/api/admin/audit-log", { params: { query: { ...query, ...further(cursor) } }, signal }),
    );
  }, [asked, from, to]);
  useEffect(() => {
    void list?.more();
    return () => list?.abort();
  }, [list]);

  const items = failed ? undefined : wrong ? [] : list?.items.value;
  const error = failed ?? list?.error.value;
  const retry = () => (failed ? setTries(tries + 1) : void list?.reload());
  function clear() {
    setAction("");
    setActor("");
    if (at.who) route("/admin/audit", true);
    setFrom(null);
    setTo(null);
  }
  return (
    <>
      <p class={styles.intro}>{words.text}</p>
      <div class={styles.filters}>
        <Select label={words.action} value={action} onValue={setAction} options={[{ value: "", label: words.everything }, ...actions.map(([value, label = value]) => ({ value, label }))]} />
        <TextField label={words.actor} autoComplete="off" autoCapitalize="none" spellcheck={false} value={actor} onValue={setActor} maxLength={64} error={wrong ? words.noActor : undefined} />
        <DateField label={words.from} value={from} onValue={setFrom} />
        <DateField label={words.to} value={to} onValue={setTo} />
      </div>
      {!items && (error ? <ErrorState error={error} onRetry={retry} /> : <Skeleton rows={8} />)}
      {items && items.length === 0 && (
        <EmptyState icon="search" title={words.none} action={<Button onClick={clear}>{words.clear}</Button>}>
          {wrong ? words.noActor : words.noneText}
        </EmptyState>
      )}
      {list && items && items.length > 0 && (
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
