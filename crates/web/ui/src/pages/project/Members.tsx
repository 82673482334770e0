import { useRef, useState } from "preact/hooks";
import { api, pages, useResource, type Schemas } from "../../api";
import { inlineWords } from "../../i18n";
import { links } from "../../shell/links";
import { Avatar, Button, confirm, Dialog, errorText, IconButton, Select, toast } from "../../ui";
import { useTurns } from "../turns";
import { myId, nameOf, type Member } from "./people";
import { rightsOf, type Role } from "./tasks";
import styles from "./members.module.css";
import { useWords } from "./words";

const useMemberWords = inlineWords(
  {
    title: "Members",
    roleOf: (name: string) => `What ${name} may do`,
    remove: (name: string) => `Remove ${name}`,
    removeTitle: (name: string) => `Remove ${name}?`,
    removeText: "They won't see the project any more, and are no longer assigned to its tasks. What they made stays.",
    removeAction: "Remove",
    handOverTitle: (name: string) => `Hand the project over to ${name}?`,
    handOverText: "It is theirs then: they decide who is in it, and you go on as somebody who may edit.",
    handOverAction: "Hand over",
    handOver: "Hand over…",
    invite: "Add a member",
    whom: "Person",
    choose: "Choose somebody",
    role: "Role",
    add: "Add",
    added: (name: string) => `${name} is in it now`,
    nobody: "Everybody you are connected with is a member already.",
    noConnections: "You can add people you are connected with.",
    connect: "Connect with people",
    close: "Close",
    hints: { viewer: "sees everything", commenter: "sees and comments", editor: "makes and changes tasks", owner: "decides who is in it" },
  },
  {
    title: "Mitglieder",
    roleOf: (name: string) => `Was ${name} darf`,
    remove: (name: string) => `${name} ausschließen`,
    removeTitle: (name: string) => `${name} ausschließen?`,
    removeText: "Das Projekt ist dann nicht mehr zu sehen, und zugewiesene Aufgaben sind wieder frei. Was gemacht wurde, bleibt.",
    removeAction: "Ausschließen",
    handOverTitle: (name: string) => `Das Projekt ${name} übergeben?`,
    handOverText: "Dann entscheidet die andere Person, wer dabei ist, und du darfst weiter bearbeiten.",
    handOverAction: "Übergeben",
    handOver: "Übergeben …",
    invite: "Mitglied hinzufügen",
    whom: "Person",
    choose: "Jemanden wählen",
    role: "Rolle",
    add: "Hinzufügen",
    added: (name: string) => `${name} ist jetzt dabei`,
    nobody: "Alle, mit denen du verbunden bist, sind schon dabei.",
    noConnections: "Du kannst Personen aufnehmen, mit denen du verbunden bist.",
    connect: "Mit Personen verbinden",
    close: "Schließen",
    hints: { viewer: "sieht alles", commenter: "sieht alles und kommentiert", editor: "macht und ändert Aufgaben", owner: "entscheidet, wer dabei ist" },
  },
);

interface Props {
  project: Schemas["Project"];
  members: readonly Member[];
  onClose: () => void;
  onChanged: () => void;
}

/** Who is in the project, and what they may do. The owner decides. */
export default function Members({ project, members, onClose, onChanged }: Props) {
  const words = useMemberWords();
  const rights = rightsOf(project.role);
  const path = { id: project.id };
  const inTurn = useTurns();

  async function attempt(request: () => Promise<unknown>): Promise<boolean> {
    try {
      if (await inTurn(request)) onChanged();
      return true;
    } catch (error) {
      toast(errorText(error), { kind: "error" });
      onChanged();
      return false;
    }
  }

  async function setRole(member: Member, role: Role) {
    const name = nameOf(member);
    // Who doesn't want to sees again what holds.
    if (role === "owner" && !(await confirm({ title: words.handOverTitle(name), text: words.handOverText, action: words.handOverAction }))) return onChanged();
    await attempt(() => api.PUT("/api/projects/{id}/members/{user_id}", { params: { path: { ...path, user_id: member.user_id } }, body: { role } }));
  }

  async function remove(member: Member) {
    if (!(await confirm({ title: words.removeTitle(nameOf(member)), text: words.removeText, action: words.removeAction, danger: true }))) return;
    await attempt(() => api.DELETE("/api/projects/{id}/members/{user_id}", { params: { path: { ...path, user_id: member.user_id } } }));
  }

  return (
    <Dialog open onClose={onClose} title={words.title} subtitle={project.name} footer={<Button onClick={onClose}>{words.close}</Button>}>
      <ul class={styles.list}>
        {members.map((member) => (
          <MemberRow key={member.user_id} member={member} mayChange={rights.manage && member.role !== "owner"} onRole={setRole} onRemove={remove} />
        ))}
      </ul>
      {rights.manage && (
        <Invite
          members={members}
          onAdd={async (user, role) => {
            const done = await attempt(() => api.POST("/api/projects/{id}/members", { params: { path }, body: { user_id: user.user_id, role } }));
            if (done) toast(words.added(nameOf(user)));
            return done;
          }}
        />
      )}
    </Dialog>
  );
}

