import { useState } from "preact/hooks";
import { api, Problem } from "../../api";
import { Button, ButtonLink, Card, ErrorState, fieldText, Icon, Switch, TextField, TimeField } from "../../ui";
import { FormCard, useSettingsForm } from "./form";
import { Leads } from "./Leads";
import styles from "./settings.module.css";
import { useWords } from "./words";

/** A topic that nobody guesses. */
function makeTopic(): string {
  const letters = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";
  const bytes = crypto.getRandomValues(new Uint8Array(20));
  return `umbra-${Array.from(bytes, (byte) => letters[byte % letters.length]).join("")}`;
}

/** What is sent to the phone, by which server, and when not. */
export default function Phone() {
  const words = useWords().phone;
  const form = useSettingsForm();
  const { now } = form;
  const [token, setToken] = useState("");
  const [drop, setDrop] = useState(false);
  const [wrong, setWrong] = useState<{ topic?: string; quiet?: string }>({});
  const [halfWritten, setHalfWritten] = useState<ReadonlySet<string>>(new Set());
  const off = now && now.ntfy_server_url === null;

  function check(): boolean {
    const topic = now?.ntfy_topic ?? "";
    const bad = {
      ...(topic && !/^[-_A-Za-z0-9]{1,64}$/.test(topic) && { topic: words.topicBad }),
      ...(!topic && now?.ntfy_enabled && { topic: words.topicNeeded }),
      ...(Boolean(now?.quiet_hours_start) !== Boolean(now?.quiet_hours_end) && { quiet: words.quietBoth }),
    };
    setWrong(bad);
    return Object.keys(bad).length === 0 && halfWritten.size === 0;
  }

  return (
    <div class={styles.cards}>
      <p>
        {words.text}{" "}
        <a href="https://ntfy.sh" target="_blank" rel="noreferrer noopener">
          {words.more} <Icon name="external" size={14} class={styles.inline} />
        </a>
      </p>
      {off && <p class={styles.notice}>{words.off}</p>}
      <FormCard
        form={form}
        title={words.title}
        onSave={check}
        onSaved={() => {
          setToken("");
          setDrop(false);
        }}
        also={drop ? { ntfy_auth_token: null } : token ? { ntfy_auth_token: token } : {}}
      >
        <Switch
          label={words.enabled}
          hint={words.enabledHint}
          checked={now?.ntfy_enabled ?? false}
          disabled={off ?? false}
          onChecked={(ntfy_enabled) => form.set({ ntfy_enabled })}
        />
        <TextField
          label={words.topic}
          hint={words.topicHint}
          autoComplete="off"
          autoCapitalize="none"
          spellcheck={false}
          maxLength={64}
          value={now?.ntfy_topic ?? ""}
          onValue={(topic) => form.set({ ntfy_topic: topic.trim() || null })}
          error={wrong.topic ?? fieldText(form.error, "/ntfy_topic")}
        />
        <Button small variant="ghost" class={styles.start} icon="refresh" onClick={() => form.set({ ntfy_topic: makeTopic() })}>
          {words.topicMake}
        </Button>
        <TextField
          label={words.server}
          hint={words.serverHint}
          type="url"
          inputMode="url"
          autoComplete="off"
          maxLength={300}
          value={now?.ntfy_server_url ?? ""}
          onValue={(url) => form.set({ ntfy_server_url: url.trim() || null })}
          error={fieldText(form.error, "/ntfy_server_url")}
        />
        <TextField
          label={words.token}
          hint={drop ? words.tokenRemoved : now?.ntfy_has_token ? words.tokenSet : words.tokenHint}
          type="password"
          autoComplete="new-password"
          maxLength={500}
          value={token}
          onValue={(text) => {
            setDrop(false);
            setToken(text);
          }}
          error={fieldText(form.error, "/ntfy_auth_token")}
        />
        {now?.ntfy_has_token && !drop && (
          <Button
            small
            variant="ghost"
            class={styles.start}
            onClick={() => {
              setToken("");
              setDrop(true);
            }}
          >
            {words.tokenRemove}
          </Button>
        )}
        <fieldset class={styles.group}>
          <legend class={styles.legend}>{words.what}</legend>
          {(["reminders", "events", "todos", "projects"] as const).map((kind) => (
            <Switch
              key={kind}
              label={words[kind]}
              checked={now?.[`ntfy_${kind}_enabled`] ?? false}
              onChecked={(on) => form.set({ [`ntfy_${kind}_enabled`]: on })}
            />
          ))}
        </fieldset>
        <Leads
          form={form}
          onWrong={(field, wrong) => {
            const next = new Set(halfWritten);
            if (wrong) next.add(field);
            else next.delete(field);
            setHalfWritten(next);
          }}
        />
        <fieldset class={styles.group}>
          <legend class={styles.legend}>{words.quiet}</legend>
          <div class={styles.two}>
            <TimeField
              label={words.from}
              value={now?.quiet_hours_start ?? null}
              onValue={(time) => form.set({ quiet_hours_start: time })}
              error={wrong.quiet ?? fieldText(form.error, "/quiet_hours_start")}
            />
            <TimeField
              label={words.to}
              value={now?.quiet_hours_end ?? null}
              onValue={(time) => form.set({ quiet_hours_end: time })}
              error={fieldText(form.error, "/quiet_hours_end")}
            />
          </div>
          <p class={styles.muted}>{words.quietHint}</p>
        </fieldset>
      </FormCard>
      <Test unsaved={form.dirty || drop || token !== ""} />
    </div>
  );
}

function Test({ unsaved }: { unsaved: boolean }) {
  const words = useWords().phone;
  const [busy, setBusy] = useState(false);
  const [said, setSaid] = useState("");
  const [error, setError] = useState<unknown>(null);

  async function test() {
    if (busy) return;
    setSaid("");
    setError(null);
    if (unsaved) return setSaid(words.testFirst);
    setBusy(true);
    try {
      const { data } = await api.POST("/api/settings/ntfy/test");
      setSaid(words.tested(new URL(data.server_url).host));
    } catch (thrown) {
      const known = thrown instanceof Problem ? words.problems[thrown.code] : undefined;
      if (known) setSaid(known);
      else setError(thrown);
    } finally {
      setBusy(false);
    }
  }

  return (
    <Card>
      <div class={styles.form}>
        <div class={styles.line}>
          <div class={styles.text}>
            <span role="status">{said || words.testHint}</span>
            {Boolean(error) && <ErrorState small error={error} />}
          </div>
          <Button icon="send" busy={busy} onClick={() => void test()}>
            {words.test}
          </Button>
        </div>
        <ButtonLink small variant="ghost" href="/inbox/deliveries" class={styles.start}>
          {words.log}
        </ButtonLink>
      </div>
    </Card>
  );
}
