import { useRef, useState } from "preact/hooks";
import { api, useResource, type Schemas } from "../../../api";
import { me } from "../../../shell/account";
import { links } from "../../../shell/links";
import { Avatar, Button, confirm, ErrorState, errorText, IconButton, Select, Skeleton, toast } from "../../../ui";
import { useTurns } from "../../turns";
import { nameOf, useConnections } from "../data";
import { close } from "../state";
import styles from "./calendars.module.css";
import { calendarsChanged } from "./CalendarDialog";
import { words } from "./words";

type Permission = Schemas["CalendarPermission"];
const RIGHTS = ["free_busy", "read_only", "create_modify", "full_access"] as const;

/** With whom a calendar is shared, and what they may do; its owner changes that. */
export function Members({ id, owner }: { id: number; owner: boolean }) {
  const w = words.use();
  const [whom, setWhom] = useState("");
  const [right, setRight] = useState<Permission>("read_only");
  const [busy, setBusy] = useState(false);
  const people = useRef<HTMLSelectElement>(null);
  const inTurn = useTurns();
  const list = useResource(`/api/shared-calendars/${id}/members`, async (signal) =>
    (await api.GET("/api/shared-calendars/{calendar_id}/members", { params: { path: { calendar_id: id } }, signal })).data,
  );
  const connections = useConnections();
  const members = list.data.value;
  const free = connections.data.value?.filter((one) => !members?.some((member) => member.user_id === one.user_id));

  async function run(act: () => Promise<unknown>) {
    setBusy(true);
    try {
      if (await inTurn(act)) await list.reload();
    } catch (error) {
      toast(errorText(error), { kind: "error" });
      await list.reload();
    } finally {
      setBusy(false);
    }
  }

  const offer = () =>
    run(async () => {
      await api.POST("/api/shared-calendars/{calendar_id}/members", { params: { path: { calendar_id: id } }, body: { user_id: Number(whom), permission: right } });
      setWhom("");
      people.current?.focus();
    });

  async function change(member: Schemas["CalendarMember"], permission: Permission) {
    const handOver = permission === "owner";
    // Who doesn't want to sees again what holds.
    if (handOver && !(await confirm({ title: w.handOverTitle(nameOf(member)), text: w.handOverText, action: w.handOverAct, danger: true }))) return list.reload();
    if (!handOver) list.set(members!.map((one) => (one.user_id === member.user_id ? { ...one, permission } : one)));
    await run(async () => {
      await api.PUT("/api/shared-calendars/{calendar_id}/members/{user_id}", { params: { path: { calendar_id: id, user_id: member.user_id } }, body: { permission } });
      if (!handOver) return;
      close();
      calendarsChanged();
    });
  }

  async function remove(member: Schemas["CalendarMember"]) {
    if (!(await confirm({ title: w.unshareTitle(nameOf(member)), text: w.unshareText, action: w.unshareAct, danger: true }))) return;
    await run(() => api.DELETE("/api/shared-calendars/{calendar_id}/members/{user_id}", { params: { path: { calendar_id: id, user_id: member.user_id } } }));
  }

  return (
    <section class={styles.part} aria-labelledby="calendar-members">
      <h3 id="calendar-members">{w.sharedWith}</h3>
      {!members ? (
        list.error.value ? (
          <ErrorState small error={list.error.value} onRetry={() => void list.reload()} />
        ) : (
          <Skeleton rows={1} />
        )
      ) : members.length < 2 ? (
        <p class={styles.hint}>{w.notShared}</p>
      ) : (
        <ul class={styles.members}>
          {members.map((member) => (
            <li key={member.user_id} class={styles.member}>
              <Avatar name={nameOf(member)} size={28} />
              <span class={styles.who}>
                {nameOf(member)}
                <span class={styles.hint}>
                  {member.user_id === me.value?.id ? w.you : member.permission === "owner" ? w.owner : member.status === "pending" ? w.pending : !owner ? w.rights[member.permission] : ""}
                </span>
              </span>
              {owner && member.permission !== "owner" && (
                <>
                  <Select
                    label={w.rightOf(nameOf(member))}
                    hideLabel
                    class={styles.right}
                    value={member.permission}
                    onValue={(permission: Permission) => void change(member, permission)}
                    options={[...RIGHTS, ...(member.status === "accepted" ? (["owner"] as const) : [])].map((value) => ({ value, label: w.rights[value] }))}
                  />
                  <IconButton icon="close" small label={w.unshare(nameOf(member))} onClick={() => void remove(member)} />
                </>
              )}
            </li>
          ))}
        </ul>
      )}
      {owner && members && free && (
        <>
          {free.length > 0 ? (
            <div class={styles.offer}>
              <Select
                ref={people}
                label={w.shareWith}
                value={whom}
                onValue={setWhom}
                options={[{ value: "", label: w.choose }, ...free.map((one) => ({ value: String(one.user_id), label: nameOf(one) }))]}
              />
              <Select label={w.right} value={right} onValue={setRight} options={RIGHTS.map((value) => ({ value, label: w.rights[value] }))} />
              <Button icon="share" disabled={!whom} busy={busy} onClick={() => void offer()}>
                {w.offer}
              </Button>
            </div>
          ) : (
            <p class={styles.hint}>
              {connections.data.value?.length ? w.everybody : w.nobody} <a href={links.connections} target="_blank">{w.connect}</a>
            </p>
          )}
        </>
      )}
    </section>
  );
}
