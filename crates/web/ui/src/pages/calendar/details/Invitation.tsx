import { useState } from "preact/hooks";
import { api } from "../../../api";
import { Button, errorText, toast } from "../../../ui";
import { eventsChanged, type Event } from "../move";
import { close } from "../state";
import styles from "./details.module.css";
import { words } from "./words";

const ANSWERS = ["accepted", "tentative", "declined"] as const;

/** The caller's own invitation to an event, and the three answers to it. */
export function Invitation({ event, onAnswer, stay }: { event: Pick<Event, "my_invitation">; onAnswer: () => void; stay?: boolean }) {
  const w = words.use();
  const [busy, setBusy] = useState<string | null>(null);
  const invitation = event.my_invitation!;
  const labels = { accepted: w.yes, tentative: w.maybe, declined: w.no };

  async function answer(status: (typeof ANSWERS)[number]) {
    setBusy(status);
    try {
      await api.PUT("/api/event-invitations/{id}/respond", { params: { path: { id: invitation.id } }, body: { status } });
      eventsChanged();
      if (status === "declined") {
        toast(w.declined);
        if (!stay) close();
      }
      onAnswer();
    } catch (error) {
      toast(errorText(error), { kind: "error" });
    } finally {
      setBusy(null);
    }
  }

  return (
    <div class={styles.invitation} role="group" aria-label={w.invited}>
      <span>{w.invited}</span>
      <span class={styles.answers}>
        {ANSWERS.map((status) => (
          <Button
            key={status}
            small
            variant={invitation.status === status ? "primary" : "secondary"}
            aria-pressed={invitation.status === status}
            busy={busy === status}
            onClick={() => void answer(status)}
          >
            {labels[status]}
          </Button>
        ))}
      </span>
    </div>
  );
}
