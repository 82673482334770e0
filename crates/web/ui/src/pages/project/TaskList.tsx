import { useRef } from "preact/hooks";
import type { Schemas } from "../../api";
import { Button, EmptyState, List, Skeleton } from "../../ui";
import { useRowKeys } from "../todos/rowKeys";
import type { Member } from "./people";
import { placeAt, rowsOf, type Rights, type Task } from "./tasks";
import { TaskRow } from "./TaskRow";
import styles from "./project.module.css";
import type { Tasks } from "./useTasks";
import { useWords } from "./words";

export interface ViewProps {
  project: Schemas["Project"];
  tasks: Tasks;
  members: readonly Member[];
  rights: Rights;
  onOpen: (task: Task) => void;
  shown: (task: Task) => boolean;
}

/** The tasks as a list, parts below what they are part of. */
export function TaskList(props: ViewProps & { narrowed: boolean; onClear: () => void }) {
  const { tasks, rights, onOpen, shown } = props;
  const words = useWords();
  const root = useRef<HTMLDivElement>(null);
  const all = tasks.all.value ?? [];
  const byId = tasks.byId.value;
  const rows = rowsOf(all, shown);

  const step = (task: Task, by: 1 | -1) => {
    const group = all.filter((one) => shown(one) && (one.parent_task_id ?? null) === (task.parent_task_id ?? null));
    const to = group.findIndex(({ id }) => id === task.id) + by;
    if (to < 0 || to >= group.length) return;
    const after = placeAt(task, group, to, all);
    if (after !== undefined) void tasks.move(task, { after });
  };
  useRowKeys(root, {
    complete: (id) => {
      const task = byId.get(id);
      if (task && rights.edit) void tasks.toggle(task);
    },
    edit: (id) => {
      const task = byId.get(id);
      if (task) onOpen(task);
    },
    move: (id, by) => {
      const task = byId.get(id);
      if (task && rights.edit) step(task, by);
    },
  });

  if (!rows.length) return <Nothing {...props} some={all.length > 0} />;
  return (
    <div ref={root}>
      <List
        label={words.list}
        items={rows}
        itemKey={({ task }) => task.id}
        estimate={54}
        class={styles.list}
        render={(row) => <TaskRow row={row} {...props} onStep={step} />}
        after={tasks.loading.value && all.length >= 200 ? <Skeleton rows={2} /> : null}
      />
    </div>
  );
}

function Nothing({ narrowed, onClear, rights, some, tasks }: ViewProps & { narrowed: boolean; onClear: () => void; some: boolean }) {
  const words = useWords();
  if (tasks.loading.value) return <Skeleton rows={4} />;
  if (some && narrowed) {
    return (
      <EmptyState icon="filter" title={words.emptyFilter.title} action={<Button onClick={onClear}>{words.emptyFilter.clear}</Button>}>
        {words.emptyFilter.text}
      </EmptyState>
    );
  }
  if (some) return <EmptyState icon="check" title={words.allDone.title}>{words.allDone.text}</EmptyState>;
  return (
    <EmptyState icon="project" title={words.empty.title}>
      {rights.edit ? words.empty.text : words.empty.view}
    </EmptyState>
  );
}
