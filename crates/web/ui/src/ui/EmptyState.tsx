import type { ComponentChildren } from "preact";
import { cx } from "./classes";
import { Icon, type IconName } from "./Icon";
import styles from "./EmptyState.module.css";

interface Props {
  icon: IconName;
  title: string;
  children?: ComponentChildren;
  /** What to do next: a button or a link. */
  action?: ComponentChildren;
  /** For a part of a page. */
  small?: boolean;
}

/** Nothing is here yet, why, and what to do next. */
export function EmptyState({ icon, title, children, action, small }: Props) {
  return (
    <div class={cx(styles.state, small && styles.small)}>
      <span class={styles.icon}>
        <Icon name={icon} size={small ? 22 : 28} />
      </span>
      <p class={styles.title}>{title}</p>
      {children && <div class={styles.text}>{children}</div>}
      {action && <div class={styles.action}>{action}</div>}
    </div>
  );
}
