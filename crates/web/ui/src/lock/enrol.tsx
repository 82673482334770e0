// Setting up a second factor that the server demands: the app, a first code, and the codes to keep.
import { useEffect, useState } from "preact/hooks";
import { api } from "../api";
import { copy } from "../clipboard";
import { happen, prove, refuse } from "./actions";
import { Card, Form } from "./Card";
import { Code } from "./Code";
import { Button } from "./controls";
import styles from "./lock.module.css";
import own from "./rare.module.css";
import type { View } from "./state";
import { Link } from "./views";
import { useWords } from "./words";
import { useRareWords } from "./words.rare";

/** Fetches what an authenticator app needs, for a sign-in that demands a second factor. */
async function enrol(token: string): Promise<void> {
  try {
    const { data } = await api.POST("/api/auth/totp/enforce-setup", { body: { mfa_token: token } });
    happen({
      did: "enrolment",
      secret: { text: data.secret, qr: data.qr_code_base64, backupCodes: data.backup_codes },
    });
  } catch (error) {
    refuse(error);
  }
}

export function Enrol({ token, secret }: View & { at: "enrol" }) {
  const [words, rare] = [useWords(), useRareWords()];
  useEffect(() => void enrol(token), [token]);
  return (
    <Card heading={rare.setUpTwoFactor} lead={rare.enrolText}>
      <Form
        send={words.continue}
        held={!secret}
        onSend={({ code = "" }) =>
          prove(() => api.POST("/api/auth/totp/enforce-confirm", { body: { mfa_token: token, code } }))
        }
      >
        <div class={own.qr} aria-busy={!secret}>
          {secret && <img src={secret.qr} alt={rare.qr} width="200" height="200" />}
        </div>
        <div class={own.secret}>
          <p class={own.note}>{rare.enrolSecret}</p>
          {/* A read-only field, so that the keyboard reaches it and copying leaves the blanks out. */}
          <code>{secret ? inGroups(secret.text) : " "}</code>
        </div>
        <p class={own.note}>{rare.enrolCode}</p>
        <Code name="code" label={rare.code} way="app" />
      </Form>
      <p class={styles.links}>
        <Link onClick={() => happen({ did: "back" })}>{rare.back}</Link>
      </p>
    </Card>
  );
}

/** Writes a secret in groups of four, as people type it. */
function inGroups(text: string): string {
  return text.replace(/.{4}(?=.)/g, "$& ");
}

/** The codes for when the app is lost. They have to be acknowledged: they are never shown again. */
export function BackupCodes({ codes }: View & { at: "backup-codes" }) {
  const [words, rare] = [useWords(), useRareWords()];
  const [kept, keep] = useState(false);
  const [copied, setCopied] = useState("");
  const text = `${rare.backupCodesFile}\n\n${codes.join("\n")}\n`;
  return (
    <Card heading={rare.backupCodes} lead={rare.backupCodesText}>
      <ul class={own.codes}>
        {codes.map((code) => (
          <li key={code}>
            <code>{code}</code>
          </li>
        ))}
      </ul>
      <div class={own.pair}>
        <Button onClick={() => void copy(text).then(setCopied)}>
          <span aria-live="polite">{copied || rare.copy}</span>
        </Button>
        <Button onClick={() => download("umbra-backup-codes.txt", text)}>
          {rare.download}
        </Button>
      </div>
      <label class={own.check}>
        <input type="checkbox" checked={kept} onChange={(event) => keep(event.currentTarget.checked)} />
        {rare.backupCodesKept}
      </label>
      <Button
        primary
        wide
        disabled={!kept}
        onClick={() => happen({ did: "kept-codes" })}
      >
        {words.continue}
      </Button>
    </Card>
  );
}

/** Saves a text as a file. */
function download(name: string, text: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "text/plain" }));
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}
