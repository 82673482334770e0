import { addDays, formatDay, startOfWeek, region, today, describeRule } from "../../i18n";
import { Checkbox, Chip, cx, Due, Icon, IconButton, Menu, priorityTone, usePriorityWords, PRIORITIES } from "../../ui";
import type { Todo } from "./groups";
import type { Todos } from "./useTodos";
import styles from "./todos.module.css";
import { useWords } from "./words";

interface Props {
  todo: Todo;
  todos: Todos;
  onOpen: (todo: Todo) => void;
  onCategory: (category: string) => void;
}

/** A todo: its box, what and when it is, and what can be done with it. */
export function TodoRow({ todo, todos, onOpen, onCategory }: Props) {
  const words = useWords();
  const priorities = usePriorityWords();
  const done = todo.completed || todos.ticked.value.has(todo.id);
  const now = today();
  const move = (date: string | null) => () =>
    void todos.change(todo, { due_date: date }, words.moved(todo.title, date ? formatDay(date) : words.noDate));
  return (
    <div class={cx(styles.row, done && styles.rowDone)} data-todo={todo.id}>
      <Checkbox
        class={styles.box}
        label={todo.completed ? words.reopen(todo.title) : words.complete(todo.title)}
        hideLabel
        round
        tone={priorityTone(todo.priority)}
        checked={done}
        onChecked={() => void todos.toggle(todo)}
      />
      <button type="button" class={styles.main} data-row onClick={() => onOpen(todo)}>
        <span class={styles.rowTitle}>{todo.title}</span>
        <span class={styles.meta}>
          <Due {...todo} done={done} recurs={Boolean(todo.recurrence_rule)} />
          {todo.recurrence_rule && <span class={styles.rule}>{describeRule(todo.recurrence_rule, todo.due_date)}</span>}
          {todo.description && <Icon name="list" size={14} label={words.sheet.notes} />}
          {todo.priority !== "none" && <span class="sr-only">{`${priorities.label}: ${priorities.of[todo.priority]}`}</span>}
        </span>
      </button>
      {todo.category && (
        <span class={styles.category}>
          <Chip onToggle={() => onCategory(todo.category!)}>{todo.category}</Chip>
        </span>
      )}
      <Menu
        align="end"
        trigger={(trigger) => <IconButton {...trigger} small icon="more" label={words.more(todo.title)} class={styles.more} />}
        items={[
          { label: words.edit, icon: "edit", note: "E", onSelect: () => onOpen(todo) },
          !todo.completed && { label: words.today, icon: "today", onSelect: move(now) },
          !todo.completed && { label: words.tomorrow, icon: "sun", onSelect: move(addDays(now, 1)) },
          !todo.completed && { label: words.nextWeek, icon: "calendar", onSelect: move(addDays(startOfWeek(now, region.value.weekStart), 7)) },
          !todo.completed && !todo.recurrence_rule && Boolean(todo.due_date) && { label: words.noDate, icon: "close", onSelect: move(null) },
          "divider",
          { heading: priorities.label },
          ...PRIORITIES.map((priority) => ({
            label: priorities.of[priority],
            checked: todo.priority === priority,
            onSelect: () => void todos.change(todo, { priority }),
          })),
          "divider",
          { label: words.remove, icon: "trash", danger: true, onSelect: () => void todos.remove(todo) },
        ]}
      />
    </div>
  );
}
