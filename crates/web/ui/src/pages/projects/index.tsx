import type { ComponentChildren } from "preact";
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { api, further, invalidate, paged, type Schemas } from "../../api";
import { links, Page, useKey, useLocation } from "../../shell";
import { Button, EmptyState, ErrorState, errorText, List, SearchField, Segmented, Skeleton, toast } from "../../ui";
import { ProjectCard } from "./ProjectCard";
import { ProjectDialog } from "./ProjectDialog";
import styles from "./projects.module.css";
import { useWords } from "./words";

type Project = Schemas["Project"];

/** The address of the overview. */
function toPath(archived: boolean, search: string): string {
  const query = new URLSearchParams();
  if (archived) query.set("show", "archived");
  if (search) query.set("q", search);
  return `/projects${query.size ? `?${query}` : ""}`;
}

/** All projects that one is in. */
export default function ProjectsPage() {
  const words = useWords();
  const { query, route } = useLocation();
  const archived = query.show === "archived";
  const search = query.q ?? "";
  const here = toPath(archived, search);
  const openNew = () => route(here + (here.includes("?") ? "&" : "?") + "new");
  useKey("pages.add", openNew);

  const list = useMemo(
    () =>
      paged<Project>((cursor, signal) =>
        api.GET("/api/projects", {
          params: { query: { is_archived: archived, limit: 60, ...(search && { search }), ...further(cursor) } },
          signal,
        }),
      ),
    [archived, search],
  );
  useEffect(() => {
    void list.more();
    return () => list.abort();
  }, [list]);

  async function archive(project: Project, is_archived: boolean): Promise<void> {
    try {
      await api.PATCH("/api/projects/{id}", { params: { path: { id: project.id } }, body: { is_archived } });
      await list.reload();
      invalidate("/api/dashboard", "/api/agenda", "/api/upcoming", "/api/projects");
      toast(is_archived ? words.archivedNow(project.name) : words.broughtBack(project.name), {
        action: { label: words.undo, run: () => void archive(project, !is_archived) },
      });
    } catch (error) {
      toast(errorText(error), { kind: "error" });
    }
  }

  const items = list.items.value;
  const error = list.error.value;
  const loading = list.loading.value;
  const create = (
    <Button brief variant="primary" icon="plus" onClick={openNew}>
      {words.create}
    </Button>
  );
  return (
    <Page title={words.title} actions={create}>
      <div class={styles.toolbar}>
        <div class={styles.search}>
          <SearchField label={words.search} value={search} onSearch={(text) => route(toPath(archived, text), true)} />
        </div>
        <Segmented
          label={words.show}
          value={archived ? "archived" : "current"}
          onValue={(show) => route(toPath(show === "archived", search), true)}
          options={[
            { value: "current", label: words.current },
            { value: "archived", label: words.archived },
          ]}
        />
      </div>
      {!items && !error && <Skeleton kind="block" rows={3} />}
      {!items && error && <ErrorState error={error} onRetry={() => void list.reload()} />}
      {items?.length === 0 && !loading && <Nothing archived={archived} search={search} onCreate={openNew} />}
      {items && items.length > 0 && (
        <Cards onEnd={list.hasMore.value && !error ? () => void list.more() : undefined} projects={items}>
          {(project) => <ProjectCard key={project.id} project={project} onArchive={(one, put) => void archive(one, put)} />}
        </Cards>
      )}
      {items && loading && <Skeleton kind="block" rows={1} />}
      {items && error && <ErrorState small error={error} onRetry={() => void list.more()} />}
      {"new" in query && (
        <ProjectDialog
          onClose={() => route(here, true)}
          onSaved={(project) => {
            invalidate("/api/dashboard");
            route(links.project(project.id), true);
          }}
        />
      )}
    </Page>
  );
}

interface CardsProps {
  projects: readonly Project[];
  onEnd: (() => void) | undefined;
  children: (project: Project) => ComponentChildren;
}

/** Cards side by side, as many as there is room for. */
function Cards({ projects, onEnd, children }: CardsProps) {
  const words = useWords();
  /** An empty row: it has as many columns as the others. */
  const empty = useRef<HTMLDivElement>(null);
  const [columns, setColumns] = useState(1);
  useLayoutEffect(() => {
    if (!empty.current) return;
    const row = empty.current;
    const look = () => setColumns(getComputedStyle(row).gridTemplateColumns.split(" ").length);
    look();
    const watch = new ResizeObserver(look);
    watch.observe(row);
    return () => watch.disconnect();
  }, []);
  const rows = useMemo(() => {
    const count = Math.ceil(projects.length / columns);
    return Array.from({ length: count }, (_, i) => projects.slice(i * columns, (i + 1) * columns));
  }, [projects, columns]);
  return (
    <>
      <div ref={empty} class={styles.cards} />
      <List
        label={words.title}
        items={rows}
        itemKey={(row) => row[0]?.id ?? 0}
        // Rows are no items that anybody counts.
        isHeading={() => true}
        estimate={180}
        onEnd={onEnd}
        render={(row) => <div class={styles.cards}>{row.map(children)}</div>}
      />
    </>
  );
}

function Nothing({ archived, search, onCreate }: { archived: boolean; search: string; onCreate: () => void }) {
  const words = useWords();
  const { title, text } = search ? words.emptySearch : archived ? words.emptyArchived : words.empty;
  return (
    <EmptyState
      icon={archived ? "archive" : "project"}
      title={title}
      action={
        !archived && !search ? (
          <Button variant="primary" icon="plus" onClick={onCreate}>
            {words.create}
          </Button>
        ) : undefined
      }
    >
      {text}
    </EmptyState>
  );
}
