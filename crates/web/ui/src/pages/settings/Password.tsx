import { useState } from "preact/hooks";
import { api, invalidate, Problem } from "../../api";
import { Button, Card, ErrorState, fieldText, TextField, toast } from "../../ui";
import { proofText } from "../proof";
import styles from "./settings.module.css";
import { useWords } from "./words";

/** A new password. All other sessions end with it. */
export function Password() {
  const words = useWords().security;
  const [old, setOld] = useState("");
  const [fresh, setFresh] = useState("");
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const [empty, setEmpty] = useState(false);

  async function save() {
    setError(null);
    setEmpty(!old || !fresh);
    if (!old || !fresh || busy) return;
    setBusy(true);
    try {
      await api.POST("/api/auth/change-password", { body: { old_password: old, new_password: fresh } });
      setOld("");
      setFresh("");
      toast(words.changed);
      invalidate("/api/auth/sessions");
    } catch (thrown) {
      setError(thrown);
    } finally {
      setBusy(false);
    }
  }

  const refused = fieldText(error, "/new_password");
  const wrong = error instanceof Problem && (error.status === 401 || error.code === "wrong_password") ? proofText(error) : null;
  return (
    <Card title={words.password}>
      <form
        class={styles.form}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <TextField
          label={words.old}
          type="password"
          autoComplete="current-password"
          maxLength={128}
          value={old}
          onValue={setOld}
          error={empty && !old ? words.empty : (wrong ?? fieldText(error, "/old_password"))}
        />
        <TextField
          label={words.fresh}
          hint={words.freshHint}
          type="password"
          autoComplete="new-password"
          maxLength={128}
          value={fresh}
          onValue={setFresh}
          error={empty && !fresh ? words.empty : refused}
        />
        {Boolean(error) && !refused && !wrong && <ErrorState small error={error} />}
        <div class={styles.buttons}>
          <Button type="submit" variant="primary" busy={busy}>
            {words.change}
          </Button>
        </div>
      </form>
    </Card>
  );
}
