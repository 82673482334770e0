import { useEffect, useMemo, useState } from "preact/hooks";
import { api, further, paged, type Schemas } from "../../api";
import { dateOf } from "../../i18n";
import { links } from "../../shell/links";
import { Button, Card, EmptyState, ErrorState, List, Segmented, Skeleton } from "../../ui";
import { type Answer, type Invitation, nameOf, useAnswers, useSharedCalendars } from "./asks";
import type { PartProps } from "./index";
import styles from "./inbox.module.css";
import { Waiting, whenOf } from "./Waiting";
import { useWords } from "./words";

/** All invitations with one's answer, which can be changed, and the calendars that others share. */
export default function Invitations({ frame }: PartProps) {
  const words = useWords();
  const answers = useAnswers();
  const list = useMemo(
    () => paged<Invitation>((cursor, signal) => api.GET("/api/event-invitations", { params: { query: further(cursor) }, signal })),
    [],
  );
  const calendars = useSharedCalendars();
  useEffect(() => {
    void list.more();
    return () => list.abort();
  }, [list]);

  async function respond(invitation: Invitation, status: Answer) {
    if (await answers.respond(invitation, status)) {
      list.update((all) => all.map((one) => (one.id === invitation.id ? { ...one, status } : one)));
    } else void list.refresh();
  }

  // Those that wait stand in the card above.
  const items = list.items.value?.filter(({ status }) => status !== "pending");
  const error = list.error.value;
  const goesOn = items?.length === 0 && list.hasMore.value && !error && !list.loading.value;
  useEffect(() => {
    if (goesOn) void list.more();
  }, [goesOn]);
  const shared = (calendars.data.value ?? []).filter(({ status }) => status === "accepted");
  return frame(
    <>
      <Waiting only="invitations" onAnswer={() => void list.refresh()} />
      <div class={styles.cards}>
        {!items && (error ? <ErrorState error={error} onRetry={() => void list.reload()} /> : <Skeleton rows={4} />)}
        {list.items.value?.length === 0 && (
          <EmptyState small icon="calendar-plus" title={words.invitations.empty}>
            {words.invitations.emptyText}
          </EmptyState>
        )}
        {items && items.length > 0 && (
          <Card title={words.invitations.list} class={styles.listCard}>
            <List
              label={words.invitations.list}
              items={items}
              itemKey={(one) => one.id}
              estimate={72}
              onEnd={list.hasMore.value && !error ? () => void list.more() : undefined}
              render={(one) => <Invited invitation={one} onAnswer={(status) => respond(one, status)} />}
              after={error && <ErrorState small error={error} onRetry={() => void list.more()} />}
            />
          </Card>
        )}
        {shared.length > 0 && (
          <Card title={words.invitations.calendars} class={styles.listCard}>
            <ul class={styles.lines}>
              {shared.map((calendar) => (
                <SharedRow key={calendar.calendar_id} calendar={calendar} onLeave={() => answers.leaveCalendar(calendar)} />
              ))}
            </ul>
          </Card>
        )}
      </div>
    </>,
  );
}

function Invited({ invitation, onAnswer }: { invitation: Invitation; onAnswer: (status: Answer) => Promise<void> }) {
  const words = useWords();
  const { event, status, invited_by_username } = invitation;
  const title = event?.title ?? words.invitations.gone;
  return (
    <div class={styles.line}>
      <div class={styles.askText}>
        <span class={styles.askTitle}>
          {event ? <a href={links.event(event.id, dateOf(event.start_local), invitation.recurrence_id)}>{title}</a> : title}
        </span>
        <span class={styles.detail}>{[whenOf(invitation, words), words.invitations.by(invited_by_username)].filter(Boolean).join(" · ")}</span>
      </div>
      {event && (
        <Segmented
          label={words.invitations.answer(title)}
          value={status as Answer}
          onValue={(next) => void onAnswer(next)}
          options={[
            { value: "accepted", label: words.waiting.accept },
            { value: "tentative", label: words.waiting.maybe },
            { value: "declined", label: words.waiting.decline },
          ]}
        />
      )}
    </div>
  );
}

function SharedRow({ calendar, onLeave }: { calendar: Schemas["SharedCalendar"]; onLeave: () => Promise<boolean> }) {
  const words = useWords();
  const [busy, setBusy] = useState(false);
  return (
    <li class={styles.line}>
      <span class={styles.swatch} style={{ background: calendar.color ?? calendar.default_color }} />
      <div class={styles.askText}>
        <span class={styles.askTitle}>{calendar.name}</span>
        <span class={styles.detail}>
          {words.invitations.by(nameOf(calendar.owner))} · {words.permissions[calendar.permission]}
        </span>
      </div>
      {calendar.permission !== "owner" && (
        <Button
          small
          busy={busy}
          aria-label={words.invitations.leaveOf(calendar.name)}
          onClick={async () => {
            setBusy(true);
            await onLeave();
            setBusy(false);
          }}
        >
          {words.invitations.leave}
        </Button>
      )}
    </li>
  );
}
