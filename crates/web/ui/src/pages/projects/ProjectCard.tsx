import type { RefObject } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { api, useResource, type Schemas } from "../../api";
import { formatDay, formatNumber } from "../../i18n";
import { links } from "../../shell";
import { Badge, cx, Icon, IconButton, isOverdue, Menu, Progress } from "../../ui";
import { useProjectWords } from "./dialogWords";
import styles from "./projects.module.css";
import { useWords } from "./words";

type Project = Schemas["Project"];

/** Whether something has come into sight; what is far below doesn't ask for its numbers yet. */
function useSeen(ref: RefObject<HTMLElement | null>): boolean {
  const [seen, setSeen] = useState(false);
  useEffect(() => {
    if (seen || !ref.current) return;
    const watch = new IntersectionObserver(([entry]) => entry?.isIntersecting && setSeen(true), { rootMargin: "200px" });
    watch.observe(ref.current);
    return () => watch.disconnect();
  }, [seen]);
  return seen;
}

interface Props {
  project: Project;
  onArchive: (project: Project, archive: boolean) => void;
}

/** A project at a glance. All of it is the link. */
export function ProjectCard({ project, onArchive }: Props) {
  const words = useWords();
  const names = useProjectWords();
  const card = useRef<HTMLElement>(null);
  const seen = useSeen(card);
  const late = isOverdue(project) && project.status !== "completed" && project.status !== "cancelled";
  return (
    <article ref={card} class={styles.card} style={{ "--project": project.color }}>
      <div class={styles.cardHead}>
        <h2 class={styles.name}>
          <a href={links.project(project.id)}>{project.name}</a>
        </h2>
        <Menu
          align="end"
          trigger={(trigger) => <IconButton {...trigger} small icon="more" label={words.more(project.name)} class={styles.more} />}
          items={[
            project.is_archived
              ? { label: words.unarchive, icon: "undo", onSelect: () => onArchive(project, false) }
              : { label: words.archive, icon: "archive", onSelect: () => onArchive(project, true) },
          ]}
        />
      </div>
      {project.description && <p class={styles.description}>{project.description}</p>}
      <div class={styles.progress}>{seen && <Numbers project={project} />}</div>
      <p class={styles.facts}>
        {project.status !== "active" && <Badge>{names.statuses[project.status]}</Badge>}
        {project.due_date && (
          <span class={cx(styles.fact, late && styles.late)}>
            <Icon name="calendar" size={14} />
            {words.due(formatDay(project.due_date))}
          </span>
        )}
        <span class={styles.fact}>
          <Icon name="people" size={14} />
          {words.people(project.member_count)}
        </span>
        {words.roles[project.role] && <span class={styles.fact}>{words.roles[project.role]}</span>}
      </p>
    </article>
  );
}

function Numbers({ project }: { project: Project }) {
  const words = useWords();
  const stats = useResource(`/api/projects/${project.id}/stats`, async (signal) =>
    (await api.GET("/api/projects/{id}/stats", { params: { path: { id: project.id } }, signal })).data,
  ).data.value;
  if (!stats) return null;
  if (!stats.total) return <p class={styles.numbers}>{words.noTasks}</p>;
  return (
    <>
      <Progress label={words.progress(project.name)} value={stats.done} max={stats.total} color={project.color} />
      <p class={styles.numbers}>
        {words.doneOf(formatNumber(stats.done), formatNumber(stats.total))}
        {stats.overdue > 0 && <span class={styles.late}>{words.overdue(stats.overdue)}</span>}
      </p>
    </>
  );
}
