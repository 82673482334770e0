import { useState } from "preact/hooks";
import { api, Problem, type Schemas, session } from "../../api";
import { formatNumber } from "../../i18n";
import { me } from "../../shell";
import { Button, ButtonLink, Card, Dialog, ErrorState, TextField } from "../../ui";
import { ProofDialog } from "../proof";
import { Data } from "./Data";
import styles from "./settings.module.css";
import { useWords } from "./words";

type Meaning = Schemas["AccountDeletion"];

/** Sharing, and leaving for good. */
export default function Account() {
  const words = useWords().account;
  const [asked, setAsked] = useState(false);
  const [last, setLast] = useState(false);
  const [meaning, setMeaning] = useState<{ what: Meaning; password: string } | null>(null);
  return (
    <div class={styles.cards}>
      <Card title={words.sharing}>
        <div class={styles.form}>
          <p>{words.sharingText}</p>
          <div class={styles.buttons}>
            <ButtonLink href="/inbox/invitations">{words.shared}</ButtonLink>
            <ButtonLink href="/inbox/connections">{words.connections}</ButtonLink>
          </div>
        </div>
      </Card>
      <Data />
      <Card title={words.remove}>
        <div class={styles.form}>
          <p>{words.removeText}</p>
          {last && (
            <p role="alert" class={styles.notice}>
              {words.lastAdmin}
            </p>
          )}
          <div class={styles.buttons}>
            <Button variant="danger" onClick={() => setAsked(true)}>
              {words.removeButton}
            </Button>
          </div>
        </div>
      </Card>
      <ProofDialog
        open={asked}
        title={words.removeTitle}
        text={words.removeProof}
        action={words.removeNext}
        onClose={() => setAsked(false)}
        onProof={async ({ password }) => {
          try {
            const { data } = await api.DELETE("/api/auth/me", { body: { password } });
            setMeaning({ what: data as Meaning, password });
          } catch (thrown) {
            if (!(thrown instanceof Problem) || thrown.code !== "last_admin") throw thrown;
            setLast(true);
          }
          setAsked(false);
        }}
      />
      {meaning && <Sure {...meaning} onClose={() => setMeaning(null)} />}
    </div>
  );
}

function Sure({ what, password, onClose }: { what: Meaning; password: string; onClose: () => void }) {
  const words = useWords().account;
  const cancel = useWords().cancel;
  const name = me.value?.username ?? "";
  const [typed, setTyped] = useState("");
  const [wrong, setWrong] = useState(false);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const goes = [...what.calendars, ...what.projects];
  const stays = [...what.member_of_calendars, ...what.member_of_projects];

  async function remove() {
    setWrong(typed.trim() !== name);
    if (typed.trim() !== name || busy) return;
    setBusy(true);
    setError(null);
    try {
      await api.DELETE("/api/auth/me", { body: { password, confirm: true } });
      session.value = "signed-out";
      location.assign("/");
    } catch (thrown) {
      setError(thrown);
      setBusy(false);
    }
  }

  const things = (all: typeof goes) => (
    <ul>
      {all.map((one) => (
        <li key={`${one.id}${one.name}`}>
          {one.name}
          {one.others ? ` · ${words.others(formatNumber(one.others))}` : ""}
        </li>
      ))}
    </ul>
  );
  return (
    <Dialog
      open
      role="alertdialog"
      title={words.what}
      onClose={onClose}
      onSubmit={() => void remove()}
      footer={
        <>
          <Button onClick={onClose}>{cancel}</Button>
          <Button type="submit" variant="danger" busy={busy}>
            {words.removeAction}
          </Button>
        </>
      }
    >
      <div class={styles.form}>
        <p>{words.removeText}</p>
        {goes.length > 0 && (
          <div>
            <p class={styles.name}>{words.mineGoes}</p>
            {things(goes)}
          </div>
        )}
        {stays.length > 0 && (
          <div>
            <p class={styles.name}>{words.staysText}</p>
            {things(stays)}
          </div>
        )}
        {goes.length + stays.length === 0 && <p>{words.nothing}</p>}
        <TextField
          label={words.typeName(name)}
          autoComplete="off"
          autoCapitalize="none"
          spellcheck={false}
          value={typed}
          onValue={setTyped}
          error={wrong ? words.typeBad : null}
        />
        {error instanceof Problem && error.code === "last_admin" ? (
          <p role="alert" class={styles.notice}>
            {words.lastAdmin}
          </p>
        ) : (
          Boolean(error) && <ErrorState small error={error} />
        )}
      </div>
    </Dialog>
  );
}
