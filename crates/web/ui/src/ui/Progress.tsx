import styles from "./Progress.module.css";

interface Props {
  label: string;
  /** How much is done, out of `max`. */
  value: number;
  max: number;
  color?: string | null | undefined;
}

/** How far something has come. */
export function Progress({ label, value, max, color }: Props) {
  const part = max > 0 ? Math.min(1, value / max) : 0;
  return (
    <div class={styles.track} role="progressbar" aria-label={label} aria-valuemin={0} aria-valuemax={max} aria-valuenow={value}>
      <div class={styles.bar} style={{ width: `${part * 100}%`, background: color ?? undefined }} />
    </div>
  );
}
