import { api, useResource, type Schemas } from "../../api";
import { formatDay, formatNumber } from "../../i18n";
import { cx, Icon, Progress, type IconName } from "../../ui";
import styles from "./project.module.css";
import { useWords } from "./words";

/** A project in numbers. They are counted by the server, over all tasks. */
export function Stats({ project }: { project: Schemas["Project"] }) {
  const words = useWords();
  const stats = useResource(`/api/projects/${project.id}/stats`, async (signal) =>
    (await api.GET("/api/projects/{id}/stats", { params: { path: { id: project.id } }, signal })).data,
  ).data.value;
  if (!stats) return <div class={styles.stats} />;
  const facts: [IconName, string, number, boolean?][] = [
    ["warning", words.stats.overdue(stats.overdue), stats.overdue, true],
    ["clock", words.stats.soon(stats.due_soon), stats.due_soon],
    ["lock", words.stats.blocked(stats.blocked), stats.blocked],
    ["user", words.stats.unassigned(stats.unassigned), project.member_count > 1 ? stats.unassigned : 0],
    ["check", words.stats.recent(stats.completed_recently), stats.completed_recently],
  ];
  if (!stats.total && !project.due_date) return null;
  return (
    <section class={styles.stats} aria-label={words.stats.label}>
      {stats.total > 0 && (
        <div class={styles.progress}>
          <Progress label={words.stats.progress} value={stats.done} max={stats.total} color={project.color} />
          <span>{words.stats.done(formatNumber(stats.done), formatNumber(stats.total))}</span>
        </div>
      )}
      <ul class={styles.facts}>
        {project.due_date && (
          <li class={styles.fact}>
            <Icon name="calendar" size={14} />
            {words.due(formatDay(project.due_date))}
          </li>
        )}
        {facts.map(
          ([icon, text, n, late]) =>
            n > 0 && (
              <li key={icon} class={cx(styles.fact, late && styles.late)}>
                <Icon name={icon} size={14} />
                {text}
              </li>
            ),
        )}
      </ul>
    </section>
  );
}
