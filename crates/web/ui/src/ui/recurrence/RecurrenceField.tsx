import { useEffect, useState } from "preact/hooks";
import { region, type CivilDate } from "../../i18n";
import { every, readRule, ruleInWords, sameRule, writeRule } from "../../i18n/rule";
import type { FieldProps } from "../Field";
import { lazyPart } from "../lazyPart";
import { Select } from "../Select";
import { presets } from "./presets";
import styles from "./RecurrenceField.module.css";
import { useRecurrenceWords } from "./words";

/** Most people take one of the usual rules. */
const CustomRule = lazyPart(async () => ({ default: (await import("./CustomRule")).CustomRule }), { meanwhile: null });

interface Props extends Omit<FieldProps, "label"> {
  /** Default: "Repeats". */
  label?: string;
  /** An `RRULE`, or `null` for none. */
  value: string | null;
  onValue: (rule: string | null) => void;
  /** The date on which it begins: what "weekly" and "monthly" mean. */
  start: CivilDate | null;
  /** What the API does in months that are too short when the rule doesn't say: todos take the last day, events skip. */
  shortMonths: "BACKWARD" | "OMIT";
  disabled?: boolean | undefined;
}

/**
 * How something recurs: the usual rules at once, any other by hand or in words. A rule that there are no controls for
 * stays as it is until another one is chosen.
 */
export function RecurrenceField({ label, value, onValue, start, shortMonths, disabled, ...field }: Props) {
  const words = useRecurrenceWords();
  const offered = presets(start);
  const preset = offered.find((rule) => sameRule(rule, value));
  // Once opened, the controls stay, also when they make one of the usual rules.
  const [custom, setCustom] = useState(value !== null && !preset);
  useEffect(() => {
    if (value === null) setCustom(false);
    else if (!preset) setCustom(true);
  }, [value, preset]);

  const chosen = value === null ? "never" : custom || !preset ? "custom" : preset;
  const said = value && custom ? ruleInWords(value, start) : null;
  const rule = value ? readRule(value) : null;
  const capital = (text: string) => text.charAt(0).toLocaleUpperCase(region.value.locale) + text.slice(1);

  return (
    <div class={styles.field}>
      <Select
        {...field}
        label={label ?? words.label}
        value={chosen}
        disabled={disabled}
        options={[
          { value: "never", label: words.never },
          ...offered.map((one) => ({ value: one, label: capital(ruleInWords(one) ?? one) })),
          { value: "custom", label: custom && !rule ? words.ownRule : words.custom },
        ]}
        onValue={(next) => {
          setCustom(next === "custom");
          if (next === "never") onValue(null);
          else if (next === "custom") onValue(value ?? (start ? offered[1]! : writeRule(every("WEEKLY"))));
          else onValue(next);
        }}
      />
      {custom && value && (
        <CustomRule value={value} onValue={onValue} start={start} shortMonths={shortMonths} disabled={disabled} />
      )}
      {custom && (
        <p class={styles.said} aria-live="polite">
          {said ? capital(said) : value && `${words.ownRule}: ${value}`}
        </p>
      )}
    </div>
  );
}
