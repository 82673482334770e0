import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { formatDate, formatEventTime, formatNumber, dateOf } from "../../i18n";
import { Avatar, Badge, Button, Card, ErrorState } from "../../ui";
import { nameOf, useAnswers, useAsks } from "./asks";
import styles from "./inbox.module.css";
import { useWords } from "./words";

interface Props {
  /** Default: everything. */
  only?: "connections" | "invitations";
  /** Something was answered, or was found to be so already. */
  onAnswer?: () => void;
}

/** Requests, offers and invitations that wait for an answer, with the answers beside them. Nothing if there are none. */
export function Waiting({ only, onAnswer }: Props) {
  const words = useWords();
  const answers = useAnswers();
  const { requests, invitations, calendars } = useAsks();
  const offers = only === "connections" ? [] : (calendars.data.value ?? []).filter(({ status }) => status === "pending");
  const paged = [...(only === "invitations" ? [] : [requests]), ...(only === "connections" ? [] : [invitations])];
  const asked = only === "invitations" ? [] : (requests.items.value ?? []);
  const invited = only === "connections" ? [] : (invitations.items.value ?? []);
  const count = offers.length + asked.length + invited.length;
  const further = paged.filter((list) => list.items.value && list.hasMore.value);
  const wrong = further.find((list) => list.error.value);
  const missing = [...paged.filter((list) => !list.items.value && list.error.value), ...(only !== "connections" && !calendars.data.value && calendars.error.value ? [calendars] : [])];
  if (count === 0 && missing.length === 0) return null;
  return (
    <Card title={words.waiting.title} aside={count > 0 && <Badge tone="accent">{formatNumber(count) + (further.length ? "+" : "")}</Badge>} class={styles.waiting}>
      {missing[0] && <ErrorState small error={missing[0].error.value} onRetry={() => missing.forEach((list) => void list.reload())} />}
      <ul class={styles.asks}>
        {asked.map((request) => (
          <Ask
            key={`r${request.id}`}
            onAnswer={onAnswer}
            name={nameOf(request)}
            title={words.waiting.connection(nameOf(request))}
            detail={`@${request.username} · ${words.waiting.connectionHint}`}
            answers={[
              { label: words.waiting.take, primary: true, run: () => answers.connect(request) },
              { label: words.waiting.reject, run: () => answers.reject(request) },
              { label: words.connections.block, run: () => answers.block(request) },
            ]}
          />
        ))}
        {offers.map((offer) => (
          <Ask
            key={`c${offer.calendar_id}`}
            onAnswer={onAnswer}
            name={nameOf(offer.owner)}
            title={words.waiting.calendar(nameOf(offer.owner), offer.name)}
            detail={words.permissions[offer.permission]}
            answers={[
              { label: words.waiting.take, primary: true, run: () => answers.acceptCalendar(offer) },
              { label: words.waiting.decline, run: () => answers.declineCalendar(offer) },
            ]}
          />
        ))}
        {invited.map((invitation) => (
          <Ask
            key={`i${invitation.id}`}
            onAnswer={onAnswer}
            name={invitation.invited_by_username}
            title={words.waiting.event(invitation.invited_by_username, invitation.event?.title ?? words.waiting.eventGone)}
            detail={whenOf(invitation, words)}
            answers={[
              { label: words.waiting.accept, primary: true, run: () => answers.respond(invitation, "accepted") },
              { label: words.waiting.maybe, run: () => answers.respond(invitation, "tentative") },
              { label: words.waiting.decline, run: () => answers.respond(invitation, "declined") },
            ]}
          />
        ))}
      </ul>
      {wrong && <ErrorState small error={wrong.error.value} onRetry={() => void wrong.more()} />}
      {further.length > 0 && (
        <Button small busy={further.some((list) => list.loading.value)} onClick={() => further.forEach((list) => void list.more())}>
          {words.waiting.more}
        </Button>
      )}
    </Card>
  );
}

/** When that is to which somebody is invited, and where. */
export function whenOf(invitation: Parameters<ReturnType<typeof useAnswers>["respond"]>[0], words: ReturnType<typeof useWords>): string {
  const { event, recurrence_id } = invitation;
  if (!event) return "";
  const place = event.location_name ?? event.location_text;
  const which = recurrence_id
    ? words.invitations.occurrence(formatDate(dateOf(event.start_local), "day"))
    : event.recurrence_rule && words.waiting.series;
  return [formatEventTime(event), which, place].filter(Boolean).join(" · ");
}

interface AskProps {
  name: string;
  title: string;
  detail: ComponentChildren;
  answers: { label: string; primary?: boolean; run: () => Promise<boolean> }[];
  onAnswer: (() => void) | undefined;
}

function Ask({ name, title, detail, answers, onAnswer }: AskProps) {
  const [busy, setBusy] = useState<string | null>(null);
  return (
    <li class={styles.ask}>
      <Avatar name={name} size={36} />
      <div class={styles.askText}>
        <span class={styles.askTitle}>{title}</span>
        {detail && <span class={styles.detail}>{detail}</span>}
      </div>
      <div class={styles.askButtons} role="group" aria-label={title} data-ask>
        {answers.map(({ label, primary, run }) => (
          <Button
            key={label}
            small
            variant={primary ? "primary" : "secondary"}
            busy={busy === label}
            onClick={async () => {
              if (busy) return;
              setBusy(label);
              await run();
              setBusy(null);
              onAnswer?.();
            }}
          >
            {label}
          </Button>
        ))}
      </div>
    </li>
  );
}
