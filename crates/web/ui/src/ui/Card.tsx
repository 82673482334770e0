import type { ComponentChildren } from "preact";
import { useId } from "preact/hooks";
import { cx } from "./classes";
import styles from "./Card.module.css";

interface Props {
  /** Makes it a region with a heading. */
  title?: string | undefined;
  /** Beside the heading: a button, a link, a number. */
  aside?: ComponentChildren;
  /** Without space at the sides, for rows that reach to the border. */
  flush?: boolean | undefined;
  class?: string | undefined;
  children: ComponentChildren;
}

/** A surface for what belongs together. */
export function Card({ title, aside, flush, class: className, children }: Props) {
  const id = useId();
  return (
    <section class={cx(styles.card, flush && styles.flush, className)} aria-labelledby={title ? id : undefined}>
      {title && (
        <div class={styles.head}>
          <h2 id={id}>{title}</h2>
          {aside}
        </div>
      )}
      {children}
    </section>
  );
}
