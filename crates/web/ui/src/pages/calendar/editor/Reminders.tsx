import { formatDuration } from "../../../i18n";
import { Chip, Select } from "../../../ui";
import styles from "./editor.module.css";
import { words } from "./words";

const USUAL = [0, 5, 10, 15, 30, 60, 120, 1440, 2880, 10_080];
const MOST = 10;

/** When one is reminded, in minutes before it begins. */
export function Reminders({ value, onValue, error }: { value: readonly number[]; onValue: (value: number[]) => void; error?: string | undefined }) {
  const w = words.use();
  const say = (minutes: number) => (minutes === 0 ? w.atStart : w.before(formatDuration(minutes)));
  const left = USUAL.filter((minutes) => !value.includes(minutes));
  return (
    <div class={styles.reminders}>
      {value.length < MOST && (
        <Select
          label={w.reminders}
          error={error}
          value=""
          onValue={(chosen: string) => chosen && onValue([...value, Number(chosen)].sort((a, b) => b - a))}
          options={[{ value: "", label: value.length ? w.addReminder : w.none }, ...left.map((minutes) => ({ value: String(minutes), label: say(minutes) }))]}
        />
      )}
      {value.length > 0 && (
        <div class={styles.chips}>
          {value.map((minutes) => (
            <Chip key={minutes} icon="bell" removeLabel={say(minutes)} onRemove={() => onValue(value.filter((one) => one !== minutes))}>
              {say(minutes)}
            </Chip>
          ))}
        </div>
      )}
    </div>
  );
}
