import { useState } from "preact/hooks";
import { api, invalidate, knowsPasskeys, makePasskey, Problem, type Schemas, usePasskey, useResource } from "../../api";
import { formatAgo, formatInstant } from "../../i18n";
import { Button, Card, Dialog, ErrorState, errorText, fieldText, Icon, IconButton, Menu, Skeleton, TextField, toast } from "../../ui";
import { ProofDialog, proofText, useProofWords } from "../proof";
import { deviceOf } from "./device";
import styles from "./settings.module.css";
import { useWords } from "./words";

type Passkey = Schemas["Passkey"];

interface Props {
  /** Whether the server allows signing in with passkeys only. */
  allowed: boolean;
  passwordless: boolean;
  onChanged: () => void;
}

/** Passkeys: add, rename, delete, and signing in with nothing else. */
export function Passkeys({ allowed, passwordless, onChanged }: Props) {
  const words = useWords().security;
  const read = useResource("/api/auth/passkeys", async (signal) => (await api.GET("/api/auth/passkeys", { signal })).data);
  const [ask, setAsk] = useState<{ what: "add" | "enable" } | { what: "rename" | "delete"; passkey: Passkey } | null>(null);
  const passkeys = read.data.value;
  const error = read.error.value;
  const close = () => setAsk(null);

  function changed(said: string) {
    close();
    toast(said);
    void read.reload();
    invalidate("/api/auth/sessions");
    onChanged();
  }

  async function disable() {
    try {
      const { data } = await api.POST("/api/auth/passkeys/passwordless/disable/begin");
      const credential = await usePasskey(data.options);
      await api.PUT("/api/auth/passkeys/passwordless/disable", {
        body: { challenge_token: data.challenge_token, credential },
      });
      changed(words.passwordlessDisabled);
    } catch (thrown) {
      toast(proofText(thrown), { kind: "error" });
    }
  }

  const count = passkeys?.length ?? 0;
  return (
    <Card title={words.passkeys}>
      <div class={styles.form}>
        <p>{words.passkeysText}</p>
        {!passkeys &&
          (error ? (
            error.code === "passkeys_unavailable" ? (
              <p class={styles.notice}>{words.passkeysHere}</p>
            ) : (
              <ErrorState small error={error} onRetry={() => void read.reload()} />
            )
          ) : (
            <Skeleton rows={2} />
          ))}
        {passkeys && count === 0 && <p class={styles.muted}>{words.passkeysNone}</p>}
        {count > 0 && (
          <ul class={styles.lines}>
            {passkeys?.map((one) => (
              <li key={one.id} class={styles.line}>
                <Icon name="key" />
                <div class={styles.text}>
                  <span class={styles.name}>{one.name}</span>
                  <span class={styles.muted}>
                    {words.created(formatInstant(one.created_at, "date"))} ·{" "}
                    {one.last_used_at ? words.used(formatAgo(one.last_used_at)) : words.neverUsed}
                  </span>
                </div>
                <Menu
                  align="end"
                  trigger={(props) => <IconButton {...props} small icon="more" label={words.more(one.name)} />}
                  items={[
                    { label: words.rename, icon: "edit", onSelect: () => setAsk({ what: "rename", passkey: one }) },
                    { label: words.remove, icon: "trash", danger: true, onSelect: () => setAsk({ what: "delete", passkey: one }) },
                  ]}
                />
              </li>
            ))}
          </ul>
        )}
        <div class={styles.buttons}>
          {knowsPasskeys() ? (
            <Button icon="plus" onClick={() => setAsk({ what: "add" })}>
              {words.add}
            </Button>
          ) : (
            <p class={styles.muted}>{words.passkeysUnknown}</p>
          )}
        </div>
        {(allowed || passwordless) && passkeys && (
          <div class={styles.line}>
            <div class={styles.text}>
              <span class={styles.name}>{words.passwordless}</span>
              <span class={styles.muted}>
                {passwordless ? words.passwordlessOn : count < 2 ? words.passwordlessNeedsTwo : words.passwordlessOffered}
              </span>
            </div>
            {passwordless ? (
              <Button onClick={() => void disable()}>{words.passwordlessDisable}</Button>
            ) : (
              count > 1 && <Button onClick={() => setAsk({ what: "enable" })}>{words.passwordlessEnable}</Button>
            )}
          </div>
        )}
      </div>
      {ask?.what === "add" && <Add onClose={close} onAdded={(name) => changed(words.added(name))} />}
      {ask?.what === "rename" && <Rename passkey={ask.passkey} onClose={close} onRenamed={() => changed(words.renamed)} />}
      <ProofDialog
        open={ask?.what === "delete"}
        title={ask?.what === "delete" ? words.removeTitle(ask.passkey.name) : ""}
        text={words.removeText}
        action={words.remove}
        danger
        onClose={close}
        onProof={async ({ password }) => {
          if (ask?.what !== "delete") return;
          const { id, name } = ask.passkey;
          try {
            await api.DELETE("/api/auth/passkeys/{id}", { params: { path: { id } }, body: { password } });
          } catch (thrown) {
            if (!(thrown instanceof Problem) || thrown.code !== "passwordless_needs_two_passkeys") throw thrown;
            close();
            toast(words.lastTwo, { kind: "error" });
            return;
          }
          changed(words.removed(name));
        }}
      />
      <ProofDialog
        open={ask?.what === "enable"}
        title={words.passwordless}
        text={words.passwordlessOffered}
        action={words.passwordlessEnable}
        onClose={close}
        onProof={async ({ password }) => {
          await api.PUT("/api/auth/passkeys/passwordless/enable", { body: { password } });
          changed(words.passwordlessEnabled);
        }}
      />
    </Card>
  );
}

