import { useState } from "preact/hooks";
import { api, Problem, type Schemas } from "../../api";
import { Button, Dialog, ErrorState, fieldText, Select, TextField } from "../../ui";
import { withProof } from "../proof";
import styles from "./admin.module.css";
import { useWords } from "./words";

/** An account for somebody else. The server makes its password. */
export function NewAccount({ onClose, onCreated }: { onClose: () => void; onCreated: (created: Schemas["CreatedUser"]) => void }) {
  const all = useWords();
  const words = all.accounts;
  const [username, setUsername] = useState("");
  const [name, setName] = useState("");
  const [email, setEmail] = useState("");
  const [role, setRole] = useState<Schemas["Role"]>("standard");
  const [busy, setBusy] = useState(false);
  const [empty, setEmpty] = useState(false);
  const [error, setError] = useState<unknown>(null);

  async function create() {
    setEmpty(!username.trim());
    setError(null);
    if (!username.trim() || busy) return;
    setBusy(true);
    try {
      const body = { username: username.trim(), preferred_name: name.trim() || null, email: email.trim() || null, role };
      const created = await withProof(() => api.POST("/api/admin/users", { body }));
      if (created) onCreated(created.data);
    } catch (thrown) {
      setError(thrown);
    } finally {
      setBusy(false);
    }
  }

  const known = error instanceof Problem ? words.problems[error.code] : undefined;
  return (
    <Dialog
      open
      size="small"
      title={words.newTitle}
      dirty={Boolean(username || name || email)}
      onClose={onClose}
      onSubmit={() => void create()}
      footer={
        <>
          <Button onClick={onClose}>{all.cancel}</Button>
          <Button type="submit" variant="primary" busy={busy}>
            {words.create}
          </Button>
        </>
      }
    >
      <div class={styles.form}>
        <TextField
          label={words.username}
          hint={words.usernameHint}
          autoFocus
          autoComplete="off"
          autoCapitalize="none"
          spellcheck={false}
          maxLength={64}
          value={username}
          onValue={setUsername}
          error={empty ? words.empty : (known ?? fieldText(error, "/username"))}
        />
        <TextField label={words.preferred} optional autoComplete="off" maxLength={100} value={name} onValue={setName} error={fieldText(error, "/preferred_name")} />
        <TextField label={words.email} optional type="email" autoComplete="off" maxLength={254} value={email} onValue={setEmail} error={fieldText(error, "/email")} />
        <Select
          label={words.role}
          value={role}
          onValue={setRole}
          options={[
            { value: "standard", label: words.roles.standard ?? "" },
            { value: "admin", label: words.roles.admin ?? "" },
          ]}
        />
        {Boolean(error) && !known && !(error instanceof Problem && error.fields.size > 0) && <ErrorState small error={error} />}
      </div>
    </Dialog>
  );
}