interface RowProps {
  member: Member;
  mayChange: boolean;
  onRole: (member: Member, role: Role) => Promise<void>;
  onRemove: (member: Member) => Promise<void>;
}

function MemberRow({ member, mayChange, onRole, onRemove }: RowProps) {
  const words = useMemberWords();
  const page = useWords();
  const name = nameOf(member);
  return (
    <li class={styles.member}>
      <Avatar name={name} size={36} />
      <div class={styles.who}>
        <p class={styles.name}>
          {name}
          {member.user_id === myId() && <span class={styles.quiet}>{` (${page.you})`}</span>}
        </p>
        <p class={styles.quiet}>@{member.username}</p>
      </div>
      {mayChange ? (
        <>
          <Select<Role>
            label={words.roleOf(name)}
            hideLabel
            value={member.role}
            options={[
              ...(["viewer", "commenter", "editor"] as const).map((role) => ({ value: role, label: page.roles[role] })),
              { value: "owner" as const, label: words.handOver },
            ]}
            onValue={(role) => void onRole(member, role)}
          />
          <IconButton icon="close" label={words.remove(name)} onClick={() => void onRemove(member)} />
        </>
      ) : (
        <span class={styles.quiet}>{page.roles[member.role]}</span>
      )}
    </li>
  );
}

type Connection = Schemas["Connection"];
type NewRole = Schemas["NewProjectRole"];

function Invite({ members, onAdd }: { members: readonly Member[]; onAdd: (user: Connection, role: NewRole) => Promise<boolean> }) {
  const words = useMemberWords();
  const page = useWords();
  const [whom, setWhom] = useState("");
  const [role, setRole] = useState<NewRole>("editor");
  const [busy, setBusy] = useState(false);
  const people = useRef<HTMLSelectElement>(null);
  const connections = useResource<Connection[]>("/api/connections", async (signal) => {
    const all: Connection[] = [];
    const load = (cursor: string | undefined, abort: AbortSignal) =>
      api.GET("/api/connections", { params: { query: { limit: 200, ...(cursor && { cursor }) } }, signal: abort });
    for await (const one of pages<Connection>(load, signal)) all.push(...one);
    return all;
  }).data.value;
  if (!connections) return null;
  const free = connections.filter(({ user_id }) => !members.some((member) => member.user_id === user_id));
  return (
    <section class={styles.invite} aria-label={words.invite}>
      <h3>{words.invite}</h3>
      {!free.length && (
        <p class={styles.quiet}>
          {connections.length ? words.nobody : words.noConnections} <a href={links.connections}>{words.connect}</a>
        </p>
      )}
      {free.length > 0 && (
        <div class={styles.inviteLine}>
          <Select
            ref={people}
            label={words.whom}
            value={whom}
            options={[{ value: "", label: words.choose }, ...free.map((one) => ({ value: String(one.user_id), label: nameOf(one) }))]}
            onValue={setWhom}
          />
          <Select<NewRole>
            label={words.role}
            value={role}
            options={(["viewer", "commenter", "editor"] as const).map((one) => ({ value: one, label: page.roles[one] }))}
            onValue={setRole}
          />
          <Button
            variant="primary"
            busy={busy}
            disabled={!whom}
            onClick={async () => {
              const user = free.find(({ user_id }) => String(user_id) === whom);
              if (!user) return;
              setBusy(true);
              if (await onAdd(user, role)) {
                setWhom("");
                people.current?.focus();
              }
              setBusy(false);
            }}
          >
            {words.add}
          </Button>
        </div>
      )}
      {free.length > 0 && <p class={styles.quiet}>{`${page.roles[role]}: ${words.hints[role]}.`}</p>}
    </section>
  );
}
