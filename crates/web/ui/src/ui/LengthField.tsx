import { useEffect, useState } from "preact/hooks";
import { inlineWords } from "../i18n";
import { Field, type FieldProps } from "./Field";
import styles from "./LengthField.module.css";
import { Select } from "./Select";

export type LengthUnit = "minutes" | "hours" | "days" | "weeks";
const MINUTES: Record<LengthUnit, number> = { minutes: 1, hours: 60, days: 1440, weeks: 10_080 };

const useLengthWords = inlineWords(
  {
    unit: (label: string) => `${label}: unit`,
    units: { minutes: "minutes", hours: "hours", days: "days", weeks: "weeks" },
    one: { minutes: "minute", hours: "hour", days: "day", weeks: "week" },
    bad: "Write a whole number.",
    long: (most: string) => `At most ${most} are possible.`,
    other: "Another length…",
  },
  {
    unit: (label: string) => `${label}: Einheit`,
    units: { minutes: "Minuten", hours: "Stunden", days: "Tage", weeks: "Wochen" },
    one: { minutes: "Minute", hours: "Stunde", days: "Tag", weeks: "Woche" },
    bad: "Schreib eine ganze Zahl.",
    long: (most: string) => `Höchstens ${most} sind möglich.`,
    other: "Eine andere Länge …",
  },
);

/** The largest of some units that a length is a whole number of. */
export function unitOf(minutes: number, units: readonly LengthUnit[]): LengthUnit {
  const whole = units.filter((unit) => minutes % MINUTES[unit] === 0);
  return (minutes ? whole.at(-1) : undefined) ?? units[0]!;
}

/** The minutes that somebody wrote, or nothing where that is no length: `("90", "minutes", 1440)` is 90. */
export function readLength(text: string, unit: LengthUnit, least: number, most: number): number | null {
  if (!/^\s*\d{1,7}\s*$/.test(text)) return null;
  const minutes = Number(text) * MINUTES[unit];
  return minutes >= least && minutes <= most ? minutes : null;
}

interface Props extends FieldProps {
  /** In minutes; `null` where what was written is no length. */
  value: number | null;
  onValue: (minutes: number | null) => void;
  /** Which units there are, the smallest first. Default: all. */
  units?: readonly LengthUnit[];
  /** The shortest one. Default: 0. */
  least?: number;
  /** The longest one, in minutes. */
  most: number;
}

/** A length of time: a number and its unit. */
export function LengthField({ value, onValue, units = ["minutes", "hours", "days", "weeks"], least = 0, most, error, ...field }: Props) {
  const words = useLengthWords();
  const [unit, setUnit] = useState(() => unitOf(value ?? 0, units));
  const [text, setText] = useState(value === null ? "" : String(value / MINUTES[unit]));
  const read = readLength(text, unit, least, most);

  useEffect(() => {
    if (value === null || value === read) return;
    const next = unitOf(value, units);
    setUnit(next);
    setText(String(value / MINUTES[next]));
  }, [value]);

  const write = (nextText: string, nextUnit: LengthUnit) => {
    setText(nextText);
    setUnit(nextUnit);
    onValue(readLength(nextText, nextUnit, least, most));
  };
  const number = /^\s*\d+\s*$/.test(text);
  const longest = `${Math.floor(most / MINUTES[unit])} ${words.units[unit]}`;
  const wrong = read === null && text !== "" ? (number && Number(text) * MINUTES[unit] > most ? words.long(longest) : words.bad) : null;
  return (
    <Field {...field} error={wrong ?? error}>
      {(control) => (
        <span class={styles.frame}>
          <input {...control} type="text" inputMode="numeric" autoComplete="off" maxLength={7} value={text} onInput={(event) => write(event.currentTarget.value, unit)} />
          <Select
            label={words.unit(field.label)}
            hideLabel
            value={unit}
            onValue={(next) => write(text, next)}
            options={units.map((one) => ({ value: one, label: (Number(text) === 1 ? words.one : words.units)[one] }))}
          />
        </span>
      )}
    </Field>
  );
}

interface ChoiceProps extends Props {
  value: number;
  /** The lengths that people take mostly, in minutes. */
  usual: readonly number[];
  /** What a length is called: "15 min before". */
  say: (minutes: number) => string;
}

/** One of the usual lengths, or any other one. */
export function LengthChoice({ value, onValue, usual, say, units, least, most, ...field }: ChoiceProps) {
  const words = useLengthWords();
  const [other, setOther] = useState(false);
  const offered = [...new Set([...usual, value])].sort((a, b) => a - b);
  return (
    <>
      <Select
        {...field}
        error={other ? null : field.error}
        value={other ? "other" : String(value)}
        options={[...offered.map((minutes) => ({ value: String(minutes), label: say(minutes) })), { value: "other", label: words.other }]}
        onValue={(chosen) => {
          setOther(chosen === "other");
          // Whatever was half written in the field is given up with it.
          onValue(chosen === "other" ? value : Number(chosen));
        }}
      />
      {other && <LengthField label={`${field.label}: ${words.other.replace(/\s?…/, "")}`} error={field.error} value={value} onValue={onValue} most={most} {...(units && { units })} {...(least && { least })} />}
    </>
  );
}
