import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { type Answer, api, ifMatch, invalidate, Once, Problem, type Schemas } from "../../api";
import { formatList, today } from "../../i18n";
import { Page, useLocation } from "../../shell";
import { Button, Checkbox, confirm, ErrorState, fieldText, Icon, TextArea, TextField, toast } from "../../ui";
import { forget } from "../people/kept";
import { Addresses } from "./Addresses";
import { Back } from "./Back";
import { BirthdayField } from "./BirthdayField";
import { changes, type Draft, filled, toBody, toDraft } from "./draft";
import { Entries } from "./Entries";
import styles from "./editor.module.css";
import { useWords } from "./words";

type Person = Schemas["Person"];

/** The form for somebody new, or for somebody as they were read. */
export default function Editor({ read }: { read?: Answer<Person> }) {
  const words = useWords();
  const { route } = useLocation();
  const [base, setBase] = useState(read);
  const [draft, setDraft] = useState<Draft>(() => toDraft(read?.data));
  const [more, setMore] = useState(Boolean(draft.prefix || draft.middle_name || draft.suffix));
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const [notice, setNotice] = useState("");
  const [wrong, setWrong] = useState<{ birthday?: string; name?: string }>({});
  const once = useRef(new Once());
  const form = useRef<HTMLFormElement>(null);
  const now = today();
  const before = useMemo(() => toBody(toDraft(base?.data), now), [base]);
  const dirty = Object.keys(changes(before, toBody(draft, now))).length > 0;
  const set = (change: Partial<Draft>) => setDraft((old) => ({ ...old, ...change }));
  const home = base ? `/people/${base.data.id}` : "/people";

  useEffect(() => {
    if (!dirty) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    addEventListener("beforeunload", ask);
    return () => removeEventListener("beforeunload", ask);
  }, [dirty]);

  useEffect(() => {
    // The first field that isn't accepted gets the focus.
    if (error || wrong.birthday || wrong.name) form.current?.querySelector<HTMLElement>("[aria-invalid]")?.focus();
  }, [error, wrong]);

  async function leave() {
    if (dirty && !(await confirm({ title: words.form.leave, text: words.form.leaveText, action: words.form.leaveAction, danger: true }))) return;
    route(home, true);
  }

  async function save() {
    const body = toBody(draft, now);
    const name = body.first_name ?? body.middle_name ?? body.last_name ?? body.nickname ?? body.company ?? body.emails?.[0]?.email ?? body.phones?.[0]?.phone;
    const bad = body.birthday === "incomplete" || body.birthday === "impossible" || body.birthday === "future" ? body.birthday : undefined;
    const found = { ...(bad && { birthday: words.form[bad] }), ...(!name && { name: words.form.nameless }) };
    setWrong(found);
    setError(null);
    setNotice("");
    if (bad || !name) return;
    setBusy(true);
    try {
      const saved = base ? await update(base, changes(before, body)) : await create(body);
      forget();
      invalidate("/api/people", "/api/dashboard", "/api/upcoming");
      toast(words.saved);
      route(`/people/${saved.data.id}`, true);
    } catch (thrown) {
      if (base && thrown instanceof Problem && thrown.isConflict) await takeOver(base.data.id, thrown);
      else setError(thrown);
    } finally {
      setBusy(false);
    }
  }

  function create(body: Schemas["CreatePerson"]) {
    return once.current.send(body, (key) => api.POST("/api/people", { params: { header: { "Idempotency-Key": key } }, body }));
  }

  function update(from: Answer<Person>, body: Schemas["UpdatePerson"]) {
    return api.PATCH("/api/people/{id}", { params: { path: { id: from.data.id }, header: ifMatch(from) }, body });
  }

  /** Puts the own changes on the newer state, and says what is new there. */
  async function takeOver(id: number, conflict: Problem) {
    try {
      const newer = await api.GET("/api/people/{id}", { params: { path: { id } } });
      const body = toBody(toDraft(newer.data), now);
      const theirs = Object.keys(changes(before, body)).map((key) => words.form.lists[key] ?? words.fields[key as keyof typeof words.fields] ?? key);
      setDraft(toDraft({ ...body, ...changes(before, toBody(draft, now)) }));
      setBase(newer);
      setNotice(theirs.length ? words.form.conflictText(formatList(theirs)) : words.form.conflictNone);
    } catch {
      setError(conflict);
    }
  }

  const text = (field: "prefix" | "first_name" | "middle_name" | "last_name" | "suffix" | "nickname" | "company" | "job_title" | "category") => ({
    label: words.fields[field],
    value: draft[field],
    onValue: (value: string) => set({ [field]: value }),
    error: (field === "first_name" ? wrong.name : undefined) ?? fieldText(error, `/${field}`),
    maxLength: field === "company" || field === "job_title" ? 200 : 100,
    autoComplete: "off",
  });
  const title = base ? words.editTitle(base.data.display_name) : words.newTitle;
  return (
    <Page title={title} before={<Back />} width="narrow">
      <form
        ref={form}
        class={styles.form}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        {notice && (
          <div class={styles.notice} role="alert">
            <Icon name="info" />
            <p>
              {words.form.conflict} {notice}
            </p>
          </div>
        )}
        <fieldset class={styles.group}>
          <legend class={styles.legend}>{words.form.name}</legend>
          {more && <TextField {...text("prefix")} />}
          <div class={styles.two}>
            <TextField {...text("first_name")} />
            <TextField {...text("last_name")} />
          </div>
          {more && (
            <div class={styles.two}>
              <TextField {...text("middle_name")} />
              <TextField {...text("suffix")} />
            </div>
          )}
          <TextField {...text("nickname")} />
          {!more && (
            <Button small variant="ghost" icon="plus" class={styles.start} onClick={() => setMore(true)}>
              {words.form.moreNames}
            </Button>
          )}
        </fieldset>
        <Entries
          kind="phone"
          entries={draft.phones}
          onEntries={(phones) => set({ phones })}
          errorOf={(key) => fieldText(error, ...[filled(draft.phones).findIndex((one) => one.key === key)].flatMap((i) => [`/phones/${i}/phone`, `/phones/${i}/label`]))}
        />
        <Entries
          kind="email"
          entries={draft.emails}
          onEntries={(emails) => set({ emails })}
          errorOf={(key) => fieldText(error, ...[filled(draft.emails).findIndex((one) => one.key === key)].flatMap((i) => [`/emails/${i}/email`, `/emails/${i}/label`]))}
        />
        <BirthdayField draft={draft} onChange={set} error={wrong.birthday ?? fieldText(error, "/birthday")} />
        <Addresses addresses={draft.addresses} onAddresses={(addresses) => set({ addresses })} error={error} />
        <fieldset class={styles.group}>
          <legend class={styles.legend}>{words.form.work}</legend>
          <div class={styles.two}>
            <TextField {...text("company")} />
            <TextField {...text("job_title")} />
          </div>
          <TextField {...text("category")} hint={words.form.categoryHint} />
          <Checkbox label={words.form.favorite} checked={draft.is_favorite} onChecked={(is_favorite) => set({ is_favorite })} />
        </fieldset>
        <TextArea label={words.form.notes} value={draft.notes} maxLength={10_000} onValue={(notes) => set({ notes })} error={fieldText(error, "/notes")} />
        {error !== null && error !== undefined && (error instanceof Problem && error.fields.size > 0 ? <p role="alert" class={styles.bad}>{words.form.check}</p> : <ErrorState small error={error} />)}
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
