import { useState } from "preact/hooks";
import { api, invalidate, Once, pages, useResource, type Schemas } from "../../../api";
import { dateOf, formatDuration, formatTime, timeOf } from "../../../i18n";
import { Button, confirm, DateField, EmptyState, ErrorState, errorText, IconButton, lazyPart, Menu, Sheet, Skeleton, TimeField, toast } from "../../../ui";
import { eventsChanged } from "../move";
import { calendarOf, close, opened, type Slot } from "../state";
import styles from "./find.module.css";
import { words } from "./words";

export { words };

const TemplateForm = lazyPart(() => import("../editor/TemplateForm"), { onFail: ({ onClose }) => onClose() });

type Template = Schemas["EventTemplate"];

/** Makes an event from a template: on a day, at the template's time or another one. */
export default function Templates({ slot }: { slot: Slot }) {
  const w = words.use();
  const [date, setDate] = useState(dateOf(slot.start));
  const [time, setTime] = useState<string | null>(null);
  const [busy, setBusy] = useState<number | null>(null);
  /** Which one is edited; `new` for one that isn't there yet. */
  const [edited, setEdited] = useState<Template | "new" | null>(null);
  const [once] = useState(() => new Once());
  const list = useResource("/api/event-templates", async (signal) => {
    const found: Template[] = [];
    for await (const page of pages<Template>((cursor, abort) => api.GET("/api/event-templates", { params: { query: { limit: 200, ...(cursor && { cursor }) } }, signal: abort }), signal)) {
      found.push(...page);
    }
    return found;
  });
  const templates = list.data.value;

  async function use(template: Template) {
    setBusy(template.id);
    try {
      const at = time ?? template.start_time?.slice(0, 5) ?? "09:00";
      const body = { start: template.all_day ? date : `${date}T${at}:00` };
      const { data } = await once.send({ ...body, id: template.id }, (key) =>
        api.POST("/api/event-templates/{id}/instantiate", { params: { path: { id: template.id }, header: { "Idempotency-Key": key } }, body }),
      );
      close();
      eventsChanged();
      toast(w.created(data.title), { action: { label: w.open, run: () => (opened.value = { kind: "event", event: { id: data.id, recurrence_id: null } }) } });
    } catch (error) {
      toast(errorText(error), { kind: "error" });
    } finally {
      setBusy(null);
    }
  }

  async function act(run: () => Promise<unknown>, said?: string) {
    try {
      await run();
      invalidate("/api/event-templates");
      if (said) toast(said);
    } catch (error) {
      toast(errorText(error), { kind: "error" });
    }
  }

  async function remove(template: Template) {
    if (!(await confirm({ title: w.removeTitle(template.name), text: w.removeText, action: w.removeAct, danger: true }))) return;
    await act(() => api.DELETE("/api/event-templates/{id}", { params: { path: { id: template.id } } }), w.removed);
  }

  const about = (template: Template) =>
    [
      template.title === template.name ? null : template.title,
      template.all_day ? w.allDay : [template.start_time && formatTime(timeOf(template.start_time)), formatDuration(template.duration_minutes)].filter(Boolean).join(", "),
      template.calendar_id ? calendarOf.value.get(template.calendar_id)?.name : null,
    ]
      .filter(Boolean)
      .join(" · ");

  return (
    <>
      <Sheet open onClose={close} title={w.templates}>
        {!templates ? (
          list.error.value ? (
            <ErrorState error={list.error.value} onRetry={() => void list.reload()} />
          ) : (
            <Skeleton rows={4} />
          )
        ) : templates.length === 0 ? (
          <EmptyState
            icon="copy"
            title={w.noTemplates}
            action={
              <Button icon="plus" onClick={() => setEdited("new")}>
                {w.newTemplate}
              </Button>
            }
          >
            {w.noTemplatesText}
          </EmptyState>
        ) : (
          <>
            <div class={styles.when}>
              <DateField label={w.on} required value={date} onValue={(next) => next && setDate(next)} />
              <TimeField label={w.at} optional value={time} onValue={setTime} />
            </div>
            <ul>
              {templates.map((template) => (
                <li key={template.id} class={styles.template}>
                  <span class={styles.text}>
                    <span class={styles.title}>{template.name}</span>
                    <span class={styles.hint}>{about(template)}</span>
                  </span>
                  <Button small busy={busy === template.id} aria-label={`${w.use}: ${template.name}`} onClick={() => void use(template)}>
                    {w.use}
                  </Button>
                  <Menu
                    align="end"
                    trigger={(props) => <IconButton {...props} small icon="more" label={w.more(template.name)} />}
                    items={[
                      { label: w.edit, icon: "edit", onSelect: () => setEdited(template) },
                      { label: w.remove, icon: "trash", danger: true, onSelect: () => void remove(template) },
                    ]}
                  />
                </li>
              ))}
            </ul>
            <Button variant="ghost" icon="plus" class={styles.start} onClick={() => setEdited("new")}>
              {w.newTemplate}
            </Button>
          </>
        )}
      </Sheet>
      {edited && <TemplateForm template={edited === "new" ? null : edited} onClose={() => setEdited(null)} />}
    </>
  );
}
