import { useId } from "preact/hooks";
import { Icon, type IconName } from "./Icon";
import styles from "./Segmented.module.css";

interface Props<V extends string> {
  label: string;
  value: V;
  onValue: (value: V) => void;
  options: readonly { value: V; label: string; icon?: IconName }[];
}

/** One of two to four, all in sight: how a page is shown. They are radio buttons, so the arrows choose. */
export function Segmented<V extends string>({ label, value, onValue, options }: Props<V>) {
  const name = useId();
  return (
    <fieldset class={styles.group}>
      <legend class="sr-only">{label}</legend>
      {options.map((option) => (
        <label key={option.value} class={styles.option}>
          <input
            type="radio"
            class="sr-only"
            name={name}
            value={option.value}
            checked={option.value === value}
            onChange={() => onValue(option.value)}
          />
          {option.icon && <Icon name={option.icon} size={16} />}
          {option.label}
        </label>
      ))}
    </fieldset>
  );
}
