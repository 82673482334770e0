import { useLayoutEffect, useState } from "preact/hooks";
import { formatTime, parseTime, timeOf } from "../i18n";
import { Field, type FieldProps } from "./Field";
import { useUiWords } from "./words";

interface Props extends FieldProps {
  /** `HH:MM`, or `null` for none. Seconds are left out. */
  value: string | null;
  onValue: (value: string | null) => void;
  required?: boolean | undefined;
  disabled?: boolean | undefined;
}

/** A time of day by the account's clock: `9`, `930`, `9:30`, `21.30` and `9 pm` are all understood; arrows move by a quarter. */
export function TimeField({ value, onValue, required, disabled, error, ...field }: Props) {
  const words = useUiWords();
  const shown = value ? formatTime(value) : "";
  const [text, setText] = useState(shown);
  const [wrong, setWrong] = useState(false);

  // At once: a moment later something may have been typed.
  useLayoutEffect(() => {
    setText(shown);
    setWrong(false);
  }, [shown]);

  function read() {
    if (text === shown) return setWrong(false);
    const time = text.trim() ? parseTime(text) : null;
    const bad = text.trim() ? !time : required;
    setWrong(Boolean(bad));
    if (bad) return;
    if (time === (value && timeOf(value))) setText(shown);
    else onValue(time);
  }

  function step(by: number) {
    const [hour = 0, minute = 0] = (value ?? "09:00").split(":").map(Number);
    const total = (Math.round((hour * 60 + minute) / 15) * 15 + by + 1440) % 1440;
    onValue(`${String(Math.floor(total / 60)).padStart(2, "0")}:${String(total % 60).padStart(2, "0")}`);
  }

  return (
    <Field {...field} error={error ?? (wrong ? words.badTime(formatTime("09:30")) : null)}>
      {(control) => (
        <input
          {...control}
          type="text"
          autoComplete="off"
          placeholder={words.noTime}
          value={text}
          disabled={disabled}
          required={required}
          onInput={(event) => setText(event.currentTarget.value)}
          onBlur={read}
          onKeyDown={(event) => {
            if (event.key === "Enter") read();
            if (event.key === "ArrowUp" || event.key === "ArrowDown") {
              event.preventDefault();
              step(event.key === "ArrowUp" ? 15 : -15);
            }
          }}
        />
      )}
    </Field>
  );
}
