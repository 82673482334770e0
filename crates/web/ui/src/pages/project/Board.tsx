import { useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { formatNumber } from "../../i18n";
import { isPressed } from "../../keymap";
import { Badge, cx, Icon, IconButton, List, type ListControls, Menu, priorityTone } from "../../ui";
import { AddTask } from "./AddTask";
import { useDrag, type Drop } from "./drag";
import { placeAt, STATUSES, type Status, type Task } from "./tasks";
import { Assignees, TaskFacts, useTaskMenu } from "./TaskRow";
import type { ViewProps } from "./TaskList";
import styles from "./board.module.css";
import { useWords } from "./words";

/** The tasks by status. Cards are dragged, or moved by Shift and the arrows, or by their menus. */
export default function Board(props: ViewProps) {
  const { tasks, rights, shown, project } = props;
  const words = useWords();
  const root = useRef<HTMLDivElement>(null);
  const [said, setSaid] = useState("");
  /** The card that is to have the focus wherever it comes to stand. */
  const held = useRef<number>(undefined);
  const lists = useMemo(() => new Map(STATUSES.map((status) => [status, { current: null as ListControls | null }] as const)), []);
  const all = tasks.all.value ?? [];
  const columns = STATUSES.map((status) => ({ status, cards: all.filter((task) => task.status === status && shown(task)) }));
  const columnOf = (status: Status) => columns.find((column) => column.status === status)!.cards;

  function put(task: Task, status: Status, index: number) {
    const group = columnOf(status);
    const after = placeAt(task, group, index, all);
    setSaid(words.moved(task.title, words.statuses[status], index + 1, group.filter(({ id }) => id !== task.id).length + 1));
    void tasks.move(task, { ...(status !== task.status && { status }), after });
  }
  const step = (task: Task, by: number) => {
    const to = columnOf(task.status).findIndex(({ id }) => id === task.id) + by;
    if (to >= 0 && to < columnOf(task.status).length) put(task, task.status, to);
  };
  const sideways = (task: Task, by: number) => {
    const status = STATUSES[STATUSES.indexOf(task.status) + by];
    if (!status) return;
    const index = columnOf(task.status).findIndex(({ id }) => id === task.id);
    put(task, status, Math.min(index, columnOf(status).length));
  };
  const menu = useTaskMenu(props, step);

  const drop = useDrag(root, rights.edit, ({ id, status, before }) => {
    const task = tasks.byId.peek().get(id);
    if (!task) return;
    const others = columnOf(status).filter((one) => one.id !== id);
    const at = before === null ? others.length : others.findIndex((one) => one.id === before);
    const index = at < 0 ? others.length : at;
    const here = columnOf(task.status).findIndex((one) => one.id === id);
    if (status !== task.status || index !== here) put(task, status, index);
  });

  /** Gives a card the focus, wherever it is: in a long column it may be out of sight, and so not in the document. */
  function reach(id: number) {
    const selector = `[data-card="${id}"] [data-open]`;
    const card = root.current?.querySelector<HTMLElement>(selector);
    card?.focus();
    card?.scrollIntoView({ block: "nearest", inline: "nearest" });
    if (card) return;
    for (const { status, cards } of columns) {
      const index = cards.findIndex((one) => one.id === id);
      if (index >= 0) lists.get(status)?.current?.reveal(index, selector);
    }
  }
  useLayoutEffect(() => {
    if (held.current !== undefined && document.activeElement === document.body) reach(held.current);
  });

  function press(event: KeyboardEvent) {
    const target = event.target as HTMLElement;
    const id = Number(target.closest<HTMLElement>("[data-card]")?.dataset.card ?? NaN);
    const task = tasks.byId.peek().get(id);
    const arrows: Record<string, [number, number]> = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] };
    const [x, y] = arrows[event.key] ?? [0, 0];
    if (!task || !target.matches("[data-open]") || (!x && !y) || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    held.current = id;
    if (event.shiftKey) {
      if (!rights.edit) return;
      if (isPressed("lists.up", event)) step(task, -1);
      else if (isPressed("lists.down", event)) step(task, 1);
      else if (isPressed("board.left", event)) sideways(task, -1);
      else if (isPressed("board.right", event)) sideways(task, 1);
      return;
    }
    const index = columnOf(task.status).findIndex((one) => one.id === id);
    let to: Task | undefined;
    if (y) to = columnOf(task.status)[index + y];
    else {
      // Empty columns are passed over.
      for (let i = STATUSES.indexOf(task.status) + x; STATUSES[i] && !to; i += x) {
        const cards = columnOf(STATUSES[i]!);
        to = cards[Math.min(index, cards.length - 1)];
      }
    }
    if (!to) return;
    held.current = to.id;
    reach(to.id);
  }

  return (
    <>
      {rights.edit && (
        <p id="board-help" class="sr-only">
          {words.boardHelp}
        </p>
      )}
      <p class="sr-only" aria-live="polite">
        {said}
      </p>
      <div
        ref={root}
        class={cx(styles.board, drop && styles.dragging)}
        onKeyDown={press}
        onPointerDown={() => (held.current = undefined)}
        onFocusOut={(event) => {
          if (event.relatedTarget) held.current = undefined;
        }}
      >
        {columns.map(({ status, cards }) => (
          <section key={status} class={styles.column} data-column={status} data-over={drop?.status === status ? "" : undefined} aria-labelledby={`column-${status}`}>
            <h2 id={`column-${status}`} class={styles.head}>
              <span class={styles.dot} data-status={status} />
              {words.statuses[status]}
              <Badge label={words.cards(cards.length)}>{formatNumber(cards.length)}</Badge>
            </h2>
            <List
              label={words.statuses[status]}
              items={cards}
              itemKey={(task) => task.id}
              estimate={84}
              class={styles.cards}
              controls={lists.get(status)}
              render={(task) => <Card task={task} {...props} drop={drop} menu={menu} />}
            />
            <div class={styles.end} data-drop={drop?.status === status && drop.before === null ? "" : undefined} />
            {!cards.length && <p class={styles.none}>{words.emptyColumn}</p>}
            {rights.edit && status !== "done" && (
              <AddTask small project={project.id} more={{ status }} label={words.addTo(words.statuses[status])} onAdded={tasks.set} />
            )}
          </section>
        ))}
      </div>
    </>
  );
}

