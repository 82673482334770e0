import type { Schemas } from "../../api";
import { formatAgo, formatInstant, formatNumber, today } from "../../i18n";
import { Avatar, Badge, cx, Icon, IconButton, Menu } from "../../ui";
import type { SnoozeBody } from "../snooze";
import { useSnoozes, useSnoozeWords } from "../useSnoozes";
import styles from "./inbox.module.css";
import { SnoozeButton } from "./SnoozeButton";
import { hrefOf, ICONS, isDue } from "./kinds";
import { useWords } from "./words";

interface Props {
  notification: Schemas["Notification"];
  onRead: () => void;
  onWhy: () => void;
  /** Has it told again later. */
  onSnooze: (body: SnoozeBody) => void;
  onRemove: () => void;
}

/** One notification: it leads to what it is about, and is read then. */
export function NotificationRow({ notification, onRead, onWhy, onSnooze, onRemove }: Props) {
  const words = useWords();
  const snoozeWords = useSnoozeWords();
  const later = useSnoozes(onSnooze);
  const { kind, title, body, count, actor, read_at, updated_at, snoozed_until } = notification;
  const href = hrefOf(notification, today());
  const unread = !read_at;
  const canSnooze = isDue(kind);
  // In sight as long as it waits; afterwards in the menu.
  const waits = canSnooze && (unread || snoozed_until !== null);
  const text = (
    <>
      <span class={styles.meta}>
        {unread && (
          <>
            <span class={styles.dot} aria-hidden="true" />
            <span class="sr-only">{words.unreadOne}: </span>
          </>
        )}
        <span>{words.kinds[kind] ?? kind}</span>
        <time class={styles.ago} dateTime={updated_at} title={formatInstant(updated_at)}>
          {formatAgo(updated_at)}
        </time>
        {count > 1 && <Badge>{words.times(formatNumber(count))}</Badge>}
      </span>
      <span class={styles.title}>{title}</span>
      {body && <span class={styles.body}>{body}</span>}
      {snoozed_until && <span class={styles.body}>{snoozeWords.until(formatInstant(snoozed_until))}</span>}
    </>
  );
  return (
    <div class={cx(styles.row, unread && styles.isUnread)} data-notification={notification.id}>
      {actor ? (
        <Avatar name={actor.preferred_name || actor.username} size={36} />
      ) : (
        <span class={styles.tile}>
          <Icon name={snoozed_until ? "snooze" : (ICONS[kind] ?? "bell")} size={18} />
        </span>
      )}
      {href ? (
        <a href={href} class={styles.text} onClick={onRead}>
          {text}
        </a>
      ) : (
        <div class={styles.text}>{text}</div>
      )}
      {waits && (
        <SnoozeButton title={title} choices={later} />
      )}
      <Menu
        align="end"
        trigger={(props) => <IconButton {...props} small icon="more" label={words.more(title)} />}
        items={[
          unread && { label: words.read, icon: "check", onSelect: onRead },
          { label: words.why, icon: "help", onSelect: onWhy },
          ...(canSnooze && !waits ? [{ heading: snoozeWords.later }, ...later, "divider" as const] : []),
          { label: words.remove, icon: "trash", danger: true, onSelect: onRemove },
        ]}
      />
    </div>
  );
}
