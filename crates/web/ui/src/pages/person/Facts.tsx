import type { ComponentChildren } from "preact";
import type { Schemas } from "../../api";
import { copy as copyText } from "../../clipboard";
import { formatDate, formatDay, formatNumber, formatRelativeDay, makeDate, today } from "../../i18n";
import { Card, EmptyState, Icon, IconButton, type IconName, toast } from "../../ui";
import { ageOn, nextBirthday, readBirthday } from "./birthday";
import { telLink } from "./number";
import styles from "./person.module.css";
import { useLabel, useWords } from "./words";

type Person = Schemas["Person"];

/** Numbers, addresses, birthday and notes: what can be called or written to is a link. */
export function Facts({ person }: { person: Person }) {
  const words = useWords();
  const label = useLabel();
  const { phones, emails, addresses, birthday, notes } = person;
  if (phones.length + emails.length + addresses.length === 0 && !birthday && !notes) {
    return (
      <EmptyState small icon="user" title={words.nothing}>
        {words.nothingText}
      </EmptyState>
    );
  }
  return (
    <div class={styles.facts}>
      {(phones.length + emails.length + addresses.length > 0 || birthday) && (
        <Card class={styles.card}>
          <ul class={styles.lines}>
            {phones.map(({ phone, label: of }, i) => (
              <Line key={`p${i}`} icon="phone" first={i === 0} kind={words.phones} label={label(of)} copy={phone}>
                <a href={telLink(phone)}>{phone}</a>
              </Line>
            ))}
            {emails.map(({ email, label: of }, i) => (
              <Line key={`e${i}`} icon="mail" first={i === 0} kind={words.emails} label={label(of)} copy={email}>
                <a href={`mailto:${encodeURIComponent(email).replaceAll("%40", "@")}`}>{email}</a>
              </Line>
            ))}
            {birthday && <BirthdayLine birthday={birthday} />}
            {addresses.map((address, i) => {
              const lines = linesOf(address);
              return (
                <Line key={`a${i}`} icon="place" first={i === 0} kind={words.addresses} label={label(address.label)} copy={lines.join("\n")}>
                  <address class={styles.address}>{lines.join("\n")}</address>
                  <a
                    class={styles.map}
                    href={`https://www.openstreetmap.org/search?query=${encodeURIComponent(lines.join(", "))}`}
                    target="_blank"
                    rel="noreferrer noopener"
                    title={words.mapHint}
                  >
                    {words.map} <Icon name="external" size={14} />
                  </a>
                </Line>
              );
            })}
          </ul>
        </Card>
      )}
      {notes && (
        <Card title={words.notes}>
          <p class={styles.notes}>{notes}</p>
        </Card>
      )}
    </div>
  );
}

/** An address as it is written on a letter. */
function linesOf(address: Schemas["PersonAddress"]): string[] {
  const town = [address.postal_code, address.city].filter(Boolean).join(" ");
  return [...(address.street ?? "").split("\n"), town, address.region ?? "", address.country ?? ""].filter(Boolean);
}

interface LineProps {
  icon: IconName;
  first: boolean;
  kind: string;
  label: string;
  /** What goes to the clipboard. */
  copy: string;
  children: ComponentChildren;
}

function Line({ icon, first, kind, label, copy, children }: LineProps) {
  const words = useWords();
  return (
    <li class={styles.line}>
      <span class={styles.lineIcon}>{first && <Icon name={icon} label={kind} />}</span>
      <div class={styles.lineText}>
        {label && <span class={styles.label}>{label}</span>}
        {children}
      </div>
      <IconButton small icon="copy" label={words.copy(copy.split("\n")[0] ?? "")} onClick={() => void copyText(copy).then((said) => toast(said))} />
    </li>
  );
}

function BirthdayLine({ birthday }: { birthday: string }) {
  const words = useWords();
  const born = readBirthday(birthday);
  if (!born) return null;
  const now = today();
  const next = nextBirthday(born, now);
  const age = ageOn(born, now);
  const turns = ageOn(born, next);
  const date = formatDate(makeDate(born.year ?? 2024, born.month, born.day), born.year === undefined ? "day-month" : "medium");
  const day = `${formatRelativeDay(next, now)} (${formatDay(next, now)})`;
  const says =
    next === now
      ? turns === undefined ? words.birthdayToday : words.turnsToday(formatNumber(turns))
      : [age !== undefined && words.age(formatNumber(age)), turns !== undefined ? words.turns(formatNumber(turns), day) : words.next(day)].filter(Boolean).join(" · ");
  return (
    <li class={styles.line}>
      <span class={styles.lineIcon}>
        <Icon name="cake" label={words.birthday} />
      </span>
      <div class={styles.lineText}>
        <span>{date}</span>
        <span class={next === now ? styles.today : styles.label}>{says}</span>
      </div>
    </li>
  );
}
