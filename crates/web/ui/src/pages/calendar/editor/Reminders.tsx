import { useState } from "preact/hooks";
import { formatDuration } from "../../../i18n";
import { Button, Chip, lazyPart, Select } from "../../../ui";
import styles from "./editor.module.css";
import { words } from "./words";

/** Most people take one of the usual lengths. */
const LengthField = lazyPart(async () => ({ default: (await import("../../../ui/LengthField")).LengthField }), { meanwhile: null });

const USUAL = [0, 5, 10, 15, 30, 60, 120, 1440, 2880, 10_080];
const MOST = 10;
/** A year: further ahead nobody plans a reminder in minutes. */
const LONGEST = 366 * 1440;

/** When one is reminded, in minutes before it begins. */
export function Reminders({ value, onValue, error }: { value: readonly number[]; onValue: (value: number[]) => void; error?: string | undefined }) {
  const w = words.use();
  const [other, setOther] = useState<{ minutes: number | null } | null>(null);
  const say = (minutes: number) => (minutes === 0 ? w.atStart : w.before(formatDuration(minutes)));
  const left = USUAL.filter((minutes) => !value.includes(minutes));
  const add = (minutes: number) => {
    onValue([...new Set([...value, minutes])].sort((a, b) => b - a));
    setOther(null);
  };
  return (
    <div class={styles.reminders}>
      {value.length < MOST && (
        <Select
          label={w.reminders}
          error={error}
          value={other ? "other" : ""}
          onValue={(chosen: string) => {
            if (chosen === "other") setOther({ minutes: 45 });
            else if (chosen) add(Number(chosen));
            else setOther(null);
          }}
          options={[
            { value: "", label: value.length ? w.addReminder : w.none },
            ...left.map((minutes) => ({ value: String(minutes), label: say(minutes) })),
            { value: "other", label: w.otherReminder },
          ]}
        />
      )}
      {other && value.length < MOST && (
        <div class={styles.other}>
          <LengthField label={w.howLongBefore} value={other.minutes} most={LONGEST} onValue={(minutes) => setOther({ minutes })} />
          <Button disabled={other.minutes === null} onClick={() => other.minutes !== null && add(other.minutes)}>
            {w.addReminderAct}
          </Button>
        </div>
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
