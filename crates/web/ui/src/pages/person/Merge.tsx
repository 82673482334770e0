import type { ComponentChildren } from "preact";
import { useRef, useState } from "preact/hooks";
import { type Answer, api, ifMatch, invalidate, Once, Problem, type Schemas } from "../../api";
import { formatDate, makeDate } from "../../i18n";
import { Badge, Button, Dialog, ErrorState, toast } from "../../ui";
import { forget } from "../people/kept";
import { readBirthday } from "./birthday";
import { type Field, type Item, preview, type Single } from "./merge";
import styles from "./merge.module.css";
import { useLabel, useWords } from "./words";

type Person = Schemas["Person"];

interface Props {
  /** The one that stays. */
  read: Answer<Person>;
  other: Person;
  onClose: () => void;
  onMerged: (merged: Answer<Person>) => void;
  /** One of the two isn't as it was. */
  onStale: () => void;
}

/** What becomes of each field when two entries are made one, with a choice where both say something else. */
export default function Merge({ read, other, onClose, onMerged, onStale }: Props) {
  const words = useWords();
  const label = useLabel();
  const mine = read.data;
  const [take, setTake] = useState<ReadonlySet<Field>>(new Set());
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const once = useRef(new Once());
  const result = preview(mine, other, take);
  const conflict = error instanceof Problem && error.isConflict;

  function choose(field: Field, taken: boolean) {
    const next = new Set(take);
    if (taken) next.add(field);
    else next.delete(field);
    setTake(next);
  }

  async function merge() {
    setBusy(true);
    setError(null);
    try {
      const body = { person_id: other.id, take: [...take].filter((field) => result.singles.some((one) => one.field === field && one.choice)) };
      const merged = await once.current.send(body, (key) =>
        api.POST("/api/people/{id}/merge", {
          params: { path: { id: mine.id }, header: { ...ifMatch(read), "Idempotency-Key": key } },
          body,
        }),
      );
      forget();
      toast(words.merge.merged);
      onMerged(merged);
      invalidate("/api/people", "/api/dashboard", "/api/upcoming");
    } catch (thrown) {
      setError(thrown);
      if (thrown instanceof Problem && (thrown.isConflict || thrown.status === 404)) onStale();
    } finally {
      setBusy(false);
    }
  }

  return (
    <Dialog
      open
      size="large"
      onClose={onClose}
      title={words.merge.title}
      subtitle={words.merge.subtitle(mine.display_name)}
      onSubmit={() => void merge()}
      footer={
        <>
          <Button onClick={onClose}>{words.form.cancel}</Button>
          <Button type="submit" variant="primary" icon="merge" busy={busy}>
            {words.merge.action}
          </Button>
        </>
      }
    >
      {conflict ? <p role="alert" class={styles.notice}>{words.merge.conflict}</p> : error ? <ErrorState small error={error} /> : null}
      <dl class={styles.fields}>
        {result.singles.map((single) => (
          <Row key={single.field} term={words.fields[single.field]}>
            {single.choice ? (
              <Choice single={single} name={words.merge.choose(words.fields[single.field])} onChoose={(taken) => choose(single.field, taken)} />
            ) : (
              <Value added={single.taken}>{shown(single.field, single.value)}</Value>
            )}
          </Row>
        ))}
        <ListRow term={words.phones} items={result.phones} show={({ phone, label: of }) => withLabel(phone, label(of))} />
        <ListRow term={words.emails} items={result.emails} show={({ email, label: of }) => withLabel(email, label(of))} />
        <ListRow
          term={words.addresses}
          items={result.addresses}
          show={({ street, postal_code, city, region, country, label: of }) =>
            withLabel([street?.replaceAll("\n", ", "), [postal_code, city].filter(Boolean).join(" "), region, country].filter(Boolean).join(", "), label(of))
          }
        />
        {result.is_favorite && <Row term={words.favorite}>{words.merge.favorite}</Row>}
        {result.notes && (
          <Row term={words.merge.notes}>
            <p class={styles.notes}>{result.notes}</p>
          </Row>
        )}
      </dl>
    </Dialog>
  );
}

const withLabel = (text: string, label: string) => (label ? `${text} · ${label}` : text);

/** A birthday as people read it; anything else as it is. */
function shown(field: Field, value: string): string {
  const born = field === "birthday" ? readBirthday(value) : undefined;
  if (!born) return value;
  return formatDate(makeDate(born.year ?? 2024, born.month, born.day), born.year === undefined ? "day-month" : "medium");
}

function Row({ term, children }: { term: string; children: ComponentChildren }) {
  return (
    <div class={styles.row}>
      <dt class={styles.term}>{term}</dt>
      <dd class={styles.value}>{children}</dd>
    </div>
  );
}

function Value({ added, children }: { added: boolean; children: ComponentChildren }) {
  const words = useWords();
  return (
    <span class={styles.item}>
      {children} {added && <Badge tone="success">{words.merge.added}</Badge>}
    </span>
  );
}

function ListRow<T>({ term, items, show }: { term: string; items: readonly Item<T>[]; show: (value: T) => string }) {
  if (items.length === 0) return null;
  return (
    <Row term={term}>
      <ul class={styles.items}>
        {items.map(({ value, added }, i) => (
          <li key={i}>
            <Value added={added}>{show(value)}</Value>
          </li>
        ))}
      </ul>
    </Row>
  );
}

function Choice({ single, name, onChoose }: { single: Single; name: string; onChoose: (taken: boolean) => void }) {
  const words = useWords();
  const [mine = "", other = ""] = single.choice ?? [];
  return (
    <fieldset class={styles.choice}>
      <legend class="sr-only">{name}</legend>
      {[mine, other].map((value, i) => (
        <label key={i} class={styles.option}>
          <input type="radio" name={`merge-${single.field}`} checked={single.taken === (i === 1)} onChange={() => onChoose(i === 1)} />
          <span>
            {shown(single.field, value)} <span class={styles.of}>{i === 0 ? words.merge.stays : words.merge.other}</span>
          </span>
        </label>
      ))}
      <p class={styles.of}>{words.merge.loser}</p>
    </fieldset>
  );
}
