import { useId } from "preact/hooks";
import { useUiWords } from "./words";
import styles from "./ColorField.module.css";

/** Ten colours that can be told apart on both backgrounds, in the order of `words.colors`. */
export const COLORS = ["#d64545", "#d9730d", "#b7860b", "#2f8f4e", "#16858a", "#2f6fde", "#4c51bf", "#8a4fc7", "#c9408f", "#6b7280"] as const;

interface Props {
  label?: string | undefined;
  /** `#rrggbb`. */
  value: string | null;
  onValue: (value: string) => void;
}

/** A colour out of ten, or any other. */
export function ColorField({ label, value, onValue }: Props) {
  const words = useUiWords();
  const name = useId();
  const other = value !== null && !COLORS.includes(value.toLowerCase() as (typeof COLORS)[number]);
  return (
    <fieldset class={styles.field}>
      <legend class={styles.legend}>{label ?? words.color}</legend>
      <div class={styles.row}>
        {COLORS.map((color, i) => (
          <label key={color} class={styles.swatch} style={{ "--color": color }} title={words.colors[i]}>
            <input
              type="radio"
              class="sr-only"
              name={name}
              aria-label={words.colors[i]}
              checked={value?.toLowerCase() === color}
              onChange={() => onValue(color)}
            />
          </label>
        ))}
        <label class={styles.swatch} data-other={other ? "" : undefined} style={{ "--color": other ? value : "transparent" }} title={words.otherColor}>
          <input
            type="color"
            class={styles.picker}
            aria-label={words.otherColor}
            value={value ?? "#4c51bf"}
            onChange={(event) => onValue(event.currentTarget.value)}
          />
        </label>
      </div>
    </fieldset>
  );
}
