import styles from "./Avatar.module.css";

interface Props {
  name: string;
  /** The length of a side in px. Default: 32. */
  size?: number;
  /** Says the name to those who listen, where it doesn't stand beside it. */
  named?: boolean;
}

/** First letters of the first and the last word. */
export function initials(name: string): string {
  const words = name.trim().split(/\s+/).filter(Boolean);
  const first = (word: string | undefined) => [...(word ?? "")][0] ?? "";
  return (first(words[0]) + (words.length > 1 ? first(words.at(-1)) : "")).toUpperCase() || "?";
}

/** A hue by name, always the same one. */
function hue(name: string): number {
  let hash = 7;
  for (const char of name) hash = (hash * 31 + (char.codePointAt(0) ?? 0)) % 3600;
  return Math.round(hash / 10);
}

/** Somebody's initials on a colour of their own. */
export function Avatar({ name, size = 32, named }: Props) {
  return (
    <span
      class={styles.avatar}
      role={named ? "img" : undefined}
      aria-label={named ? name : undefined}
      aria-hidden={named ? undefined : true}
      title={named ? name : undefined}
      style={{ "--hue": String(hue(name)), width: `${size}px`, height: `${size}px`, fontSize: `${Math.round(size * 0.4)}px` }}
    >
      {initials(name)}
    </span>
  );
}
