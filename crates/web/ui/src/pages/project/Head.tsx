import { useState } from "preact/hooks";
import { api, invalidate, type Answer, type Resource, type Schemas } from "../../api";
import { useLocation } from "../../shell";
import { Avatar, Badge, Button, confirm, errorText, Icon, IconButton, lazyPart, Menu, toast } from "../../ui";
import { useProjectWords } from "../projects/dialogWords";
import { myId, nameOf, type Member } from "./people";
import { rightsOf, type Rights } from "./tasks";
import styles from "./project.module.css";
import type { Tasks } from "./useTasks";
import { useWords } from "./words";

const ProjectDialog = lazyPart(async () => ({ default: (await import("../projects/ProjectDialog")).ProjectDialog }), { onFail: ({ onClose }) => onClose() });

type Project = Schemas["Project"];
type Read = Resource<Answer<Project>>;

/** Its colour, name and state. */
export function Heading({ project }: { project: Project }) {
  const names = useProjectWords();
  return (
    <span class={styles.heading}>
      <span class={styles.dot} style={{ background: project.color }} />
      {project.name}{" "}
      {project.status !== "active" && <Badge>{names.statuses[project.status]}</Badge>}
    </span>
  );
}

const elsewhere = () => invalidate("/api/dashboard", "/api/agenda", "/api/upcoming");

async function setArchived(read: Read, is_archived: boolean, said: string): Promise<void> {
  const id = read.data.peek()?.data.id;
  if (id === undefined) return;
  try {
    await api.PATCH("/api/projects/{id}", { params: { path: { id } }, body: { is_archived } });
    await read.reload();
    elsewhere();
    toast(said);
  } catch (error) {
    toast(errorText(error), { kind: "error" });
  }
}

interface Props {
  read: Read;
  members: readonly Member[];
  tasks: Tasks;
  onMembers: () => void;
}

/** Who is in it, and what can be done with it as a whole. */
export function ProjectMenu({ read, members, tasks, onMembers }: Props) {
  const words = useWords();
  const { route } = useLocation();
  const [editing, setEditing] = useState<Answer<Project> | null>(null);
  const project = read.data.value!.data;
  const rights = rightsOf(project.role);

  async function edit() {
    try {
      // The tag of what is shown may be old: names and tasks change the version, too.
      setEditing(await api.GET("/api/projects/{id}", { params: { path: { id: project.id } } }));
    } catch (error) {
      toast(errorText(error), { kind: "error" });
    }
  }

  async function go(question: Parameters<typeof confirm>[0], request: () => Promise<unknown>, said: string) {
    if (!(await confirm({ ...question, danger: true }))) return;
    try {
      await request();
      elsewhere();
      toast(said);
      route("/projects", true);
    } catch (error) {
      toast(errorText(error), { kind: "error" });
    }
  }

  const leave = () =>
    void go(
      { title: words.leaveTitle(project.name), text: words.leaveText, action: words.leaveAction },
      () => api.DELETE("/api/projects/{id}/members/{user_id}", { params: { path: { id: project.id, user_id: myId()! } } }),
      words.left(project.name),
    );
  const remove = () =>
    void go(
      {
        title: words.deleteTitle(project.name),
        text: words.deleteText(tasks.all.peek()?.length ?? 0, project.member_count),
        action: words.deleteAction,
      },
      () => api.DELETE("/api/projects/{id}", { params: { path: { id: project.id } } }),
      words.deleted(project.name),
    );

  return (
    <>
      <Button variant="ghost" class={styles.members} onClick={onMembers}>
        <span class={styles.faces}>
          {members.slice(0, 4).map((member) => (
            <Avatar key={member.user_id} name={nameOf(member)} size={28} />
          ))}
        </span>
        {words.membersButton(project.member_count)}
      </Button>
      <Menu
        align="end"
        trigger={(trigger) => <IconButton {...trigger} icon="more" label={words.menu.label} />}
        items={[
          rights.edit && { label: words.menu.edit, icon: "edit", onSelect: () => void edit() },
          { label: words.menu.members, icon: "people", onSelect: onMembers },
          project.is_archived
            ? { label: words.menu.unarchive, icon: "undo", onSelect: () => void setArchived(read, false, words.broughtBack) }
            : { label: words.menu.archive, icon: "archive", onSelect: () => void setArchived(read, true, words.archivedNow) },
          "divider",
          !rights.manage && { label: words.menu.leave, icon: "sign-out", danger: true, onSelect: leave },
          rights.manage && { label: words.menu.remove, icon: "trash", danger: true, onSelect: remove },
        ]}
      />
      {editing && (
        <ProjectDialog
          editing={editing}
          onClose={() => setEditing(null)}
          onSaved={() => {
            setEditing(null);
            elsewhere();
            void read.reload();
          }}
        />
      )}
    </>
  );
}

/** What one has to know before one wonders: that it is archived, and what one may not do. */
export function Notices({ read, rights }: { read: Read; rights: Rights }) {
  const words = useWords();
  const project = read.data.value!.data;
  const limited = rights.edit ? null : rights.comment ? words.commentOnly : words.viewOnly;
  if (!project.is_archived && !limited) return null;
  return (
    <div class={styles.notices}>
      {project.is_archived && (
        <p class={styles.notice}>
          <Icon name="archive" size={18} />
          <span>{words.archivedHint}</span>
          <Button small onClick={() => void setArchived(read, false, words.broughtBack)}>
            {words.menu.unarchive}
          </Button>
        </p>
      )}
      {limited && (
        <p class={styles.notice}>
          <Icon name="eye" size={18} />
          <span>{limited}</span>
        </p>
      )}
    </div>
  );
}
