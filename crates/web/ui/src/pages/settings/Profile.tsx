import { useState } from "preact/hooks";
import { api, invalidate, Problem, type Schemas } from "../../api";
import { type CivilDate, today } from "../../i18n";
import { me, setTheme, settings, theme } from "../../shell";
import { applySettings } from "../../shell";
import { Button, Card, ColorField, DateField, ErrorState, fieldText, Segmented, TextField, toast } from "../../ui";
import { FormCard, useSettingsForm } from "./form";
import styles from "./settings.module.css";
import { useWords } from "./words";

/** Who one is, and how Umbra looks. */
export default function Profile() {
  const words = useWords().profile;
  const form = useSettingsForm();
  return (
    <div class={styles.cards}>
      {me.value && <About who={me.value} />}
      <FormCard form={form} title={words.look}>
        <ColorField label={words.accent} value={form.now?.accent_color ?? null} onValue={(accent_color) => form.set({ accent_color })} />
        {form.now?.accent_color && (
          <Button small variant="ghost" class={styles.start} onClick={() => form.set({ accent_color: null })}>
            {words.accentReset}
          </Button>
        )}
        <div class={styles.group}>
          <span class={styles.legend}>{words.theme}</span>
          <Segmented
            label={words.theme}
            value={theme.value}
            onValue={setTheme}
            options={(["system", "light", "dark"] as const).map((value) => ({ value, label: words.themes[value] }))}
          />
          <p class={styles.muted}>{words.themeHint}</p>
        </div>
      </FormCard>
    </div>
  );
}

function About({ who }: { who: Schemas["Me"] }) {
  const all = useWords();
  const words = all.profile;
  const [name, setName] = useState(who.preferred_name ?? "");
  const [email, setEmail] = useState(who.email ?? "");
  const [born, setBorn] = useState<CivilDate | null>(who.date_of_birth ?? null);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);

  async function save() {
    if (busy) return;
    const all_ = { preferred_name: name.trim() || null, email: email.trim() || null, date_of_birth: born };
    const body = Object.fromEntries(Object.entries(all_).filter(([key, value]) => value !== (who[key as keyof Schemas["Me"]] ?? null)));
    setBusy(true);
    setError(null);
    try {
      me.value = (await api.PATCH("/api/auth/me", { body })).data;
      // The name stands in the settings, too.
      if (settings.value) await applySettings({ ...settings.value, preferred_name: me.value.preferred_name ?? null });
      invalidate("/api/settings", "/api/dashboard");
      toast(all.saved);
    } catch (thrown) {
      setError(thrown);
    } finally {
      setBusy(false);
    }
  }

  return (
    <Card title={words.you}>
      <form
        class={styles.form}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <TextField label={words.username} hint={words.usernameHint} value={who.username} onValue={() => {}} readOnly />
        <TextField
          label={words.preferred}
          value={name}
          maxLength={100}
          autoComplete="nickname"
          onValue={setName}
          error={fieldText(error, "/preferred_name")}
        />
        <TextField
          label={words.email}
          hint={words.emailHint}
          type="email"
          autoComplete="email"
          maxLength={254}
          value={email}
          onValue={setEmail}
          error={fieldText(error, "/email")}
        />
        <DateField label={words.born} value={born} max={today()} onValue={setBorn} error={fieldText(error, "/date_of_birth")} />
        {Boolean(error) && !(error instanceof Problem && error.fields.size > 0) && <ErrorState small error={error} />}
        <div class={styles.buttons}>
          <Button type="submit" variant="primary" busy={busy}>
            {all.save}
          </Button>
        </div>
      </form>
    </Card>
  );
}
