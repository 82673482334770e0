import { useState } from "preact/hooks";
import { api, pages, useResource, type Answer, type Schemas } from "../../api";
import { NotFound, Page, useKey, useLocation, type PageProps } from "../../shell";
import { Chip, ErrorState, Icon, lazyPart, SearchField, Segmented, Skeleton } from "../../ui";
import { AddTask } from "./AddTask";
import { Heading, Notices, ProjectMenu } from "./Head";
import { myId, type Member } from "./people";
import { Stats } from "./Stats";
import { TaskList } from "./TaskList";
import { matches, rightsOf, type Task } from "./tasks";
import styles from "./project.module.css";
import { useTasks } from "./useTasks";
import { useWords } from "./words";

const Board = lazyPart(() => import("./Board"));
const TaskSheet = lazyPart(() => import("./TaskSheet"), { onFail: ({ onClose }) => onClose() });
const Members = lazyPart(() => import("./Members"), { onFail: ({ onClose }) => onClose() });

/** A project: its tasks as a list or a board, its people, its numbers. */
export default function ProjectPage({ params }: PageProps) {
  const id = Number(params.id);
  return Number.isSafeInteger(id) && id > 0 ? <Project id={id} /> : <NotFound />;
}

function Project({ id }: { id: number }) {
  const words = useWords();
  const { query, path, route } = useLocation();
  const view = query.view === "board" ? "board" : "list";
  const [search, setSearch] = useState("");
  const [mine, setMine] = useState(false);
  const [showDone, setShowDone] = useState(false);

  const read = useResource<Answer<Schemas["Project"]>>(`/api/projects/${id}`, (signal) => api.GET("/api/projects/{id}", { params: { path: { id } }, signal }));
  const people = useResource<Member[]>(`/api/projects/${id}/members`, async (signal) => {
    const all: Member[] = [];
    const load = (cursor: string | undefined, abort: AbortSignal) =>
      api.GET("/api/projects/{id}/members", { params: { path: { id }, query: { limit: 200, ...(cursor && { cursor }) } }, signal: abort });
    for await (const page of pages<Member>(load, signal)) all.push(...page);
    return all;
  });
  const tasks = useTasks(id);
  useKey("pages.add", () => document.getElementById("add-task")?.focus());

  const error = read.error.value;
  const project = read.data.value?.data;
  if (error?.status === 404) return <NotFound />;
  if (!project) {
    return (
      <Page title={words.project} before={<Back />}>
        {error ? <ErrorState error={error} onRetry={() => void read.reload()} /> : <Skeleton rows={6} />}
      </Page>
    );
  }

  const rights = rightsOf(project.role);
  const members = people.data.value ?? [];
  const at = (more: Record<string, string>) => {
    const next = new URLSearchParams(view === "board" ? { view } : {});
    for (const [name, value] of Object.entries(more)) next.set(name, value);
    return `${path}${next.size ? `?${next}` : ""}`;
  };
  const open = (task: Task) => route(at({ task: String(task.id) }));
  const close = () => route(at({}), true);
  const narrowed = Boolean(search) || mine;
  const shown = (task: Task) => matches(task, search) && (!mine || task.assignee_ids.includes(myId() ?? 0));
  const opened = /^\d+$/.test(query.task ?? "") ? Number(query.task) : undefined;
  const shared = { project, tasks, members, rights, onOpen: open };
  const all = tasks.all.value;

  return (
    <Page
      title={project.name}
      heading={<Heading project={project} />}
      subtitle={project.description}
      before={<Back />}
      width={view === "board" ? "full" : "wide"}
      actions={
        <ProjectMenu
          read={read}
          members={members}
          tasks={tasks}
          onMembers={() => route(at({ members: "" }))}
        />
      }
    >
      <Notices read={read} rights={rights} />
      <Stats project={project} />
      {rights.edit && <AddTask project={id} inputId="add-task" onAdded={tasks.set} />}
      <div class={styles.toolbar}>
        <Segmented
          label={words.view}
          value={view}
          onValue={(next) => route(next === "board" ? `${path}?view=board` : path, true)}
          options={[
            { value: "list", label: words.list, icon: "list" },
            { value: "board", label: words.board, icon: "board" },
          ]}
        />
        <div class={styles.search}>
          <SearchField narrow label={words.search} value={search} onSearch={setSearch} />
        </div>
        <Chip icon="user" selected={mine} onToggle={() => setMine(!mine)}>
          {words.mine}
        </Chip>
        {view === "list" && (
          <Chip icon="check" selected={showDone} onToggle={() => setShowDone(!showDone)}>
            {words.showDone}
          </Chip>
        )}
      </div>
      {!all && tasks.error.value && <ErrorState error={tasks.error.value} onRetry={() => void tasks.reload()} />}
      {!all && !tasks.error.value && <Skeleton rows={6} />}
      {all && view === "list" && (
        <TaskList
          {...shared}
          shown={(task) => shown(task) && (showDone || task.status !== "done")}
          narrowed={narrowed}
          onClear={() => {
            setSearch("");
            setMine(false);
          }}
        />
      )}
      {all && view === "board" && <Board {...shared} shown={shown} />}
      {all && tasks.error.value && <ErrorState small error={tasks.error.value} onRetry={() => void tasks.reload()} />}
      {opened !== undefined && <TaskSheet key={opened} {...shared} id={opened} onClose={close} />}
      {"members" in query && (
        <Members project={project} members={members} onClose={close} onChanged={() => void Promise.all([people.reload(), read.reload(), tasks.reload()])} />
      )}
    </Page>
  );
}

/** The way back to the list. */
function Back() {
  const words = useWords();
  return (
    <a href="/projects" class={styles.back}>
      <Icon name="arrow-left" size={18} />
      {words.back}
    </a>
  );
}
