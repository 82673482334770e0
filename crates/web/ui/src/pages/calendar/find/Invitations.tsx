import { useState } from "preact/hooks";
import { api, pages, useResource, type Schemas } from "../../../api";
import { formatEventTime } from "../../../i18n";
import { EmptyState, ErrorState, Segmented, Sheet, Skeleton } from "../../../ui";
import { Invitation } from "../details/Invitation";
import { words as detailWords } from "../details/words";
import { close, opened } from "../state";
import styles from "./find.module.css";
import { words as findWords } from "./words";

/** The words of the list, and those of the answers. */
export const words = { load: () => Promise.all([findWords.load(), detailWords.load()]) };

/** To what one is invited, with what one has answered. */
export default function Invitations() {
  const w = findWords.use();
  const [filter, setFilter] = useState<"pending" | "all">("pending");
  const list = useResource(`/api/event-invitations?filter=${filter}`, async (signal) => {
    const found: Schemas["ReceivedInvitation"][] = [];
    const load = (cursor: string | undefined, abort: AbortSignal) =>
      api.GET("/api/event-invitations", { params: { query: { limit: 200, ...(filter === "pending" && { status: "pending" as const }), ...(cursor && { cursor }) } }, signal: abort });
    for await (const page of pages<Schemas["ReceivedInvitation"]>(load, signal)) found.push(...page);
    return found;
  });
  const all = list.data.value;
  return (
    <Sheet open onClose={close} title={w.invitations}>
      <Segmented
        label={w.show}
        value={filter}
        onValue={setFilter}
        options={[
          { value: "pending", label: w.filters.pending },
          { value: "all", label: w.filters.all },
        ]}
      />
      {!all ? (
        list.error.value ? (
          <ErrorState error={list.error.value} onRetry={() => void list.reload()} />
        ) : (
          <Skeleton rows={4} />
        )
      ) : all.length === 0 ? (
        <EmptyState icon="mail" title={w.noInvitations}>
          {w.noInvitationsText}
        </EmptyState>
      ) : (
        <ul class={styles.invitations}>
          {all.map((one) => (
            <li key={one.id} class={styles.invitation}>
              {one.event ? (
                <button type="button" class={styles.hit} onClick={() => (opened.value = { kind: "event", event: one.event! })}>
                  <span class={styles.text}>
                    <span class={styles.title}>{one.event.title}</span>
                    <span class={styles.hint}>
                      {formatEventTime(one.event)} · {w.by(one.invited_by_username)}
                    </span>
                  </span>
                </button>
              ) : (
                <p class={styles.hint}>{w.unknown}</p>
              )}
              <Invitation event={{ my_invitation: { id: one.id, status: one.status } }} onAnswer={() => void list.reload()} stay />
            </li>
          ))}
        </ul>
      )}
    </Sheet>
  );
}
