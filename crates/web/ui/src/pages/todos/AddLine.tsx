import { useRef, useState } from "preact/hooks";
import { api, Once, type Schemas } from "../../api";
import { Button, errorText, Icon, IconButton, toast } from "../../ui";
import type { Filter } from "./filters";
import type { Todo } from "./groups";
import styles from "./todos.module.css";
import { useWords } from "./words";

interface Props {
  filter: Filter;
  onAdded: (todo: Todo) => void;
  /** Opens the sheet with what was written. */
  onDetails: (draft: Schemas["CreateTodo"]) => void;
}

/** One line to add a todo with. It stays where it is, so that several can be written one after the other. */
export function AddLine({ filter, onAdded, onDetails }: Props) {
  const words = useWords();
  const [text, setText] = useState("");
  const [busy, setBusy] = useState(false);
  const once = useRef(new Once());
  const input = useRef<HTMLInputElement>(null);

  /** What is shown is what is meant: under "Category: garden" a new todo belongs there. */
  const draft = (): Schemas["CreateTodo"] => ({
    title: text.trim(),
    ...(filter.category && { category: filter.category }),
    ...(filter.priority && { priority: filter.priority }),
  });

  async function add() {
    if (busy || !text.trim()) return;
    setBusy(true);
    try {
      const body = draft();
      const { data } = await once.current.send(body, (key) => api.POST("/api/todos", { params: { header: { "Idempotency-Key": key } }, body }));
      setText("");
      onAdded(data);
    } catch (error) {
      toast(errorText(error), { kind: "error" });
    } finally {
      setBusy(false);
      input.current?.focus();
    }
  }

  return (
    <form
      class={styles.add}
      onSubmit={(event) => {
        event.preventDefault();
        void add();
      }}
    >
      <Icon name="plus" class={styles.plus} />
      <input
        ref={input}
        id="add-todo"
        class={styles.addInput}
        aria-label={words.add}
        placeholder={words.add}
        maxLength={500}
        autoComplete="off"
        enterkeyhint="done"
        value={text}
        onInput={(event) => setText(event.currentTarget.value)}
      />
      <IconButton
        icon="edit"
        small
        label={words.details}
        onClick={() => {
          onDetails(draft());
          setText("");
        }}
      />
      <Button type="submit" small variant="primary" busy={busy} disabled={!text.trim()}>
        {words.addButton}
      </Button>
    </form>
  );
}
