import { Chip } from "../../../ui";
import { nameOf, useConnections } from "../data";
import styles from "./editor.module.css";
import { words } from "./words";

/** Whom to invite to a new event: those one is connected with. */
export default function Guests({ value, onValue }: { value: readonly number[]; onValue: (value: readonly number[]) => void }) {
  const w = words.use();
  const connections = useConnections();
  const all = connections.data.value;
  if (!all?.length) return null;
  return (
    <fieldset class={styles.guests}>
      <legend>{w.invite}</legend>
      <div class={styles.chips}>
        {all.map((one) => {
          const chosen = value.includes(one.user_id);
          return (
            <Chip key={one.user_id} icon="user" selected={chosen} onToggle={() => onValue(chosen ? value.filter((id) => id !== one.user_id) : [...value, one.user_id])}>
              {nameOf(one)}
            </Chip>
          );
        })}
      </div>
    </fieldset>
  );
}
