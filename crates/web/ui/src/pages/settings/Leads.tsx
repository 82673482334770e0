import { formatDuration } from "../../i18n";
import { fieldText, LengthChoice, TimeField } from "../../ui";
import type { Change, SettingsForm } from "./form";
import styles from "./settings.module.css";
import { useWords } from "./words";

const DAY = 1440;
const MINUTES = [0, 5, 10, 15, 30, 60, 120, DAY];
const DAYS = [0, 1, 2, 3, 7, 14];
/** What the API takes: a week, and 30 days. */
const [MOST_MINUTES, MOST_DAYS] = [7 * DAY, 30];

interface Props {
  form: SettingsForm;
  /** Says whether something that can't be saved stands in a field. */
  onWrong: (field: string, wrong: boolean) => void;
}

/** When people are told of what is due, and how long before. */
export function Leads({ form, onWrong }: Props) {
  const words = useWords().phone;
  const { now } = form;
  const set = (field: keyof Change, value: number | null) => {
    onWrong(field, value === null);
    if (value !== null) form.set({ [field]: value });
  };
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
      <LengthChoice
        label={words.eventLead}
        hint={words.eventLeadHint}
        value={now?.ntfy_event_lead_minutes ?? 15}
        usual={MINUTES}
        most={MOST_MINUTES}
        say={(n) => (n ? words.before(formatDuration(n)) : words.atStart)}
        onValue={(minutes) => set("ntfy_event_lead_minutes", minutes)}
        error={fieldText(form.error, "/ntfy_event_lead_minutes")}
      />
      {(["todo", "project"] as const).map((kind) => {
        const field = `ntfy_${kind}_lead_days` as const;
        return (
          <LengthChoice
            key={kind}
            label={words[`${kind}Lead`]}
            value={(now?.[field] ?? 0) * DAY}
            usual={DAYS.map((days) => days * DAY)}
            units={["days", "weeks"]}
            most={MOST_DAYS * DAY}
            say={(n) => (n ? words.daysBefore(n / DAY) : words.onTheDay)}
            onValue={(minutes) => set(field, minutes === null ? null : minutes / DAY)}
            error={fieldText(form.error, `/${field}`)}
          />
        );
      })}
    </fieldset>
  );
}
