import { useEffect, useMemo } from "preact/hooks";
import { api, invalidate, paged, type Schemas } from "../../api";
import { links, Page, useKey, useLocation } from "../../shell";
import { Button, EmptyState, ErrorState, errorText, SearchField, Segmented, Skeleton, toast } from "../../ui";
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
          params: { query: { is_archived: archived, limit: 60, ...(search && { search }), ...(cursor && { cursor }) } },
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
        <div class={styles.cards}>
          {items.map((project) => (
            <ProjectCard key={project.id} project={project} onArchive={(one, put) => void archive(one, put)} />
          ))}
        </div>
      )}
      {items && error && <ErrorState small error={error} onRetry={() => void list.more()} />}
      {items && list.hasMore.value && !error && (
        <div class={styles.rest}>
          <Button busy={loading} onClick={() => void list.more()}>
            {words.showMore}
          </Button>
        </div>
      )}
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
