import { useState } from "preact/hooks";
import type { Schemas } from "../../api";
import { copy } from "../../clipboard";
import { formatInstant } from "../../i18n";
import { Button, Dialog } from "../../ui";
import styles from "./admin.module.css";
import { useWords } from "./words";

export interface Shown {
  user: Schemas["User"];
  password: string;
}

/** A password that is shown this once. */
export function OneTimePassword({ user, password, onClose }: Shown & { onClose: () => void }) {
  const words = useWords().accounts;
  const [copied, setCopied] = useState("");
  return (
    <Dialog
      open
      dirty
      size="small"
      title={words.passwordTitle(user.username)}
      onClose={onClose}
      footer={
        <>
          <Button icon="copy" onClick={() => void copy(password).then(setCopied)}>
            <span aria-live="polite">{copied || words.copy}</span>
          </Button>
          <Button variant="primary" onClick={onClose}>
            {words.close}
          </Button>
        </>
      }
    >
      <div class={styles.form}>
        <p>{user.password_expires_at ? words.passwordText(formatInstant(user.password_expires_at)) : words.passwordTextOnly}</p>
        <p>
          <code class={styles.password}>{password}</code>
        </p>
      </div>
    </Dialog>
  );
}
