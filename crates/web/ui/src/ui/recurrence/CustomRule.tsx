import { useEffect, useState } from "preact/hooks";
import { addDays, partsOf, region, today, weekday, weekdays, type CivilDate } from "../../i18n";
import {
  meetsShortMonths,
  nthDayWords,
  nthOf,
  readRule,
  ruleOfWords,
  untilDate,
  writeRule,
  type Frequency,
  type Rule,
  type Skip,
} from "../../i18n/rule";
import { DateField } from "../DateField";
import { TextField } from "../Field";
import { Select } from "../Select";
import { useCustomWords } from "./customWords";
import { monthlyBy, withFreq, withMonthlyBy, type MonthlyBy } from "./presets";
import styles from "./RecurrenceField.module.css";

interface Props {
  value: string;
  onValue: (rule: string) => void;
  start: CivilDate | null;
  shortMonths: "BACKWARD" | "OMIT";
  disabled?: boolean | undefined;
}

/** A whole number that is being written: what is no number yet isn't passed on. */
function CountField({ label, hideLabel, value, max, onValue, disabled }: { label: string; hideLabel?: boolean; value: number; max: number; onValue: (n: number) => void; disabled?: boolean | undefined }) {
  const [text, setText] = useState(String(value));
  useEffect(() => {
    if (Number(text) !== value) setText(String(value));
  }, [value]);
  return (
    <TextField
      class={styles.number}
      label={label}
      hideLabel={hideLabel}
      type="number"
      inputMode="numeric"
      min={1}
      max={max}
      value={text}
      disabled={disabled}
      onValue={(next) => {
        setText(next);
        const n = Number(next);
        if (Number.isInteger(n) && n >= 1 && n <= max) onValue(n);
      }}
      onBlur={() => setText(String(value))}
    />
  );
}

/** The controls of a rule that isn't one of the usual. */
export function CustomRule({ value, onValue, start, shortMonths, disabled }: Props) {
  const words = useCustomWords();
  const rule = readRule(value);
  const begins = start ?? today();

  const change = (next: Rule) => {
    // A week begins where the account's does, where that makes a difference.
    const weekStart = next.freq === "WEEKLY" && next.interval > 1 && next.days.length > 1 ? next.weekStart ?? region.value.weekStart : null;
    onValue(writeRule({ ...next, weekStart }));
  };

  return (
    <div class={styles.custom}>
      {rule && !rule.rest.length && (
        <>
          <div class={styles.line}>
            <CountField label={words.every} value={rule.interval} max={1000} disabled={disabled} onValue={(interval) => change({ ...rule, interval })} />
            <Select<Frequency>
              class={styles.grow}
              label={words.unit}
              hideLabel
              value={rule.freq}
              disabled={disabled}
              options={(["DAILY", "WEEKLY", "MONTHLY", "YEARLY"] as const).map((freq) => ({ value: freq, label: words.units(rule.interval)[freq] }))}
              onValue={(freq) => change(withFreq(rule, freq, start))}
            />
          </div>
          {rule.freq === "WEEKLY" && <WeekdayPicker rule={rule} begins={begins} onRule={change} disabled={disabled} />}
          {rule.freq === "MONTHLY" && <MonthDay rule={rule} begins={begins} onRule={change} disabled={disabled} />}
          {meetsShortMonths(rule, start) && (
            <Select<Skip>
              label={words.short}
              value={rule.skip ?? shortMonths}
              disabled={disabled}
              options={(["BACKWARD", "OMIT", ...(rule.skip === "FORWARD" ? ["FORWARD"] : [])] as Skip[]).map((skip) => ({ value: skip, label: words.shorts[skip] }))}
              onValue={(skip) => change({ ...rule, skip })}
            />
          )}
          <Ending rule={rule} begins={begins} onRule={change} disabled={disabled} />
        </>
      )}
      <InWords onValue={onValue} disabled={disabled} />
    </div>
  );
}

interface PartProps {
  rule: Rule;
  begins: CivilDate;
  onRule: (rule: Rule) => void;
  disabled?: boolean | undefined;
}

