import { useState } from "preact/hooks";
import { api, ifMatch, invalidate, Problem, type Schemas, useResource } from "../../api";
import { Button, Card, ErrorState, Skeleton, Switch, toast } from "../../ui";
import { withProof } from "../proof";
import styles from "./admin.module.css";
import { useWords } from "./words";

const KEYS = ["allow_registration", "enforce_mfa_new_users", "allow_passwordless"] as const;
type Key = (typeof KEYS)[number];

/** What is allowed on this server. */
export default function Config() {
  const all = useWords();
  const words = all.config;
  const read = useResource("/api/admin/config", (signal) => api.GET("/api/admin/config", { signal }));
  const [draft, setDraft] = useState<Schemas["UpdateConfig"]>({});
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  /** What somebody else changed meanwhile. */
  const [elsewhere, setElsewhere] = useState<readonly Key[] | null>(null);
  const answer = read.data.value;
  const failed = read.error.value;
  if (!answer) return failed ? <ErrorState error={failed} onRetry={() => void read.reload()} /> : <Skeleton kind="block" rows={1} />;
  const now = { ...answer.data, ...draft };
  const labels: Record<Key, string> = { allow_registration: words.registration, enforce_mfa_new_users: words.mfa, allow_passwordless: words.passwordless };
  const hints: Record<Key, string> = { allow_registration: words.registrationHint, enforce_mfa_new_users: words.mfaHint, allow_passwordless: words.passwordlessHint };

  async function save() {
    if (busy || !answer) return;
    setBusy(true);
    setError(null);
    setElsewhere(null);
    try {
      const saved = await withProof(() => api.PUT("/api/admin/config", { params: { header: ifMatch(answer) }, body: draft }));
      if (!saved) return;
      read.set(saved);
      setDraft({});
      invalidate("/api/auth/status");
      toast(all.saved);
    } catch (thrown) {
      if (thrown instanceof Problem && thrown.isConflict) {
        // What was switched here stays, on top of the newer state.
        await read.reload();
        const newer = read.data.value?.data ?? answer.data;
        if (read.error.value) setError(read.error.value);
        else setElsewhere(KEYS.filter((key) => newer[key] !== answer.data[key]));
      } else setError(thrown);
    } finally {
      setBusy(false);
    }
  }

  return (
    <Card title={words.title} class={styles.narrow}>
      <form
        class={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        {elsewhere && (
          <div role="alert" class={styles.notice}>
            <p>{words.conflict}</p>
            <ul>
              {elsewhere.map((key) => (
                <li key={key}>{words.newer(labels[key], answer.data[key])}</li>
              ))}
            </ul>
          </div>
        )}
        {KEYS.map((key) => (
          <Switch key={key} label={labels[key]} hint={hints[key]} checked={now[key]} onChecked={(on) => setDraft((old) => ({ ...old, [key]: on }))} />
        ))}
        {Boolean(error) && <ErrorState small error={error} />}
        <div class={styles.buttons}>
          <Button type="submit" variant="primary" busy={busy}>
            {all.save}
          </Button>
        </div>
      </form>
    </Card>
  );
}
