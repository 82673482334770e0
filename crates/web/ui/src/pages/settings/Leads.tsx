import { formatDuration } from "../../i18n";
import { fieldText, Select, TimeField } from "../../ui";
import type { SettingsForm } from "./form";
import styles from "./settings.module.css";
import { useWords } from "./words";

const MINUTES = [0, 5, 10, 15, 30, 60, 120, 1440];
const DAYS = [0, 1, 2, 3, 7, 14];

/** The usual choices, and the one that holds. */
const choices = (usual: readonly number[], now: number) => [...new Set([...usual, now])].sort((a, b) => a - b);

/** When people are told of what is due, and how long before. */
export function Leads({ form }: { form: SettingsForm }) {
  const words = useWords().phone;
  const { now } = form;
  const minutes = now?.ntfy_event_lead_minutes ?? 15;
  return (
    <fieldset class={styles.group}>
      <legend class={styles.legend}>{words.when}</legend>
      <TimeField
        label={words.dailyTime}
        hint={words.dailyTimeHint}
        value={now?.daily_notice_time ?? null}
        onValue={(time) => time && form.set({ daily_notice_time: time })}
        error={fieldText(form.error, "/daily_notice_time")}
      />
      <Select
        label={words.eventLead}
        hint={words.eventLeadHint}
        value={String(minutes)}
        onValue={(value) => form.set({ ntfy_event_lead_minutes: Number(value) })}
        options={choices(MINUTES, minutes).map((n) => ({ value: String(n), label: n ? words.before(formatDuration(n)) : words.atStart }))}
        error={fieldText(form.error, "/ntfy_event_lead_minutes")}
      />
      {(["todo", "project"] as const).map((kind) => {
        const field = `ntfy_${kind}_lead_days` as const;
        const days = now?.[field] ?? 0;
        return (
          <Select
            key={kind}
            label={words[`${kind}Lead`]}
            value={String(days)}
            onValue={(value) => form.set({ [field]: Number(value) })}
            options={choices(DAYS, days).map((n) => ({ value: String(n), label: n ? words.daysBefore(n) : words.onTheDay }))}
            error={fieldText(form.error, `/${field}`)}
          />
        );
      })}
    </fieldset>
  );
}
