import { useState } from "preact/hooks";
import { api, invalidate, type Schemas, useResource } from "../../api";
import { Badge, Button, Card, Dialog, ErrorState, errorText, Skeleton, TextField, toast } from "../../ui";
import { ProofDialog, proofText, withProof } from "../proof";
import { BackupCodes } from "./BackupCodes";
import styles from "./settings.module.css";
import { useWords } from "./words";

/** The second factor by an app: set up, switch off, new backup codes. */
export function Totp() {
  const words = useWords().security;
  const read = useResource("/api/auth/totp/status", async (signal) => (await api.GET("/api/auth/totp/status", { signal })).data);
  const [setup, setSetup] = useState<Schemas["TotpSetup"] | null>(null);
  const [ask, setAsk] = useState<"off" | "codes" | null>(null);
  const [codes, setCodes] = useState<readonly string[] | null>(null);
  const [busy, setBusy] = useState(false);
  const status = read.data.value;
  const error = read.error.value;

  async function begin() {
    if (busy) return;
    setBusy(true);
    try {
      const answer = await withProof(() => api.POST("/api/auth/totp/setup"));
      if (answer) setSetup(answer.data);
    } catch (thrown) {
      toast(errorText(thrown), { kind: "error" });
    } finally {
      setBusy(false);
    }
  }

  function changed() {
    void read.reload();
    invalidate("/api/auth/status", "/api/auth/sessions");
  }

  return (
    <Card
      title={words.totp}
      aside={status && <Badge tone={status.enabled ? "success" : "neutral"}>{status.enabled ? words.totpOn : words.totpOff}</Badge>}
    >
      {!status ? (
        error ? (
          <ErrorState small error={error} onRetry={() => void read.reload()} />
        ) : (
          <Skeleton kind="line" rows={2} />
        )
      ) : (
        <div class={styles.form}>
          <p>{words.totpText}</p>
          {status.enabled && <p class={styles.muted}>{words.codesLeft(status.backup_codes_remaining)}</p>}
          <div class={styles.buttons}>
            {status.enabled ? (
              <>
                <Button onClick={() => setAsk("codes")}>{words.newCodes}</Button>
                <Button variant="danger" onClick={() => setAsk("off")}>
                  {words.turnOff}
                </Button>
              </>
            ) : (
              <Button variant="primary" busy={busy} onClick={() => void begin()}>
                {words.setUp}
              </Button>
            )}
          </div>
        </div>
      )}
      {setup && (
        <Enrol
          setup={setup}
          onClose={() => setSetup(null)}
          onDone={() => {
            setCodes(setup.backup_codes);
            setSetup(null);
            changed();
          }}
        />
      )}
      {codes && <BackupCodes codes={codes} onKept={() => setCodes(null)} />}
      <ProofDialog
        open={ask === "off"}
        title={words.turnOffTitle}
        text={words.turnOffText}
        action={words.turnOff}
        danger
        code
        onClose={() => setAsk(null)}
        onProof={async (proof) => {
          await api.POST("/api/auth/totp/disable", { body: proof });
          setAsk(null);
          toast(words.turnedOff);
          changed();
        }}
      />
      <ProofDialog
        open={ask === "codes"}
        title={words.newCodesTitle}
        text={words.newCodesText}
        action={words.newCodes}
        code
        onClose={() => setAsk(null)}
        onProof={async (proof) => {
          const { data } = await api.POST("/api/auth/totp/backup-codes/regenerate", { body: proof });
          setAsk(null);
          setCodes(data.backup_codes);
          changed();
        }}
      />
    </Card>
  );
}

function Enrol({ setup, onClose, onDone }: { setup: Schemas["TotpSetup"]; onClose: () => void; onDone: () => void }) {
  const words = useWords().security;
  const cancel = useWords().cancel;
  const [code, setCode] = useState("");
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);

  async function confirm() {
    if (busy || !code.trim()) return;
    setBusy(true);
    setError(null);
    try {
      await api.POST("/api/auth/totp/confirm", { body: { code: code.trim() } });
      onDone();
    } catch (thrown) {
      setError(thrown);
      setBusy(false);
    }
  }

  return (
    <Dialog
      open
      title={words.totp}
      onClose={onClose}
      onSubmit={() => void confirm()}
      footer={
        <>
          <Button onClick={onClose}>{cancel}</Button>
          <Button type="submit" variant="primary" busy={busy}>
            {words.turnOn}
          </Button>
        </>
      }
    >
      <div class={styles.form}>
        <p>{words.scan}</p>
        <img class={styles.qr} src={setup.qr_code_base64} alt={words.qr} width={200} height={200} />
        <p>
          {words.type} <code class={styles.secret}>{setup.secret.replace(/.{4}(?=.)/g, "$& ")}</code>
        </p>
        <TextField
          label={words.code}
          inputMode="numeric"
          autoComplete="one-time-code"
          autoFocus
          value={code}
          onValue={setCode}
          error={error ? proofText(error) : null}
        />
      </div>
    </Dialog>
  );
}
