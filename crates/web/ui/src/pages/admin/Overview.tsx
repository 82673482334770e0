import { api, useResource } from "../../api";
import { formatNumber } from "../../i18n";
import { ButtonLink, Card, ErrorState, Skeleton } from "../../ui";
import styles from "./admin.module.css";
import { Entry } from "./Entry";
import { useWords } from "./words";

/** Numbers of the server, and what happened last. */
export function Overview() {
  const words = useWords().overview;
  const read = useResource("/api/admin/dashboard", async (signal) => (await api.GET("/api/admin/dashboard", { signal })).data);
  const now = read.data.value;
  const error = read.error.value;
  if (!now) return error ? <ErrorState error={error} onRetry={() => void read.reload()} /> : <Skeleton kind="block" rows={3} />;
  const n = formatNumber;
  const numbers = [
    {
      label: words.accounts,
      value: now.users.total,
      detail: [words.active(n(now.users.active)), words.admins(n(now.users.admins)), now.users.must_change_password > 0 && words.mustChange(n(now.users.must_change_password))],
    },
    { label: words.sessions, value: now.sessions.active, detail: [words.people(n(now.sessions.users))] },
    {
      label: words.totp,
      value: now.mfa.totp,
      detail: [words.passkeys(n(now.mfa.passkeys)) + words.passwordless(n(now.mfa.passwordless)), now.mfa.enforce_pending > 0 && words.pending(n(now.mfa.enforce_pending))],
    },
    { label: words.locked, value: now.locks.names, detail: [words.frozen(n(now.locks.frozen_codes))] },
  ];
  return (
    <div class={styles.cards}>
      <dl class={styles.numbers}>
        {numbers.map(({ label, value, detail }) => (
          <div key={label} class={styles.number}>
            <dt>{label}</dt>
            <dd>
              <span class={styles.value}>{n(value)}</span>
              <span class={styles.muted}>{detail.filter(Boolean).join(" · ")}</span>
            </dd>
          </div>
        ))}
      </dl>
      <Card
        title={words.recent}
        aside={
          <ButtonLink small variant="ghost" href="/admin/audit">
            {words.all}
          </ButtonLink>
        }
      >
        <ul class={styles.lines}>
          {now.recent_audit.map((entry) => (
            <li key={entry.id}>
              <Entry entry={entry} />
            </li>
          ))}
        </ul>
      </Card>
    </div>
  );
}
