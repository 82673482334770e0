import { useRef, useState } from "preact/hooks";
import { api, Once, useResource, type Schemas } from "../../../api";
import { links } from "../../../shell/links";
import { Avatar, Button, confirm, ErrorState, errorText, IconButton, Select, Skeleton, toast } from "../../../ui";
import { nameOf, useConnections } from "../data";
import { eventsChanged, type Event } from "../move";
import styles from "./details.module.css";
import { words } from "./words";

/** Who is invited, what they answered, and inviting more of those one is connected with. */
export function People({ event }: { event: Event }) {
  const w = words.use();
  const [whom, setWhom] = useState("");
  const [to, setTo] = useState<"this" | "all">("all");
  const [busy, setBusy] = useState(false);
  const [once] = useState(() => new Once());
  const people = useRef<HTMLSelectElement>(null);
  const list = useResource(`/api/events/${event.id}/invitations`, async (signal) =>
    (await api.GET("/api/events/{id}/invitations", { params: { path: { id: event.id } }, signal })).data,
  );
  const connections = useConnections();
  const all = list.data.value;
  const here = all?.filter((one) => !one.recurrence_id || one.recurrence_id === event.recurrence_id);
  const free = connections.data.value?.filter((one) => !here?.some((invited) => invited.user_id === one.user_id && invited.status !== "declined"));
  const occurrence = Boolean(event.recurrence_rule && event.recurrence_id);

  async function run(act: () => Promise<unknown>) {
    setBusy(true);
    try {
      await act();
      eventsChanged();
      await list.reload();
    } catch (error) {
      toast(errorText(error), { kind: "error" });
    } finally {
      setBusy(false);
    }
  }

  const invite = () =>
    run(async () => {
      const body = { user_ids: [Number(whom)], ...(occurrence && to === "this" ? { recurrence_id: event.recurrence_id! } : {}) };
      await once.send(body, (key) => api.POST("/api/events/{id}/invitations", { params: { path: { id: event.id }, header: { "Idempotency-Key": key } }, body }));
      setWhom("");
      people.current?.focus();
    });

  async function takeBack(one: Schemas["EventInvitation"]) {
    if (!(await confirm({ title: `${w.uninvite(nameOf(one))}?`, text: w.uninviteText, action: w.uninviteAction, danger: true }))) return;
    await run(() => api.DELETE("/api/events/{id}/invitations/{invitation_id}", { params: { path: { id: event.id, invitation_id: one.id } } }));
  }

  return (
    <section class={styles.people} aria-labelledby="event-people">
      <h3 id="event-people">{w.people}</h3>
      {list.error.value && !all ? (
        <ErrorState small error={list.error.value} onRetry={() => void list.reload()} />
      ) : !here ? (
        <Skeleton rows={1} />
      ) : (
        <>
          {!here.length && <p class={styles.hint}>{w.noPeople}</p>}
          <ul>
            {here.map((one) => (
              <li key={one.id} class={styles.person}>
                <Avatar name={nameOf(one)} size={28} />
                <span class={styles.who}>
                  {nameOf(one)}
                  <span class={styles.hint}>
                    {w.answers[one.status]}
                    {one.recurrence_id && ` · ${w.thisOnly}`}
                  </span>
                </span>
                <IconButton icon="close" small label={w.uninvite(nameOf(one))} onClick={() => void takeBack(one)} />
              </li>
            ))}
          </ul>
          {free && free.length > 0 ? (
            <div class={styles.invite}>
              <Select
                ref={people}
                label={w.inviteWhom}
                value={whom}
                onValue={setWhom}
                options={[{ value: "", label: w.choose }, ...free.map((one) => ({ value: String(one.user_id), label: nameOf(one) }))]}
              />
              {occurrence && (
                <Select
                  label={w.inviteTo}
                  value={to}
                  onValue={setTo}
                  options={[
                    { value: "all", label: w.inviteAll },
                    { value: "this", label: w.inviteThis },
                  ]}
                />
              )}
              <Button icon="send" disabled={!whom} busy={busy} onClick={() => void invite()}>
                {w.invite}
              </Button>
            </div>
          ) : (
            free && (
              <p class={styles.hint}>
                {connections.data.value?.length ? w.nobodyToInvite : w.noConnections} <a href={links.connections}>{w.connect}</a>
              </p>
            )
          )}
        </>
      )}
    </section>
  );
}
