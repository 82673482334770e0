/** Umbra's mark: the moon before the sun. */
export function Mark({ size = 24 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <circle cx="12" cy="12" r="10" fill="var(--accent)" />
      <circle cx="14.2" cy="9.8" r="7" fill="var(--mark-moon, var(--bg))" />
    </svg>
  );
}
