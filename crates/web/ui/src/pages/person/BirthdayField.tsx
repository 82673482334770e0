import { useId } from "preact/hooks";
import { formatDate, makeDate, region } from "../../i18n";
import { Select, TextField } from "../../ui";
import type { Draft } from "./draft";
import styles from "./editor.module.css";
import { useWords } from "./words";

interface Props {
  draft: Draft;
  onChange: (change: Partial<Draft>) => void;
  error: string | undefined;
}

/** Day, month and, if it is known, year, in the order of the account's locale. */
export function BirthdayField({ draft, onChange, error }: Props) {
  const words = useWords();
  const id = useId();
  const months = Array.from({ length: 12 }, (_, i) => ({ value: String(i + 1), label: formatDate(makeDate(2024, i + 1, 1), "month-name") }));
  const invalid = error ? ({ "aria-invalid": true, "aria-describedby": `${id}-error` } as const) : {};
  const day = (
    <TextField key="day" label={words.form.day} inputMode="numeric" maxLength={2} autoComplete="off" value={draft.day} onValue={(value) => onChange({ day: value })} {...invalid} />
  );
  const month = (
    <Select
      key="month"
      label={words.form.month}
      value={draft.month}
      onValue={(value) => onChange({ month: value })}
      options={[{ value: "", label: "–" }, ...months]}
    />
  );
  const monthFirst =
    new Intl.DateTimeFormat(region.value.locale, { day: "numeric", month: "numeric" }).formatToParts(0).find(({ type }) => type === "day" || type === "month")?.type === "month";
  return (
    <fieldset class={styles.group}>
      <legend class={styles.legend}>{words.birthday}</legend>
      <div class={styles.birthday}>
        {monthFirst ? [month, day] : [day, month]}
        <TextField label={words.form.year} inputMode="numeric" maxLength={4} autoComplete="off" optional value={draft.year} onValue={(value) => onChange({ year: value })} />
      </div>
      <p class={styles.small}>{words.form.yearHint}</p>
      <p id={`${id}-error`} class={styles.bad} aria-live="polite" hidden={!error}>
        {error}
      </p>
    </fieldset>
  );
}
