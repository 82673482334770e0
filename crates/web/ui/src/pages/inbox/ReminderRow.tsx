import { useState } from "preact/hooks";
import { api, type Schemas } from "../../api";
import { dateOf, formatDuration, formatInstant, localOf, region } from "../../i18n";
import { ruleInWords } from "../../i18n/rule";
import { useLocation } from "../../shell";
import { Button, confirm, cx, errorText, Icon, IconButton, Menu, toast } from "../../ui";
import styles from "./inbox.module.css";
import { SnoozeButton } from "./SnoozeButton";
import type { SnoozeBody } from "../snooze";
import { useSnoozes, useSnoozeWords } from "../useSnoozes";
import { useWords } from "./words";

interface Props {
  reminder: Schemas["Reminder"];
  when: string;
  /** It has rung and waits: then "done" and "later" are in sight. */
  due?: boolean;
  onEdit?: (() => void) | undefined;
  onChanged: () => void;
}

/** A reminder, with what can be done about it. */
export function ReminderRow({ reminder, when, due, onEdit, onChanged }: Props) {
  const words = useWords().reminders;
  const snoozeWords = useSnoozeWords();
  const { route } = useLocation();
  const [busy, setBusy] = useState(false);
  const { id, title, description, recurrence_rule, remind_at, timezone, snoozed_until, is_active, is_dismissed, next_at, minutes_before } = reminder;
  const path = { params: { path: { id } } };

  async function run(act: () => Promise<string>) {
    if (busy) return;
    setBusy(true);
    try {
      toast(await act());
    } catch (error) {
      toast(errorText(error), { kind: "error" });
    } finally {
      setBusy(false);
      onChanged();
    }
  }

  const dismiss = () =>
    run(async () => {
      await api.PATCH("/api/reminders/{id}/dismiss", path);
      return words.dismissed(title);
    });
  const snooze = (body: SnoozeBody) =>
    run(async () => {
      const { data } = await api.PATCH("/api/reminders/{id}/snooze", { ...path, body });
      return snoozeWords.again(title, formatInstant(data.snoozed_until ?? data.next_at ?? Date.now()));
    });
  const switchTo = (active: boolean) =>
    run(async () => {
      const { data } = await api.PATCH("/api/reminders/{id}", { ...path, body: { is_active: active } });
      return data.next_at ? words.saved(formatInstant(data.next_at)) : words.off;
    });

  async function remove() {
    const text = recurrence_rule ? words.removeSeries : words.removeText;
    if (!(await confirm({ title: words.removeTitle(title), text, action: words.removeAction, danger: true }))) return;
    await run(async () => {
      await api.DELETE("/api/reminders/{id}", path);
      return words.removed(title);
    });
  }

  const start = remind_at ? dateOf(localOf(remind_at, timezone ?? region.value.zone)) : null;
  const details = [
    when,
    recurrence_rule && ruleInWords(recurrence_rule, start),
    minutes_before !== null && minutes_before !== undefined && (minutes_before === 0 ? words.start : words.before(formatDuration(minutes_before))),
    snoozed_until && snoozeWords.until(formatInstant(snoozed_until)),
    !is_active && words.off,
    is_dismissed && !next_at && words.done,
  ].filter(Boolean);
  const later = useSnoozes((body) => void snooze(body));
  // A reminder that recurs and hasn't rung has nothing that could be put off.
  const canSnooze = due || (!recurrence_rule && Boolean(next_at)) || Boolean(snoozed_until);
  return (
    <div class={cx(styles.line, !is_active && styles.off)}>
      <span class={styles.tile}>
        <Icon name={snoozed_until ? "snooze" : recurrence_rule ? "repeat" : "bell"} size={18} />
      </span>
      <div class={styles.askText}>
        <span class={cx(styles.title, styles.strong)}>{title}</span>
        {description && <span class={styles.body}>{description}</span>}
        <span class={styles.detail}>{details.join(" · ")}</span>
      </div>
      <div class={styles.buttons}>
        {due && (
          <>
            <SnoozeButton title={title} choices={later} />
            <Button small icon="check" busy={busy} aria-label={words.dismissOf(title)} onClick={() => void dismiss()}>
              {words.dismiss}
            </Button>
          </>
        )}
        {onEdit && (
          <Menu
            align="end"
            trigger={(props) => <IconButton {...props} small icon="more" label={words.more(title)} />}
            items={[
              { label: words.edit, icon: "edit", onSelect: onEdit },
              { label: words.sent, icon: "send", onSelect: () => route(`/inbox/deliveries?subject=reminder:${id}`) },
              ...(canSnooze && !due ? [{ heading: snoozeWords.later }, ...later, "divider" as const] : []),
              !due && Boolean(next_at) && !recurrence_rule && { label: words.dismiss, icon: "check", onSelect: () => void dismiss() },
              is_active
                ? { label: words.switchOff, icon: "eye-off", onSelect: () => void switchTo(false) }
                : { label: words.switchOn, icon: "bell", onSelect: () => void switchTo(true) },
              "divider",
              { label: words.remove, icon: "trash", danger: true, onSelect: () => void remove() },
            ]}
          />
        )}
      </div>
    </div>
  );
}
