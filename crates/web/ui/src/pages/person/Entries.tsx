import { useEffect, useRef, useState } from "preact/hooks";
import { Button, IconButton, Select, TextField } from "../../ui";
import { type Entry, newEntry } from "./draft";
import styles from "./editor.module.css";
import { useWords } from "./words";

interface Props {
  kind: "phone" | "email";
  entries: readonly Entry[];
  onEntries: (entries: Entry[]) => void;
  errorOf: (key: number) => string | undefined;
}

/** Several e-mail addresses or numbers, each with what it is for. The first one is the preferred one. */
export function Entries({ kind, entries, onEntries, errorOf }: Props) {
  const words = useWords();
  const root = useRef<HTMLFieldSetElement>(null);
  const focus = useRef<number | null>(null);
  const name = words.form[kind];
  const change = (key: number, part: Partial<Entry>) => onEntries(entries.map((one) => (one.key === key ? { ...one, ...part } : one)));

  useEffect(() => {
    if (focus.current === null) return;
    root.current?.querySelector<HTMLElement>(`[data-row="${focus.current}"] input`)?.focus();
    focus.current = null;
  }, [entries]);

  function add() {
    const entry = newEntry(kind === "phone" ? "mobile" : "home");
    focus.current = entry.key;
    onEntries([...entries, entry]);
  }

  function drop(at: number) {
    const next = entries.filter((_, i) => i !== at);
    focus.current = next[Math.min(at, next.length - 1)]?.key ?? null;
    if (focus.current === null) root.current?.querySelector<HTMLElement>("[data-add]")?.focus();
    onEntries(next);
  }

  function up(at: number) {
    const next = [...entries];
    const [moved] = next.splice(at, 1);
    if (moved) next.splice(at - 1, 0, moved);
    focus.current = moved?.key ?? null;
    onEntries(next);
  }

  return (
    <fieldset ref={root} class={styles.group}>
      <legend class={styles.legend}>{kind === "phone" ? words.phones : words.emails}</legend>
      {entries.map((entry, i) => {
        const numbered = entries.length > 1 ? `${name} ${i + 1}` : name;
        return (
          <div key={entry.key} data-row={entry.key} class={styles.entry}>
            <TextField
              label={numbered}
              hideLabel
              type={kind === "phone" ? "tel" : "email"}
              inputMode={kind === "phone" ? "tel" : "email"}
              autoComplete="off"
              placeholder={kind === "phone" ? "+49 30 1234567" : "ana@example.org"}
              maxLength={kind === "phone" ? 50 : 254}
              value={entry.value}
              error={errorOf(entry.key)}
              onValue={(value) => change(entry.key, { value })}
            />
            <LabelField kinds={kind === "phone" ? ["mobile", "home", "work"] : ["home", "work"]} of={numbered} value={entry.label} onValue={(label) => change(entry.key, { label })} />
            <span class={styles.entryButtons}>
              {i > 0 && <IconButton small icon="chevron-up" label={words.form.moveUp(numbered)} onClick={() => up(i)} />}
              <IconButton small icon="close" label={words.form.remove(numbered)} onClick={() => drop(i)} />
            </span>
          </div>
        );
      })}
      {entries.length > 1 && <p class={styles.small}>{words.form.preferred}</p>}
      <Button data-add small variant="ghost" icon="plus" class={styles.start} onClick={add}>
        {kind === "phone" ? words.form.addPhone : words.form.addEmail}
      </Button>
    </fieldset>
  );
}

interface LabelProps {
  kinds: readonly string[];
  /** What the label belongs to. */
  of: string;
  value: string;
  onValue: (value: string) => void;
}

const OWN = "\u0000";

/** What something is for: one of a few, nothing, or one's own word. */
export function LabelField({ kinds, of, value, onValue }: LabelProps) {
  const words = useWords();
  const [own, setOwn] = useState(value !== "" && !kinds.includes(value));
  const label = `${words.form.label}: ${of}`;
  return (
    <span class={styles.labels}>
      <Select
        label={label}
        hideLabel
        value={own ? OWN : value}
        onValue={(next) => {
          setOwn(next === OWN);
          onValue(next === OWN ? "" : next);
        }}
        options={[
          ...kinds.map((kind) => ({ value: kind, label: words.labels[kind] ?? kind })),
          { value: "", label: words.form.noLabel },
          { value: OWN, label: words.form.otherLabel },
        ]}
      />
      {own && <TextField label={`${words.form.ownLabel}: ${of}`} hideLabel placeholder={words.form.ownLabel} maxLength={50} value={value} onValue={onValue} />}
    </span>
  );
}