function Add({ onClose, onAdded }: { onClose: () => void; onAdded: (name: string) => void }) {
  const words = useWords().security;
  const cancel = useWords().cancel;
  const proof = useProofWords();
  const here = deviceOf(navigator.userAgent);
  const [name, setName] = useState(words.device(here.browser, here.system));
  const [password, setPassword] = useState("");
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const [empty, setEmpty] = useState(false);

  async function add() {
    setError(null);
    setEmpty(!name.trim() || !password);
    if (!name.trim() || !password || busy) return;
    setBusy(true);
    try {
      const { data } = await api.POST("/api/auth/passkeys/register/begin", { body: { password } });
      const credential = await makePasskey(data.options);
      await api.POST("/api/auth/passkeys/register/complete", {
        body: { challenge_token: data.challenge_token, credential, name: name.trim() },
      });
      onAdded(name.trim());
    } catch (thrown) {
      setError(thrown);
      setBusy(false);
    }
  }

  const wrong = error instanceof Problem && error.status === 401 ? proofText(error) : null;
  const other = error && !wrong ? (error instanceof DOMException ? words.notAdded : errorText(error)) : null;
  return (
    <Dialog
      open
      size="small"
      title={words.add}
      onClose={onClose}
      onSubmit={() => void add()}
      footer={
        <>
          <Button onClick={onClose}>{cancel}</Button>
          <Button type="submit" variant="primary" busy={busy}>
            {words.add}
          </Button>
        </>
      }
    >
      <div class={styles.form}>
        <p>{words.addText}</p>
        <TextField
          label={words.name}
          maxLength={100}
          autoComplete="off"
          value={name}
          onValue={setName}
          error={empty && !name.trim() ? words.empty : fieldText(error, "/name")}
        />
        <TextField
          label={proof.password}
          type="password"
          autoComplete="current-password"
          autoFocus
          value={password}
          onValue={setPassword}
          error={empty && !password ? words.empty : wrong}
        />
        {other && (
          <p role="alert" class={styles.notice}>
            {other}
          </p>
        )}
      </div>
    </Dialog>
  );
}

function Rename({ passkey, onClose, onRenamed }: { passkey: Passkey; onClose: () => void; onRenamed: () => void }) {
  const words = useWords().security;
  const { cancel, save } = useWords();
  const [name, setName] = useState(passkey.name);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);

  async function rename() {
    if (busy) return;
    setBusy(true);
    setError(null);
    try {
      await api.PUT("/api/auth/passkeys/{id}", { params: { path: { id: passkey.id } }, body: { name: name.trim() } });
      onRenamed();
    } catch (thrown) {
      setError(thrown);
      setBusy(false);
    }
  }

  return (
    <Dialog
      open
      size="small"
      title={words.rename}
      onClose={onClose}
      onSubmit={() => void rename()}
      footer={
        <>
          <Button onClick={onClose}>{cancel}</Button>
          <Button type="submit" variant="primary" busy={busy}>
            {save}
          </Button>
        </>
      }
    >
      <TextField
        label={words.name}
        autoFocus
        maxLength={100}
        value={name}
        onValue={setName}
        error={error ? (fieldText(error, "/name") ?? errorText(error)) : null}
      />
    </Dialog>
  );
}
