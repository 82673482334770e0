// What the forms of settings have in common: one's own changes lie on top of what the server holds.
import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import { api, ifMatch, invalidate, Problem, type Schemas, useResource } from "../../api";
import { applySettings } from "../../shell";
import { Button, Card, ErrorState, Skeleton, toast } from "../../ui";
import styles from "./settings.module.css";
import { useWords } from "./words";

type Settings = Schemas["Settings"];
export type Change = Schemas["UpdateSettings"];

export interface SettingsForm {
  /** What is shown: the server's state with the own changes; undefined until it is there. */
  now: Settings | undefined;
  set(change: Change): void;
  dirty: boolean;
  busy: boolean;
  /** What went wrong with saving. */
  error: unknown;
  failed: unknown;
  conflict: boolean;
  /** Saves them; whether that went well. */
  save(also?: Change): Promise<boolean>;
  reload(): void;
}

/** The settings, and a change of them that is saved as a whole. */
export function useSettingsForm(): SettingsForm {
  const words = useWords();
  const read = useResource("/api/settings?form", (signal) => api.GET("/api/settings", { signal }));
  const [draft, setDraft] = useState<Change>({});
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const [conflict, setConflict] = useState(false);
  const answer = read.data.value;
  const differs = (key: string) =>
    answer !== undefined && JSON.stringify(draft[key as keyof Change] ?? null) !== JSON.stringify(answer.data[key as keyof Settings] ?? null);
  const changed = Object.fromEntries(Object.entries(draft).filter(([key]) => differs(key))) as Change;
  const dirty = Object.keys(changed).length > 0;

  useEffect(() => {
    if (!dirty) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    addEventListener("beforeunload", ask);
    return () => removeEventListener("beforeunload", ask);
  }, [dirty]);

  return {
    now: answer && ({ ...answer.data, ...draft } as Settings),
    set: (change) => setDraft((old) => ({ ...old, ...change })),
    dirty,
    busy,
    error,
    failed: answer ? undefined : read.error.value,
    conflict,
    reload: () => void read.reload(),
    async save(also = {}) {
      if (busy || !answer) return false;
      setBusy(true);
      setError(null);
      setConflict(false);
      try {
        const saved = await api.PUT("/api/settings", { params: { header: ifMatch(answer) }, body: { ...changed, ...also } });
        read.set(saved);
        setDraft({});
        await applySettings(saved.data);
        invalidate("/api/dashboard", "/api/weather", "/api/upcoming");
        toast(words.saved);
        return true;
      } catch (thrown) {
        if (thrown instanceof Problem && thrown.isConflict) {
          await read.reload();
          setConflict(true);
        } else setError(thrown);
        return false;
      } finally {
        setBusy(false);
      }
    },
  };
}

interface FrameProps {
  form: SettingsForm;
  title: string;
  /** Is asked before saving; says no by returning false. */
  onSave?: () => boolean;
  onSaved?: () => void;
  also?: Change;
  children: ComponentChildren;
}

/** A card with a form and its button. */
export function FormCard({ form, title, onSave, onSaved, also, children }: FrameProps) {
  const words = useWords();
  if (!form.now) {
    return <Card title={title}>{form.failed ? <ErrorState small error={form.failed} onRetry={form.reload} /> : <Skeleton kind="line" rows={4} />}</Card>;
  }
  const refused = form.error instanceof Problem && form.error.fields.size > 0;
  return (
    <Card title={title}>
      <form
        class={styles.form}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          if (!onSave || onSave()) void form.save(also).then((saved) => saved && onSaved?.());
        }}
      >
        {form.conflict && (
          <p role="alert" class={styles.notice}>
            {words.conflict}
          </p>
        )}
        {children}
        {Boolean(form.error) && !refused && <ErrorState small error={form.error} />}
        <div class={styles.buttons}>
          <Button type="submit" variant="primary" busy={form.busy}>
            {words.save}
          </Button>
        </div>
      </form>
    </Card>
  );
}