function WeekdayPicker({ rule, begins, onRule, disabled }: PartProps) {
  const words = useCustomWords();
  const chosen = rule.days.length ? rule.days.map(({ day }) => day) : [weekday(begins)];
  const toggle = (day: number) => {
    const next = chosen.includes(day) ? chosen.filter((one) => one !== day) : [...chosen, day].sort((a, b) => a - b);
    if (next.length) onRule({ ...rule, days: next.map((one) => ({ day: one, nth: 0 })) });
  };
  return (
    <fieldset class={styles.days}>
      <legend class={styles.legend}>{words.on}</legend>
      {weekdays().map(({ index, short, long }) => (
        <button
          key={index}
          type="button"
          class={styles.day}
          title={long}
          aria-pressed={chosen.includes(index)}
          disabled={disabled}
          onClick={() => toggle(index)}
        >
          {short.replace(/\.$/, "")}
        </button>
      ))}
    </fieldset>
  );
}

function MonthDay({ rule, begins, onRule, disabled }: PartProps) {
  const words = useCustomWords();
  const by = monthlyBy(rule);
  const { nth, last } = nthOf(begins);
  const offered: MonthlyBy[] = ["day", "last-day"];
  if (nth <= 4) offered.push("nth");
  if (last) offered.push("last-nth");
  if (!offered.includes(by)) offered.push(by);
  // What the rule says counts, and only else what the start would make of it.
  const day = by === "day" ? rule.monthDays[0] ?? partsOf(begins).day : partsOf(begins).day;
  const nthWords = (one: MonthlyBy) => {
    const named = one === by ? rule.days[0] : undefined;
    return nthDayWords(named?.nth ?? (one === "last-nth" ? -1 : nth), named?.day ?? weekday(begins));
  };
  return (
    <Select<MonthlyBy>
      label={words.on}
      value={by}
      disabled={disabled}
      options={offered.map((one) => ({ value: one, label: words.by[one](day, nthWords(one)) }))}
      onValue={(next) => onRule(withMonthlyBy(rule, next, begins))}
    />
  );
}

function Ending({ rule, begins, onRule, disabled }: PartProps) {
  const words = useCustomWords();
  const kind = rule.count ? "count" : rule.until ? "until" : "never";
  return (
    <div class={styles.line}>
      <Select<"never" | "until" | "count">
        class={styles.grow}
        label={words.ends}
        value={kind}
        disabled={disabled}
        options={(["never", "until", "count"] as const).map((one) => ({ value: one, label: words.endings[one] }))}
        onValue={(next) =>
          onRule({
            ...rule,
            count: next === "count" ? 10 : null,
            until: next === "until" ? addDays(begins, rule.freq === "YEARLY" ? 3653 : 90) : null,
          })
        }
      />
      {rule.until && (
        <DateField
          class={styles.grow}
          label={words.lastDay}
          value={untilDate(rule.until)}
          min={begins}
          required
          disabled={disabled}
          onValue={(date) => date && onRule({ ...rule, until: date })}
        />
      )}
      {rule.count && (
        <CountField label={words.times} value={rule.count} max={10_000} disabled={disabled} onValue={(count) => onRule({ ...rule, count })} />
      )}
    </div>
  );
}

function InWords({ onValue, disabled }: { onValue: (rule: string) => void; disabled?: boolean | undefined }) {
  const words = useCustomWords();
  const [text, setText] = useState("");
  const [wrong, setWrong] = useState(false);
  function read() {
    const rule = text.trim() ? ruleOfWords(text) : null;
    setWrong(Boolean(text.trim()) && !rule);
    if (!rule) return;
    setText("");
    onValue(rule);
  }
  return (
    <TextField
      label={words.write}
      placeholder={words.example}
      value={text}
      disabled={disabled}
      autoComplete="off"
      error={wrong ? words.notUnderstood(words.example) : null}
      onValue={setText}
      onBlur={read}
      onKeyDown={(event) => {
        if (event.key !== "Enter" || !text.trim()) return;
        // It is for this field, and doesn't send the form yet.
        event.preventDefault();
        read();
      }}
    />
  );
}
