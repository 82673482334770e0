import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { type Answer, api, ifMatch, invalidate, Once, Problem, type Schemas } from "../../api";
import { Page, useLocation } from "../../shell";
import { Button, Checkbox, confirm, ErrorState, fieldText, Icon, TextArea, TextField, toast } from "../../ui";
import { Back } from "./Back";
import { changes, type Draft, toBody, toDraft } from "./draft";
import styles from "./editor.module.css";
import { describe, Finder } from "./Finder";
import { useWords } from "./words";

type Place = Schemas["Location"];

/** The form for a new place, or for one as it was read. */
export default function Editor({ read }: { read?: Answer<Place> }) {
  const words = useWords();
  const { route } = useLocation();
  const [base, setBase] = useState(read);
  const [draft, setDraft] = useState<Draft>(() => toDraft(read?.data));
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const [conflict, setConflict] = useState(false);
  const [wrong, setWrong] = useState<{ name?: string; latitude?: string; longitude?: string }>({});
  const [byHand, setByHand] = useState(false);
  const [taken, setTaken] = useState("");
  const once = useRef(new Once());
  const form = useRef<HTMLFormElement>(null);
  const before = useMemo(() => toBody(toDraft(base?.data)), [base]);
  const dirty = Object.keys(changes(before, toBody(draft))).length > 0;
  const set = (change: Partial<Draft>) => setDraft((old) => ({ ...old, ...change }));

  useEffect(() => {
    if (!dirty) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    addEventListener("beforeunload", ask);
    return () => removeEventListener("beforeunload", ask);
  }, [dirty]);

  useEffect(() => {
    // The first field that isn't accepted gets the focus.
    if (error || Object.keys(wrong).length) form.current?.querySelector<HTMLElement>("[aria-invalid]")?.focus();
  }, [error, wrong]);

  async function leave() {
    if (dirty && !(await confirm({ title: words.form.leave, text: words.form.leaveText, action: words.form.leaveAction, danger: true }))) return;
    route(base ? `/places/${base.data.id}` : "/places", true);
  }

  async function save() {
    const body = toBody(draft);
    const bad = {
      ...(!body.name && { name: words.form.nameless }),
      ...(Number.isNaN(body.latitude) && { latitude: words.form.badNumber }),
      ...(Number.isNaN(body.longitude) && { longitude: words.form.badNumber }),
    };
    setWrong(bad);
    setError(null);
    setConflict(false);
    if (bad.latitude || bad.longitude) setByHand(true);
    if (Object.keys(bad).length) return;
    setBusy(true);
    try {
      const saved = base
        ? await api.PATCH("/api/locations/{id}", { params: { path: { id: base.data.id }, header: ifMatch(base) }, body: changes(before, body) })
        : await create({ ...body, name: body.name ?? "" });
      invalidate("/api/locations", "/api/events", "/api/agenda");
      toast(words.saved);
      route(`/places/${saved.data.id}`, true);
    } catch (thrown) {
      if (base && thrown instanceof Problem && thrown.isConflict) await takeOver(base.data.id, thrown);
      else setError(thrown);
    } finally {
      setBusy(false);
    }
  }

  function create(body: Schemas["CreateLocation"]) {
    return once.current.send(body, (key) => api.POST("/api/locations", { params: { header: { "Idempotency-Key": key } }, body }));
  }

  /** Puts the own changes on the newer state. */
  async function takeOver(id: number, problem: Problem) {
    try {
      const newer = await api.GET("/api/locations/{id}", { params: { path: { id } } });
      setDraft(toDraft({ ...toBody(toDraft(newer.data)), ...changes(before, toBody(draft)) }));
      setBase(newer);
      setConflict(true);
    } catch {
      setError(problem);
    }
  }

  function place(found: Schemas["FoundPlace"]) {
    setTaken(describe(found));
    setWrong({});
    set({ latitude: String(found.latitude), longitude: String(found.longitude), ...(!draft.name.trim() && { name: found.name }) });
  }

  const text = (field: "name" | "category" | "phone" | "email" | "website", most: number) => ({
    label: words.form[field],
    value: draft[field],
    onValue: (value: string) => set({ [field]: value }),
    error: (field === "name" ? wrong.name : undefined) ?? fieldText(error, `/${field}`),
    maxLength: most,
    autoComplete: "off",
  });
  const positioned = Boolean(draft.latitude || draft.longitude);
  const refused = fieldText(error, "/latitude", "/longitude");
  return (
    <Page title={base ? words.editTitle(base.data.name) : words.newTitle} before={<Back />} width="narrow">
      <form
        ref={form}
        class={styles.form}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        {conflict && (
          <div class={styles.notice} role="alert">
            <Icon name="info" />
            <p>{words.form.conflict}</p>
          </div>
        )}
        <TextField {...text("name", 200)} required />
        <TextArea
          label={words.form.address}
          rows={2}
          maxLength={1000}
          autoComplete="off"
          value={draft.address}
          onValue={(address) => set({ address })}
          error={fieldText(error, "/address")}
        />
        <fieldset class={styles.group}>
          <legend class={styles.legend}>{words.form.position}</legend>
          <p class={styles.small}>{words.form.positionHint}</p>
          <Finder onFound={place} />
          {taken && positioned && (
            <p class={styles.taken}>
              <Icon name="check" size={18} /> {words.form.taken(taken)}
            </p>
          )}
          {byHand || (positioned && !taken) ? (
            <div class={styles.two}>
              <TextField
                label={words.form.latitude}
                inputMode="decimal"
                autoComplete="off"
                value={draft.latitude}
                onValue={(latitude) => set({ latitude })}
                error={wrong.latitude ?? refused}
              />
              <TextField
                label={words.form.longitude}
                inputMode="decimal"
                autoComplete="off"
                value={draft.longitude}
                onValue={(longitude) => set({ longitude })}
                error={wrong.longitude}
              />
            </div>
          ) : (
            <Button small variant="ghost" icon="edit" class={styles.start} onClick={() => setByHand(true)}>
              {words.form.byHand}
            </Button>
          )}
          {positioned && (
            <Button
              small
              variant="ghost"
              icon="close"
              class={styles.start}
              onClick={() => {
                setTaken("");
                set({ latitude: "", longitude: "" });
              }}
            >
              {words.form.clear}
            </Button>
          )}
        </fieldset>
        <fieldset class={styles.group}>
          <legend class={styles.legend}>{words.form.contact}</legend>
          <div class={styles.two}>
            <TextField {...text("phone", 50)} type="tel" />
            <TextField {...text("email", 254)} type="email" />
          </div>
          <TextField {...text("website", 2000)} type="url" inputMode="url" />
        </fieldset>
        <TextField {...text("category", 100)} hint={words.form.categoryHint} />
        <Checkbox label={words.form.favorite} checked={draft.is_favorite} onChecked={(is_favorite) => set({ is_favorite })} />
        <TextArea
          label={words.form.notes}
          hint={words.form.notesHint}
          value={draft.notes}
          maxLength={10_000}
          onValue={(notes) => set({ notes })}
          error={fieldText(error, "/notes")}
        />
        {error instanceof Problem && error.fields.size > 0 ? (
          <p role="alert" class={styles.bad}>
            {words.form.check}
          </p>
        ) : (
          Boolean(error) && <ErrorState small error={error} />
        )}
        <div class={styles.buttons}>
          <Button onClick={() => void leave()}>{words.form.cancel}</Button>
          <Button type="submit" variant="primary" busy={busy}>
            {base ? words.form.save : words.form.add}
          </Button>
        </div>
      </form>
    </Page>
  );
}
