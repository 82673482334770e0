import { useState } from "preact/hooks";
import { api, type Schemas, useResource } from "../../api";
import { formatAgo, formatInstant } from "../../i18n";
import { Button, Dialog, EmptyState, ErrorState, errorText, Icon, Skeleton, toast } from "../../ui";
import { withProof } from "../proof";
import { deviceOf } from "../settings/device";
import styles from "./admin.module.css";
import { useWords } from "./words";

interface Props {
  user: Schemas["User"];
  onClose: () => void;
  /** They were ended. */
  onEnded: () => void;
}

/** Where somebody is signed in, so that one sees what one ends. */
export function AccountSessions({ user, onClose, onEnded }: Props) {
  const words = useWords().accounts;
  const [busy, setBusy] = useState(false);
  const path = { params: { path: { id: user.id } } };
  const read = useResource(`/api/admin/users/${user.id}/sessions`, async (signal) => (await api.GET("/api/admin/users/{id}/sessions", { ...path, signal })).data);
  const sessions = read.data.value;
  const error = read.error.value;

  async function end() {
    setBusy(true);
    try {
      if (await withProof(() => api.DELETE("/api/admin/users/{id}/sessions", path))) onEnded();
    } catch (thrown) {
      toast(errorText(thrown), { kind: "error" });
    } finally {
      setBusy(false);
    }
  }

  return (
    <Dialog
      open
      title={words.sessionsOf(user.username)}
      subtitle={sessions?.length ? words.text.endSessions : undefined}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{words.leaveSessions}</Button>
          {sessions && sessions.length > 0 && (
            <Button variant="danger" busy={busy} onClick={() => void end()}>
              {words.endSessions}
            </Button>
          )}
        </>
      }
    >
      {!sessions && (error ? <ErrorState small error={error} onRetry={() => void read.reload()} /> : <Skeleton rows={2} />)}
      {sessions?.length === 0 && <EmptyState small icon="sign-out" title={words.noSessions} />}
      <ul>
        {sessions?.map((one) => {
          const { browser, system } = deviceOf(one.user_agent);
          return (
            <li key={one.id} class={styles.line}>
              <Icon name="device" />
              <div class={styles.text}>
                <span class={styles.name}>{words.device(browser, system)}</span>
                <span class={styles.muted}>
                  {words.used(formatAgo(one.last_seen_at), one.ip_address ?? "")} · {words.since(formatInstant(one.created_at))}
                </span>
              </div>
            </li>
          );
        })}
      </ul>
    </Dialog>
  );
}
