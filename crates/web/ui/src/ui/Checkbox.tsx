import type { ComponentChildren } from "preact";
import { useId } from "preact/hooks";
import { cx } from "./classes";
import styles from "./Checkbox.module.css";

interface Props {
  label: string;
  hideLabel?: boolean | undefined;
  hint?: ComponentChildren;
  checked: boolean;
  onChecked: (checked: boolean) => void;
  disabled?: boolean | undefined;
  /** A circle: something to be done rather than something to be chosen. */
  round?: boolean | undefined;
  /** The colour of the ring of a round one: what is urgent. */
  tone?: "danger" | "warning" | "accent" | undefined;
  class?: string | undefined;
}

/** A box to tick. */
export function Checkbox({ label, hideLabel, hint, checked, onChecked, disabled, round, tone, class: className }: Props) {
  const id = useId();
  return (
    <label class={cx(styles.row, className)}>
      <span class={styles.target}>
        <input
          type="checkbox"
          class={cx(styles.box, round && styles.round, tone && styles[tone])}
          checked={checked}
          disabled={disabled}
          aria-label={hideLabel ? label : undefined}
          aria-describedby={hint ? id : undefined}
          onChange={(event) => {
            const next = event.currentTarget.checked;
            // What is shown is what the caller holds, also when the caller refuses.
            event.currentTarget.checked = checked;
            onChecked(next);
          }}
        />
      </span>
      {!hideLabel && (
        <span class={styles.text}>
          {label}
          {hint && (
            <span id={id} class={styles.hint}>
              {hint}
            </span>
          )}
        </span>
      )}
    </label>
  );
}
