import type { ButtonHTMLAttributes, Ref } from "preact";
import { cx } from "./classes";
import { Icon, type IconName } from "./Icon";
import styles from "./IconButton.module.css";

export type IconButtonProps = Omit<ButtonHTMLAttributes<HTMLButtonElement>, "class" | "icon" | "label" | "className"> & {
  icon: IconName;
  /** What it does, in words: read aloud, and shown when the mouse rests on it. */
  label: string;
  /** Whether it is held down, for a button that switches something. */
  pressed?: boolean | undefined;
  small?: boolean | undefined;
  class?: string | undefined;
  ref?: Ref<HTMLButtonElement>;
};

/** A button with a picture alone. */
export function IconButton({ icon, label, pressed, small, class: className, ...rest }: IconButtonProps) {
  return (
    <button
      type="button"
      title={label}
      {...rest}
      class={cx(styles.button, small && styles.small, className)}
      aria-label={label}
      aria-pressed={pressed}
    >
      <Icon name={icon} size={small ? 18 : 20} />
    </button>
  );
}
