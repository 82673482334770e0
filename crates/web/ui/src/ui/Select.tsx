import type { Ref, SelectHTMLAttributes } from "preact";
import { cx } from "./classes";
import { Field, type FieldProps } from "./Field";
import { Icon } from "./Icon";
import styles from "./Select.module.css";

export interface Option<V extends string> {
  value: V;
  label: string;
  disabled?: boolean;
}

type Props<V extends string> = FieldProps &
  Omit<SelectHTMLAttributes<HTMLSelectElement>, keyof FieldProps | "value" | "onChange" | "className"> & {
    value: V;
    onValue: (value: V) => void;
    options: readonly Option<V>[];
    ref?: Ref<HTMLSelectElement>;
  };

/** One of a few. It is the browser's own control: it works with every keyboard, finger and reader. */
export function Select<V extends string>(props: Props<V>) {
  const { label, hideLabel, hint, error, optional, class: className, value, onValue, options, ...rest } = props;
  return (
    <Field {...{ label, hideLabel, hint, error, optional, class: className }}>
      {(control) => (
        <span class={styles.frame}>
          <select
            {...(rest as object)}
            {...control}
            class={cx(control.class, styles.select)}
            value={value}
            onChange={(event) => onValue(event.currentTarget.value as V)}
          >
            {options.map((option) => (
              <option key={option.value} value={option.value} disabled={option.disabled}>
                {option.label}
              </option>
            ))}
          </select>
          <Icon name="chevron-down" size={16} class={styles.arrow} />
        </span>
      )}
    </Field>
  );
}
