import { addDays, formatDay, formatTime, localOf, region, today, type CivilDate } from "../i18n";
import { cx } from "./classes";
import styles from "./Due.module.css";
import { Icon } from "./Icon";

interface When {
  due_date?: string | null | undefined;
  due_time?: string | null | undefined;
}

/** Whether something open is past its day, or past its time on that day, by the account's clock. */
export function isOverdue({ due_date, due_time }: When, now: string = localOf(Date.now(), region.value.zone)): boolean {
  if (!due_date) return false;
  if (!due_time) return due_date < now.slice(0, 10);
  return `${due_date}T${due_time.slice(0, 5)}` < now.slice(0, 16);
}

interface Props extends When {
  /** It is done: then nothing is urgent any more. */
  done?: boolean | undefined;
  recurs?: boolean | undefined;
}

/** When something is due, in colour and words: today, tomorrow, overdue. */
export function Due({ due_date, due_time, done, recurs }: Props) {
  if (!due_date) return null;
  const now: CivilDate = today();
  const overdue = !done && isOverdue({ due_date, due_time });
  const tone = done ? undefined : overdue ? "late" : due_date === now ? "today" : due_date === addDays(now, 1) ? "soon" : undefined;
  return (
    <span class={cx(styles.due, tone && styles[tone])}>
      <Icon name={recurs ? "repeat" : "calendar"} size={14} />
      {formatDay(due_date)}
      {due_time && `, ${formatTime(due_time)}`}
    </span>
  );
}
