import type { Schemas } from "../../api";
import { formatInstant, formatNumber } from "../../i18n";
import { Badge } from "../../ui";
import { useActionWords } from "./actions";
import styles from "./admin.module.css";
import { tellDetail, useDetailWords } from "./details";
import { useWords } from "./words";

/** An entry of the audit log. The code of the action, which programs and the command line know, is its title. */
export function Entry({ entry }: { entry: Schemas["AuditEntry"] }) {
  const all = useWords();
  const words = all.audit;
  const action = useActionWords()[entry.action] ?? entry.action;
  const details = useDetailWords();
  const detail = entry.detail && tellDetail(entry.detail, details, all);
  const nameOf = (name: string | null | undefined, id: number | null | undefined) => name ?? (id ? words.deleted(formatNumber(id)) : "");
  const actor = nameOf(entry.actor, entry.actor_id) || words.nobody;
  const target = entry.target_id && entry.target_id !== entry.actor_id ? words.to_(nameOf(entry.target, entry.target_id)) : "";
  return (
    <div class={styles.line}>
      <div class={styles.text}>
        <span class={styles.name} title={entry.action}>
          {action} {entry.outcome === "failure" && <Badge tone="danger">{words.failure}</Badge>}
        </span>
        <span class={styles.muted}>{[`${actor} ${target}`.trim(), detail, entry.address].filter(Boolean).join(" · ")}</span>
      </div>
      <time class={styles.muted} dateTime={entry.at}>
        {formatInstant(entry.at)}
      </time>
    </div>
  );
}
