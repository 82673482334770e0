import { useRef, useState } from "preact/hooks";
import { api, Once, type Schemas } from "../../api";
import { Button, cx, errorText, Icon, toast } from "../../ui";
import type { Task } from "./tasks";
import styles from "./project.module.css";
import { useWords } from "./words";

interface Props {
  project: number;
  /** What a new one is besides its title: a part, of a column. */
  more?: Partial<Schemas["CreateTask"]>;
  label?: string;
  inputId?: string;
  small?: boolean;
  onAdded: (task: Task) => void;
}

/** One line to add a task with. */
export function AddTask({ project, more, label, inputId, small, onAdded }: Props) {
  const words = useWords();
  const [text, setText] = useState("");
  const [busy, setBusy] = useState(false);
  const once = useRef(new Once());
  const input = useRef<HTMLInputElement>(null);

  async function add() {
    if (busy || !text.trim()) return;
    setBusy(true);
    try {
      const body: Schemas["CreateTask"] = { ...more, title: text.trim() };
      const { data } = await once.current.send(body, (key) =>
        api.POST("/api/projects/{id}/tasks", { params: { path: { id: project }, header: { "Idempotency-Key": key } }, body }),
      );
      setText("");
      onAdded(data);
    } catch (error) {
      toast(errorText(error), { kind: "error" });
    } finally {
      setBusy(false);
      input.current?.focus();
    }
  }

  // It may stand within the form of a sheet, so it is none itself.
  return (
    <div class={cx(styles.add, small && styles.addSmall)}>
      <Icon name="plus" size={small ? 16 : 20} class={styles.plus} />
      <input
        ref={input}
        id={inputId}
        class={styles.addInput}
        aria-label={label ?? words.add}
        placeholder={label && !small ? label : words.add}
        maxLength={500}
        autoComplete="off"
        enterkeyhint="done"
        value={text}
        onInput={(event) => setText(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key !== "Enter" || event.isComposing) return;
          event.preventDefault();
          void add();
        }}
      />
      {(!small || text) && (
        <Button small variant="primary" busy={busy} disabled={!text.trim()} onClick={() => void add()}>
          {words.addButton}
        </Button>
      )}
    </div>
  );
}
