import type { ComponentChildren } from "preact";
import { useId } from "preact/hooks";
import { cx } from "./classes";
import styles from "./Switch.module.css";

interface Props {
  label: string;
  hint?: ComponentChildren;
  checked: boolean;
  onChecked: (checked: boolean) => void;
  disabled?: boolean | undefined;
  class?: string | undefined;
}

/** Something that is on or off from the moment it is touched. */
export function Switch({ label, hint, checked, onChecked, disabled, class: className }: Props) {
  const id = useId();
  return (
    <label class={cx(styles.row, className)}>
      <span class={styles.text}>
        {label}
        {hint && (
          <span id={id} class={styles.hint}>
            {hint}
          </span>
        )}
      </span>
      <input
        type="checkbox"
        role="switch"
        class={styles.switch}
        checked={checked}
        disabled={disabled}
        aria-label={label}
        aria-describedby={hint ? id : undefined}
        onChange={(event) => {
          const next = event.currentTarget.checked;
          event.currentTarget.checked = checked;
          onChecked(next);
        }}
      />
    </label>
  );
}
