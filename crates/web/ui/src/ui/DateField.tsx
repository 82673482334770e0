import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { formatDate, parseDate, today, type CivilDate } from "../i18n";
import { cx } from "./classes";
import { Button } from "./Button";
import { Field, type FieldProps } from "./Field";
import { IconButton } from "./IconButton";
import { MonthGrid } from "./MonthGrid";
import { Popover } from "./Popover";
import { useUiWords } from "./words";
import styles from "./DateField.module.css";

interface Props extends FieldProps {
  value: CivilDate | null;
  onValue: (value: CivilDate | null) => void;
  min?: CivilDate | undefined;
  max?: CivilDate | undefined;
  /** Whether it may be empty. Default: yes. */
  required?: boolean | undefined;
  disabled?: boolean | undefined;
}

/** A date, written or picked from a month. It shows and reads dates as the account's locale writes them, not the browser's. */
export function DateField({ value, onValue, min, max, required, disabled, error, ...field }: Props) {
  const words = useUiWords();
  const shown = value ? formatDate(value, "short") : "";
  const [text, setText] = useState(shown);
  const [wrong, setWrong] = useState(false);
  const [open, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);

  // At once: a moment later something may have been typed.
  useLayoutEffect(() => {
    setText(shown);
    setWrong(false);
  }, [shown]);

  function read() {
    if (text === shown) return setWrong(false);
    const date = text.trim() ? parseDate(text) : null;
    const bad = text.trim() ? !date || (min && date < min) || (max && date > max) : required;
    setWrong(Boolean(bad));
    if (bad) return;
    if (date === value) setText(shown);
    else onValue(date);
  }

  const pick = (date: CivilDate | null) => {
    setOpen(false);
    setText(date ? formatDate(date, "short") : "");
    setWrong(false);
    if (date !== value) onValue(date);
  };

  return (
    <Field {...field} error={error ?? (wrong ? words.badDate(formatDate(today(), "short")) : null)}>
      {(control) => (
        <span class={styles.frame}>
          <input
            {...control}
            class={cx(control.class, styles.input)}
            type="text"
            inputMode="numeric"
            autoComplete="off"
            placeholder={words.noDate}
            value={text}
            disabled={disabled}
            required={required}
            onInput={(event) => setText(event.currentTarget.value)}
            onBlur={read}
            onKeyDown={(event) => {
              if (event.key === "Enter") read();
              if (event.key === "ArrowDown" && event.altKey) {
                event.preventDefault();
                setOpen(true);
              }
            }}
          />
          <IconButton
            ref={button}
            icon="calendar"
            small
            label={words.choose}
            class={styles.button}
            disabled={disabled}
            aria-haspopup="dialog"
            aria-expanded={open}
            onClick={() => setOpen(!open)}
          />
          <Popover open={open} onClose={() => setOpen(false)} anchor={button} label={words.choose} align="end">
            <MonthGrid value={value} onPick={pick} min={min} max={max} />
            <div class={styles.foot}>
              <Button small variant="ghost" onClick={() => pick(today())}>
                {words.today}
              </Button>
              {!required && value && (
                <Button small variant="ghost" onClick={() => pick(null)}>
                  {words.clear}
                </Button>
              )}
            </div>
          </Popover>
        </span>
      )}
    </Field>
  );
}
