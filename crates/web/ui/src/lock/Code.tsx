import { Text } from "./fields";
import styles from "./rare.module.css";

/** A code: digits of an app, or one that was kept. */
export function Code({ name, label, way }: { name: string; label: string; way: "app" | "backup" }) {
  return (
    <div class={styles.code}>
      <Text
        name={name}
        label={label}
        data-secret
        {...(way === "app"
          ? { autocomplete: "one-time-code", inputMode: "numeric" as const, maxLength: 12 }
          : { autocomplete: "off", maxLength: 32 })}
      />
    </div>
  );
}