type CardProps = ViewProps & { task: Task; drop: Drop | null; menu: ReturnType<typeof useTaskMenu> };

/** A task on the board. */
function Card({ task, drop, menu, tasks, members, rights, onOpen }: CardProps) {
  const words = useWords();
  const parts = tasks.parts.value.get(task.id) ?? [];
  return (
    <article
      class={cx(styles.card, task.status === "done" && styles.done, rights.edit && styles.movable)}
      data-card={task.id}
      data-tone={priorityTone(task.priority)}
      data-drop={drop?.status === task.status && drop.before === task.id ? "" : undefined}
      data-dragged={drop?.id === task.id ? "" : undefined}
    >
      <button type="button" class={styles.open} data-open aria-describedby={rights.edit ? "board-help" : undefined} onClick={() => onOpen(task)}>
        <span class={styles.title}>
          {task.status === "done" && <Icon name="check" size={16} />}
          {task.title}
        </span>
        <TaskFacts
          task={task}
          tasks={tasks}
          parts={parts.length}
          partsDone={parts.filter(({ status }) => status === "done").length}
          parent={task.parent_task_id ? tasks.byId.value.get(task.parent_task_id) : undefined}
          hideStatus
        />
      </button>
      <div class={styles.side}>
        <Menu align="end" trigger={(trigger) => <IconButton {...trigger} small icon="more" label={words.more(task.title)} />} items={menu(task)} />
        <Assignees task={task} members={members} />
      </div>
    </article>
  );
}
