import type { Schemas } from "../../api";
import { formatInstant, formatNumber } from "../../i18n";
import { Badge } from "../../ui";
import styles from "./admin.module.css";
import { useWords } from "./words";

/** An entry of the audit log. The action is a code that stays the same, so it stands there as it is. */
export function Entry({ entry }: { entry: Schemas["AuditEntry"] }) {
  const words = useWords().audit;
  const nameOf = (name: string | null | undefined, id: number | null | undefined) => name ?? (id ? words.deleted(formatNumber(id)) : "");
  const actor = nameOf(entry.actor, entry.actor_id) || words.nobody;
  const target = entry.target_id && entry.target_id !== entry.actor_id ? words.to_(nameOf(entry.target, entry.target_id)) : "";
  return (
    <div class={styles.line}>
      <div class={styles.text}>
        <span class={styles.name}>
          {entry.action} {entry.outcome === "failure" && <Badge tone="danger">{words.failure}</Badge>}
        </span>
        <span class={styles.muted}>{[`${actor} ${target}`.trim(), entry.detail, entry.address].filter(Boolean).join(" · ")}</span>
      </div>
      <time class={styles.muted} dateTime={entry.at}>
        {formatInstant(entry.at)}
      </time>
    </div>
  );
}
