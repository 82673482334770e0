import type { ComponentChildren } from "preact";
import { cx } from "./classes";
import styles from "./Badge.module.css";

interface Props {
  /** Default: `neutral`. */
  tone?: "neutral" | "accent" | "danger" | "warning" | "success";
  children: ComponentChildren;
  /** What a bare number means, for those who listen. */
  label?: string | undefined;
  class?: string | undefined;
}

/** A number or a word about something. */
export function Badge({ tone = "neutral", children, label, class: className }: Props) {
  return (
    <span class={cx(styles.badge, styles[tone], className)}>
      {label ? (
        <>
          <span aria-hidden="true">{children}</span>
          <span class="sr-only">{label}</span>
        </>
      ) : (
        children
      )}
    </span>
  );
}
