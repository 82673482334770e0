import { signal } from "@preact/signals";
import { useState } from "preact/hooks";
import { api, knowsPasskeys, Problem, usePasskey } from "../api";
import { inlineWords } from "../i18n";
import { Button, Dialog, errorText, TextField } from "../ui";

/** The words come with it: it is on two pages. */
export const useProofWords = inlineWords(
  {
    title: "Is it you?",
    text: "This needs your password, because it has been a while.",
    password: "Your password",
    code: "Code from your app",
    continue: "Continue",
    cancel: "Cancel",
    passkey: "Use a passkey",
    wrong: "This password is wrong.",
    attempts: (n: number) => (n === 0 ? "Signing in is locked for 30 minutes now." : n === 1 ? "One more wrong try locks signing in." : `${n} more wrong tries lock signing in.`),
    badCode: "This code is wrong.",
    frozen: "Too many codes were wrong. Use one of your backup codes, or ask an admin.",
    badPasskey: "This passkey was not accepted.",
    declined: "No passkey was used.",
    empty: "Write something here.",
  },
  {
    title: "Bist du es?",
    text: "Dafür wird dein Passwort gebraucht, weil du es länger nicht eingegeben hast.",
    password: "Dein Passwort",
    code: "Code aus deiner App",
    continue: "Weiter",
    cancel: "Abbrechen",
    passkey: "Passkey verwenden",
    wrong: "Dieses Passwort stimmt nicht.",
    attempts: (n: number) => (n === 0 ? "Die Anmeldung ist jetzt 30 Minuten gesperrt." : n === 1 ? "Noch ein falscher Versuch sperrt die Anmeldung." : `Noch ${n} falsche Versuche sperren die Anmeldung.`),
    badCode: "Dieser Code stimmt nicht.",
    frozen: "Zu viele Codes waren falsch. Nimm einen deiner Backup-Codes, oder frag eine Admin-Person.",
    badPasskey: "Dieser Passkey wurde nicht angenommen.",
    declined: "Es wurde kein Passkey verwendet.",
    empty: "Schreib hier etwas hin.",
  },
);

/** What is said when a password, a code or a passkey wasn't accepted. */
export function proofText(error: unknown): string {
  const words = useProofWords();
  if (error instanceof DOMException) return words.declined;
  if (!(error instanceof Problem)) return errorText(error);
  if (error.code === "invalid_passkey") return words.badPasskey;
  if (error.code === "codes_frozen") return words.frozen;
  if (error.code === "invalid_code" || error.fields.has("/code")) return words.badCode;
  if (error.status === 401 || error.code === "wrong_password" || error.code === "invalid_credentials") {
    return [words.wrong, error.attemptsLeft !== undefined && words.attempts(error.attemptsLeft)].filter(Boolean).join(" ");
  }
  return errorText(error);
}

const asked = signal<((proved: boolean) => void) | null>(null);

/** Does something that the API may want proof for: then it asks who is there, and does it again. Nothing if they leave. */
export async function withProof<T>(run: () => Promise<T>): Promise<T | undefined> {
  try {
    return await run();
  } catch (error) {
    if (!(error instanceof Problem) || error.code !== "reauthentication_required") throw error;
    asked.value?.(false);
    const proved = await new Promise<boolean>((resolve) => (asked.value = resolve));
    asked.value = null;
    return proved ? await run() : undefined;
  }
}

/** Where the question appears: once on each page that uses `withProof`. */
export function ProofHost() {
  const words = useProofWords();
  const done = asked.value;
  return (
    <ProofDialog
      open={done !== null}
      title={words.title}
      text={words.text}
      action={words.continue}
      passkey={async () => {
        const { data } = await api.POST("/api/auth/passkeys/login/begin", { body: {} });
        const credential = await usePasskey(data.options);
        await api.POST("/api/auth/passkeys/login/complete", {
          body: { challenge_token: data.challenge_token, credential, unlock: true },
        });
        done?.(true);
      }}
      onClose={() => done?.(false)}
      onProof={async ({ password }) => {
        await api.POST("/api/auth/verify-password", { body: { password } });
        done?.(true);
      }}
    />
  );
}

export interface Proof {
  password: string;
  code: string;
}

interface Props {
  open: boolean;
  title: string;
  text?: string | undefined;
  action: string;
  danger?: boolean | undefined;
  /** Whether a code is asked for, too. */
  code?: boolean | undefined;
  passkey?: (() => Promise<void>) | undefined;
  onClose: () => void;
  /** Throws what the API refuses: it is said in the dialog. */
  onProof: (proof: Proof) => Promise<void>;
}

/** Asks for the password, and for a code where that is wanted. Neither stays longer than the dialog. */
export function ProofDialog(props: Props) {
  return props.open ? <Asking {...props} /> : null;
}

function Asking({ title, text, action, danger, code: withCode, passkey, onClose, onProof }: Props) {
  const words = useProofWords();
  const [password, setPassword] = useState("");
  const [code, setCode] = useState("");
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const [missing, setMissing] = useState(false);

  async function run(act: () => Promise<void>) {
    if (busy) return;
    setBusy(true);
    setError(null);
    try {
      await act();
    } catch (thrown) {
      setError(thrown);
    } finally {
      setBusy(false);
    }
  }

  const said = error ? proofText(error) : null;
  const ofCode = said !== null && (said === words.badCode || said === words.frozen);
  return (
    <Dialog
      open
      size="small"
      title={title}
      onClose={onClose}
      onSubmit={() => {
        const empty = !password || (withCode && !code.trim());
        setMissing(Boolean(empty));
        if (!empty) void run(() => onProof({ password, code: code.trim() }));
      }}
      footer={
        <>
          <Button onClick={onClose}>{words.cancel}</Button>
          <Button type="submit" variant={danger ? "danger" : "primary"} busy={busy}>
            {action}
          </Button>
        </>
      }
    >
      <div style={{ display: "grid", gap: "var(--space-4)" }}>
        {text && <p>{text}</p>}
        <TextField
          label={words.password}
          type="password"
          autoComplete="current-password"
          autoFocus
          value={password}
          onValue={setPassword}
          error={missing && !password ? words.empty : ofCode ? null : said}
        />
        {withCode && (
          <TextField
            label={words.code}
            inputMode="numeric"
            autoComplete="one-time-code"
            value={code}
            onValue={setCode}
            error={missing && !code.trim() ? words.empty : ofCode ? said : null}
          />
        )}
        {passkey && knowsPasskeys() && (
          <Button icon="key" onClick={() => void run(passkey)}>
            {words.passkey}
          </Button>
        )}
      </div>
    </Dialog>
  );
}
