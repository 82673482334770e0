import styles from "./Kbd.module.css";

/** Whether this is Apple's keyboard, where ⌘ does what Ctrl does elsewhere. */
export const isApple = typeof navigator !== "undefined" && /mac|iphone|ipad/i.test(navigator.platform || navigator.userAgent);

const SIGNS: Record<string, string> = { mod: isApple ? "⌘" : "Ctrl", shift: isApple ? "⇧" : "Shift", ArrowUp: "↑", ArrowDown: "↓", ArrowLeft: "←", ArrowRight: "→" };

/** Keys to press: `<Kbd keys="mod k" />`, `<Kbd keys="g then t" />`. */
export function Kbd({ keys }: { keys: string }) {
  return (
    <span class={styles.keys}>
      {keys.split(" ").map((key, i) =>
        key === "then" ? null : (
          <kbd key={i} class={styles.key}>
            {SIGNS[key] ?? (key.length === 1 ? key.toUpperCase() : key)}
          </kbd>
        ),
      )}
    </span>
  );
}
