import { formatList } from "../../i18n";
import { Avatar, Badge, Checkbox, cx, Due, Icon, IconButton, Menu, priorityTone, usePriorityWords, type MenuItem } from "../../ui";
import { myId, nameIn } from "./people";
import { blockersOf, mayDelete, STATUSES, type Row, type Task } from "./tasks";
import type { ViewProps } from "./TaskList";
import styles from "./project.module.css";
import { useWords } from "./words";

/** What can be done with a task without opening it; the same in list and board. */
export function useTaskMenu({ tasks, rights, onOpen }: ViewProps, step: (task: Task, by: 1 | -1) => void) {
  const words = useWords();
  return (task: Task): (MenuItem | false)[] => {
    const deletable = mayDelete(task, tasks.parts.value, rights, myId());
    return [
      { label: words.open, icon: "edit", onSelect: () => onOpen(task) },
      ...(rights.edit
        ? ([
            "divider",
            { heading: words.moveTo },
            ...STATUSES.map((status) => ({
              label: words.statuses[status],
              checked: task.status === status,
              onSelect: () => void (task.status !== status && tasks.move(task, { status })),
            })),
            "divider",
            { label: words.up, icon: "chevron-up", onSelect: () => step(task, -1) },
            { label: words.down, icon: "chevron-down", onSelect: () => step(task, 1) },
          ] satisfies MenuItem[])
        : []),
      deletable && "divider",
      deletable && {
        label: words.remove,
        icon: "trash",
        danger: true,
        onSelect: () => void tasks.remove(task),
      },
    ];
  };
}

/** What is to be seen of a task besides its title. */
export function TaskFacts({ task, tasks, parts, partsDone, parent, hideStatus }: Omit<Row, "depth"> & Pick<ViewProps, "tasks"> & { hideStatus?: boolean }) {
  const words = useWords();
  const priorities = usePriorityWords();
  const done = task.status === "done";
  const waiting = blockersOf(task, tasks.byId.value);
  const blocked = !done && (waiting.length > 0 || task.is_blocked);
  return (
    <span class={styles.meta}>
      {!hideStatus && task.status !== "todo" && !done && <Badge tone={task.status === "blocked" ? "warning" : "neutral"}>{words.statuses[task.status]}</Badge>}
      <Due due_date={task.due_date} done={done} recurs={Boolean(task.recurrence_rule)} />
      {parts > 0 && (
        <span class={styles.fact}>
          <Icon name="list" size={14} />
          <span class="sr-only">{words.parts(partsDone, parts)}</span>
          <span aria-hidden="true">{`${partsDone}/${parts}`}</span>
        </span>
      )}
      {blocked && (
        <span class={cx(styles.fact, styles.waits)}>
          <Icon name="lock" size={14} />
          <span>{waiting.length ? words.waitsFor(formatList(waiting.map(({ title }) => title))) : words.waits}</span>
        </span>
      )}
      {parent && <span class={styles.fact}>{words.partOf(parent.title)}</span>}
      {task.description && <Icon name="comment" size={14} />}
      {task.priority !== "none" && <span class="sr-only">{`${priorities.label}: ${priorities.of[task.priority]}`}</span>}
    </span>
  );
}

/** Who is to do it. */
export function Assignees({ task, members }: { task: Task } & Pick<ViewProps, "members">) {
  const words = useWords();
  if (!task.assignee_ids.length) return null;
  return (
    <span class={styles.faces}>
      {task.assignee_ids.slice(0, 3).map((id) => (
        <Avatar key={id} name={nameIn(members, id, words)} size={24} named />
      ))}
      {task.assignee_ids.length > 3 && <span class={styles.further}>+{task.assignee_ids.length - 3}</span>}
    </span>
  );
}

/** A task in the list. */
export function TaskRow({ row, onStep, ...props }: ViewProps & { row: Row; onStep: (task: Task, by: 1 | -1) => void }) {
  const { tasks, rights, members, onOpen } = props;
  const words = useWords();
  const menu = useTaskMenu(props, onStep);
  const { task, depth } = row;
  const done = task.status === "done" || tasks.busy.value.has(task.id);
  return (
    <div class={cx(styles.row, task.status === "done" && styles.rowDone)} data-todo={task.id} style={{ "--depth": String(Math.min(depth, 4)) }}>
      {rights.edit ? (
        <Checkbox
          class={styles.box}
          label={task.status === "done" ? words.reopen(task.title) : words.complete(task.title)}
          hideLabel
          round
          tone={priorityTone(task.priority)}
          checked={done}
          onChecked={() => void tasks.toggle(task)}
        />
      ) : (
        <span class={styles.mark} data-tone={priorityTone(task.priority)} title={words.statuses[task.status]}>
          {task.status === "done" && <Icon name="check" size={14} label={words.statuses.done} />}
        </span>
      )}
      <button type="button" class={styles.main} data-row onClick={() => onOpen(task)}>
        <span class={styles.rowTitle}>{task.title}</span>
        <TaskFacts {...row} tasks={tasks} />
      </button>
      <Assignees task={task} members={members} />
      <Menu
        align="end"
        trigger={(trigger) => <IconButton {...trigger} small icon="more" label={words.more(task.title)} class={styles.more} />}
        items={menu(task)}
      />
    </div>
  );
}
