import type { Schemas } from "../../api";
import { dateOf, formatDay, formatTime, localOf, region, type CivilDate } from "../../i18n";
import { links } from "../../shell/links";
import { Avatar, Button, Card, Icon, IconButton, Menu } from "../../ui";
import { useSnoozes, useSnoozeWords } from "../useSnoozes";
import { dismiss, snooze } from "./actions";
import type { Dashboard } from "./data";
import styles from "./today.module.css";
import { useWords } from "./words";

type Reminder = Schemas["Reminder"];

/** The time alone for today, else with its day. */
function whenOf(instant: string, day: CivilDate): string {
  const local = localOf(instant, region.value.zone);
  const time = formatTime(local);
  return dateOf(local) === day ? time : `${formatDay(dateOf(local), day)}, ${time}`;
}

function Ringing({ reminder, day }: { reminder: Reminder; day: CivilDate }) {
  const w = useWords();
  const snoozeWords = useSnoozeWords();
  const later = useSnoozes((body) => void snooze(reminder, body, snoozeWords.again));
  const rings = reminder.due_at ?? reminder.next_at;
  return (
    <li class={styles.reminder}>
      <Icon name="bell" size={18} class={styles.bell} />
      <span class={styles.what}>
        <span class={styles.title}>{reminder.title}</span>
        <span class={styles.meta}>{rings && whenOf(rings, day)}</span>
      </span>
      {reminder.due_at && (
        <span class={styles.acts}>
          <Menu
            align="end"
            trigger={(props) => <IconButton {...props} icon="snooze" small label={snoozeWords.of(reminder.title)} />}
            items={later}
          />
          <Button small onClick={() => void dismiss(reminder, w)} aria-label={`${w.dismiss}: ${reminder.title}`}>
            {w.dismiss}
          </Button>
        </span>
      )}
    </li>
  );
}

/** What rings today: what is due first, then what is still to come. */
export function Reminders({ dashboard }: { dashboard: Dashboard }) {
  const w = useWords();
  const due = dashboard.due_reminders;
  const known = new Set(due.map((reminder) => reminder.id));
  const all: Reminder[] = [...due, ...dashboard.reminders.filter((reminder) => !known.has(reminder.id))];
  if (!all.length) return null;
  return (
    <Card title={w.reminders}>
      <ul class={styles.list}>
        {all.map((reminder) => (
          <Ringing key={reminder.id} reminder={reminder} day={dashboard.date} />
        ))}
      </ul>
    </Card>
  );
}

/** Whose birthday it is. */
export function Birthdays({ birthdays }: { birthdays: Dashboard["birthdays"] }) {
  const w = useWords();
  if (!birthdays.length) return null;
  return (
    <Card title={w.birthdays}>
      <ul class={styles.list}>
        {birthdays.map((birthday) => (
          <li key={birthday.person_id}>
            <a href={links.person(birthday.person_id)} class={styles.birthday}>
              <Avatar name={birthday.display_name} size={32} />
              <span>{birthday.age == null ? birthday.display_name : w.turns(birthday.display_name, birthday.age)}</span>
              <Icon name="cake" size={18} />
            </a>
          </li>
        ))}
      </ul>
    </Card>
  );
}
