import { useUiWords } from "./words";
import styles from "./Skeleton.module.css";

interface Props {
  /** How many rows. Default: 3. */
  rows?: number;
  /** `row` is a list's row with a circle, `line` a line of text, `block` a card. Default: `row`. */
  kind?: "row" | "line" | "block";
}

/** The shape of what is to come. It appears only after a moment, so that quick answers don't flicker. */
export function Skeleton({ rows = 3, kind = "row" }: Props) {
  const words = useUiWords();
  return (
    <div class={styles.skeleton} role="status">
      <span class="sr-only">{words.loading}</span>
      {Array.from({ length: rows }, (_, i) => (
        <div key={i} class={styles[kind]} aria-hidden="true" style={{ "--width": `${85 - ((i * 23) % 40)}%` }} />
      ))}
    </div>
  );
}
