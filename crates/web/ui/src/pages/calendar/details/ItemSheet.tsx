import { useState } from "preact/hooks";
import { api, invalidate } from "../../../api";
import { formatDate, formatTime, ofMinutes } from "../../../i18n";
import { ButtonLink, Checkbox, Chip, errorText, Sheet, toast } from "../../../ui";
import type { Entry } from "../model";
import { close } from "../state";
import styles from "./details.module.css";
import { words } from "./words";

export { words };

function hrefOf(entry: Entry): string {
  switch (entry.kind) {
    case "task":
      return `/projects/${entry.project}`;
    case "project":
      return `/projects/${entry.id}`;
    case "birthday":
      return `/people/${entry.id}`;
    case "reminder":
      return "/inbox";
    default:
      return "/todos";
  }
}

/** A todo, a task, a reminder, a birthday or a project on the calendar: what it is, and the way to it. */
export default function ItemSheet({ entry }: { entry: Entry }) {
  const w = words.use();
  const kind = entry.kind as keyof typeof w.kind;
  const [done, setDone] = useState(entry.done);

  async function toggle() {
    try {
      await api.PATCH("/api/todos/{id}/toggle", { params: { path: { id: entry.id! } } });
      setDone(!done);
      invalidate("/api/agenda", "/api/todos", "/api/upcoming", "/api/dashboard");
    } catch (error) {
      toast(errorText(error), { kind: "error" });
    }
  }

  return (
    <Sheet
      open
      onClose={close}
      title={entry.title}
      subtitle={`${formatDate(entry.first, "long")}${entry.allDay ? "" : `, ${formatTime(ofMinutes(entry.from))}`}`}
      footer={
        <ButtonLink href={hrefOf(entry)} variant="primary" icon="arrow-right">
          {w.open[kind]}
        </ButtonLink>
      }
    >
      <div class={styles.tools}>
        <Chip color={entry.color}>{w.kind[kind]}</Chip>
        {entry.note && <Chip>{entry.note}</Chip>}
        {entry.age ? <Chip>{w.turns(entry.age)}</Chip> : null}
      </div>
      {entry.kind === "todo" && !entry.faint && <Checkbox round label={w.done} checked={done} onChecked={() => void toggle()} />}
      {entry.kind !== "todo" && entry.done && <p class={styles.hint}>{w.done}</p>}
      {entry.faint && <p class={styles.hint}>{w.planned}</p>}
    </Sheet>
  );
}
