import type { ComponentChildren } from "preact";
import { cx } from "./classes";
import { Icon, type IconName } from "./Icon";
import { useUiWords } from "./words";
import styles from "./Chip.module.css";

interface Props {
  children: ComponentChildren;
  icon?: IconName | undefined;
  /** A dot of a colour that is data: of a calendar or a project. */
  color?: string | null | undefined;
  tone?: "neutral" | "accent" | "danger" | "warning" | undefined;
  /** Gives it a cross; the name of what is taken away, for those who listen. */
  onRemove?: (() => void) | undefined;
  removeLabel?: string | undefined;
  /** Makes it a switch, as for filters. */
  selected?: boolean | undefined;
  onToggle?: (() => void) | undefined;
}

/** A small word with a meaning: something understood, a filter, a tag. */
export function Chip({ children, icon, color, tone = "neutral", onRemove, removeLabel, selected, onToggle }: Props) {
  const words = useUiWords();
  const inner = (
    <>
      {color && <span class={styles.dot} style={{ background: color }} />}
      {icon && <Icon name={icon} size={14} />}
      <span class={styles.text}>{children}</span>
    </>
  );
  if (onToggle) {
    return (
      <button type="button" class={cx(styles.chip, styles.button, selected && styles.selected)} aria-pressed={selected ?? false} onClick={onToggle}>
        {inner}
      </button>
    );
  }
  return (
    <span class={cx(styles.chip, styles[tone])}>
      {inner}
      {onRemove && (
        <button
          type="button"
          class={styles.remove}
          aria-label={words.remove(removeLabel ?? (typeof children === "string" ? children : ""))}
          onClick={onRemove}
        >
          <Icon name="close" size={12} />
        </button>
      )}
    </span>
  );
}
