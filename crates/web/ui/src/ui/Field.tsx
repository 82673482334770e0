import type { ComponentChildren, InputHTMLAttributes, Ref, TextareaHTMLAttributes } from "preact";
import { useId } from "preact/hooks";
import { cx } from "./classes";
import { useUiWords } from "./words";
import styles from "./Field.module.css";
import area from "./TextArea.module.css";

/** What a field hands to its control, so that label, hint and error belong to it. */
export interface ControlProps {
  id: string;
  class: string;
  "aria-describedby": string | undefined;
  "aria-invalid": true | undefined;
}

export interface FieldProps {
  label: string;
  /** Keeps the label for those who listen alone. */
  hideLabel?: boolean | undefined;
  hint?: ComponentChildren;
  /** What is wrong; it is read aloud when it appears. */
  error?: string | null | undefined;
  /** Says "optional" beside the label. */
  optional?: boolean | undefined;
  class?: string | undefined;
}

/** Label, hint and error around any control: `<Field label="Colour">{(p) => <input {...p} />}</Field>`. */
export function Field(props: FieldProps & { children: (control: ControlProps) => ComponentChildren }) {
  const { label, hideLabel, hint, error, optional, class: className, children } = props;
  const id = useId();
  const words = useUiWords();
  const described = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(" ");
  return (
    <div class={cx(styles.field, className)}>
      <label for={id} class={hideLabel ? "sr-only" : styles.label}>
        {label}
        {optional && <span class={styles.optional}> · {words.optional}</span>}
      </label>
      {children({
        id,
        class: styles.control ?? "",
        "aria-describedby": described || undefined,
        "aria-invalid": error ? true : undefined,
      })}
      {hint && (
        <p id={`${id}-hint`} class={styles.hint}>
          {hint}
        </p>
      )}
      <p id={`${id}-error`} class={styles.error} aria-live="polite" hidden={!error}>
        {error}
      </p>
    </div>
  );
}

type Taken = keyof FieldProps | "value" | "onInput" | "className";

export type TextFieldProps = FieldProps &
  Omit<InputHTMLAttributes<HTMLInputElement>, Taken> & {
    value: string;
    onValue: (value: string) => void;
    ref?: Ref<HTMLInputElement>;
  };

/** A line of text. */
export function TextField({ label, hideLabel, hint, error, optional, class: className, value, onValue, ...rest }: TextFieldProps) {
  return (
    <Field {...{ label, hideLabel, hint, error, optional, class: className }}>
      {(control) => (
        <input type="text" {...(rest as object)} {...control} value={value} onInput={(event) => onValue(event.currentTarget.value)} />
      )}
    </Field>
  );
}

export type TextAreaProps = FieldProps &
  Omit<TextareaHTMLAttributes<HTMLTextAreaElement>, Taken> & { value: string; onValue: (value: string) => void };

/** Several lines of text; it grows with what is written. */
export function TextArea({ label, hideLabel, hint, error, optional, class: className, value, onValue, ...rest }: TextAreaProps) {
  return (
    <Field {...{ label, hideLabel, hint, error, optional, class: className }}>
      {(control) => (
        <textarea
          rows={3}
          {...rest}
          {...control}
          class={cx(control.class, area.area)}
          value={value}
          onInput={(event) => onValue(event.currentTarget.value)}
        />
      )}
    </Field>
  );
}
