import { useState } from "preact/hooks";
import { api, ifMatch, invalidate, Problem, type Schemas, useResource } from "../../api";
import { Button, Card, ErrorState, Skeleton, Switch, toast } from "../../ui";
import { withProof } from "../proof";
import styles from "./admin.module.css";
import { useWords } from "./words";

/** What is allowed on this server. */
export default function Config() {
  const all = useWords();
  const words = all.config;
  const read = useResource("/api/admin/config", (signal) => api.GET("/api/admin/config", { signal }));
  const [draft, setDraft] = useState<Schemas["UpdateConfig"]>({});
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const [conflict, setConflict] = useState(false);
  const answer = read.data.value;
  const failed = read.error.value;
  if (!answer) return failed ? <ErrorState error={failed} onRetry={() => void read.reload()} /> : <Skeleton kind="block" rows={1} />;
  const now = { ...answer.data, ...draft };

  async function save() {
    if (busy || !answer) return;
    setBusy(true);
    setError(null);
    setConflict(false);
    try {
      const saved = await withProof(() => api.PUT("/api/admin/config", { params: { header: ifMatch(answer) }, body: draft }));
      if (!saved) return;
      read.set(saved);
      setDraft({});
      invalidate("/api/auth/status");
      toast(all.saved);
    } catch (thrown) {
      if (thrown instanceof Problem && thrown.isConflict) {
        setDraft({});
        await read.reload();
        setConflict(true);
      } else setError(thrown);
    } finally {
      setBusy(false);
    }
  }

  const row = (key: "allow_registration" | "enforce_mfa_new_users" | "allow_passwordless", label: string, hint: string) => (
    <Switch label={label} hint={hint} checked={now[key]} onChecked={(on) => setDraft((old) => ({ ...old, [key]: on }))} />
  );
  return (
    <Card title={words.title} class={styles.narrow}>
      <form
        class={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        {conflict && (
          <p role="alert" class={styles.notice}>
            {words.conflict}
          </p>
        )}
        {row("allow_registration", words.registration, words.registrationHint)}
        {row("enforce_mfa_new_users", words.mfa, words.mfaHint)}
        {row("allow_passwordless", words.passwordless, words.passwordlessHint)}
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
