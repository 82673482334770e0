import { useComputed, useSignal, type ReadonlySignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { api, ifMatch, invalidate, isAbort, pages, Problem, type Schemas } from "../../api";
import { formatDay } from "../../i18n";
import { confirm, errorText, toast } from "../../ui";
import { asSeen } from "../asSeen";
import { partsOf, placed, type Parts, type Status, type Task } from "./tasks";
import { useWords } from "./words";

export interface Tasks {
  /** All that are loaded, by their order; undefined before the first answer. */
  all: ReadonlySignal<readonly Task[] | undefined>;
  byId: ReadonlySignal<ReadonlyMap<number, Task>>;
  parts: ReadonlySignal<Parts>;
  /** Further pages are on their way. */
  loading: ReadonlySignal<boolean>;
  error: ReadonlySignal<Problem | undefined>;
  /** Those whose completion is under way. */
  busy: ReadonlySignal<ReadonlySet<number>>;
  reload(): Promise<void>;
  /** Shows a newer state. */
  set(task: Task): void;
  /** Completes what is open, opens what is done. */
  toggle(task: Task): Promise<void>;
  /** Puts a task into a column and after another one; what is `undefined` stays. */
  move(task: Task, to: { status?: Status; after?: number | null | undefined }): Promise<boolean>;
  change(task: Task, body: Schemas["UpdateTask"]): Promise<void>;
  remove(task: Task): Promise<boolean>;
}

/** The tasks of a project, all of them, and what can be done with them. */
export function useTasks(project: number): Tasks {
  const words = useWords();
  const all = useSignal<readonly Task[] | undefined>(undefined);
  const loading = useSignal(true);
  const error = useSignal<Problem | undefined>(undefined);
  const busy = useSignal<ReadonlySet<number>>(new Set());
  const byId = useComputed(() => new Map((all.value ?? []).map((task) => [task.id, task])));
  const parts = useComputed(() => partsOf(all.value ?? []));
  const running = useRef<AbortController>(undefined);

  /** A tree needs all of them: the first page is shown at once, the others follow. What is shown stays until there is more. */
  async function reload(): Promise<void> {
    running.current?.abort();
    const mine = new AbortController();
    running.current = mine;
    loading.value = true;
    const read: Task[] = [];
    try {
      const load = (cursor: string | undefined, signal: AbortSignal) =>
        api.GET("/api/projects/{id}/tasks", { params: { path: { id: project }, query: { limit: 200, ...(cursor && { cursor }) } }, signal });
      for await (const page of pages<Task>(load, mine.signal)) {
        if (running.current !== mine) return;
        read.push(...page);
        if (read.length > (all.peek()?.length ?? 0)) all.value = [...read];
      }
      all.value = read;
      error.value = undefined;
    } catch (thrown) {
      if (running.current === mine && !isAbort(thrown)) error.value = Problem.from(thrown);
    } finally {
      if (running.current === mine) loading.value = false;
    }
  }
  useEffect(() => {
    void reload();
    return () => running.current?.abort();
  }, [project]);

  // Others work on it, too: who comes back to the page sees what they did.
  useEffect(() => {
    let left = Date.now();
    const look = () => {
      if (document.visibilityState !== "visible") left = Date.now();
      else if (Date.now() - left > 20_000) void reload();
    };
    document.addEventListener("visibilitychange", look);
    return () => document.removeEventListener("visibilitychange", look);
  }, [project]);

  const changed = () => invalidate(`/api/projects/${project}/stats`, "/api/dashboard", "/api/agenda", "/api/upcoming");
  /** Shows them after a change that was answered. What is under way would bring back what was before. */
  const show = (tasks: readonly Task[]) => {
    all.value = tasks;
    if (loading.peek()) void reload();
  };
  const set = (task: Task) => {
    const rest = (all.peek() ?? []).filter(({ id }) => id !== task.id);
    const at = rest.findIndex(({ sort_order }) => sort_order > task.sort_order);
    rest.splice(at < 0 ? rest.length : at, 0, task);
    show(rest);
    changed();
  };
  const fail = (thrown: unknown) => {
    toast(errorText(thrown), { kind: "error" });
    void reload();
  };
  const path = (task: Task) => ({ params: { path: { id: project, task_id: task.id } } });

  /** Sends a change of the status, shows what became of it, and tells of a completion. */
  async function setStatus(task: Task, status: Status): Promise<Task | undefined> {
    busy.value = new Set(busy.peek()).add(task.id);
    try {
      const params = { ...path(task).params, header: status === "done" ? asSeen(task) : {} };
      const { data } = await api.PATCH("/api/projects/{id}/tasks/{task_id}", { params, body: { status } });
      set(data);
      if (status === "done") tellDone(task, data);
      // With a task that recurs its parts open again.
      if (task.recurrence_rule && parts.peek().has(task.id)) void reload();
      return data;
    } catch (thrown) {
      fail(thrown);
      return undefined;
    } finally {
      const left = new Set(busy.peek());
      left.delete(task.id);
      busy.value = left;
    }
  }

  function tellDone(before: Task, after: Task): void {
    const recurs = Boolean(before.recurrence_rule);
    const said = !recurs
      ? words.completed(after.title)
      : after.status === "done"
        ? words.ended(after.title)
        : words.recurred(after.title, after.due_date ? formatDay(after.due_date) : "");
    const undo = async () => {
      try {
        const params = { ...path(after).params, header: ifMatch(after.version) };
        const { data } = recurs
          ? await api.DELETE("/api/projects/{id}/tasks/{task_id}/completions/latest", { params })
          : await api.PATCH("/api/projects/{id}/tasks/{task_id}", { params, body: { status: before.status } });
        set(data);
        if (recurs) void reload();
        toast(words.reopened(after.title));
      } catch (thrown) {
        fail(thrown);
      }
    };
    toast(said, { action: { label: words.undo, run: () => void undo() } });
  }

  return {
    all,
    byId,
    parts,
    loading,
    error,
    busy,
    reload,
    set,
    async toggle(task) {
      if (busy.peek().has(task.id)) return;
      await setStatus(task, task.status === "done" ? "todo" : "done");
    },
    async move(task, { status, after }) {
      const before = all.peek() ?? [];
      const shown = { ...task, status: status ?? task.status };
      // It is where it was dropped at once; if that is refused it goes back, and why is told.
      all.value = after === undefined ? before.map((one) => (one.id === task.id ? shown : one)) : placed(before, shown, after);
      if (status && status !== task.status && !(await setStatus(task, status))) return false;
      if (after === undefined) return true;
      try {
        await api.PUT("/api/projects/{id}/tasks/reorder", {
          params: { path: { id: project } },
          body: { task_ids: [task.id], after_task_id: after },
        });
        const { data } = await api.GET("/api/projects/{id}/tasks/{task_id}", path(task));
        const order = (id: number | null) => (id === null ? -Infinity : byId.peek().get(id)?.sort_order ?? -Infinity);
        // Where there was no number left between its neighbours, others have got new ones, too.
        if (data.sort_order > order(after)) set(data);
        else await reload();
        return true;
      } catch (thrown) {
        fail(thrown);
        return false;
      }
    },
    async change(task, body) {
      try {
        set((await api.PATCH("/api/projects/{id}/tasks/{task_id}", { ...path(task), body })).data);
      } catch (thrown) {
        fail(thrown);
      }
    },
    async remove(task) {
      const count = parts.peek().get(task.id)?.length ?? 0;
      const sure = await confirm({
        title: words.removeTitle(task.title),
        text: count ? words.removeParts(count) : words.removeText,
        action: words.removeAction,
        danger: true,
      });
      if (!sure) return false;
      try {
        await api.DELETE("/api/projects/{id}/tasks/{task_id}", path(task));
      } catch (thrown) {
        if (!(thrown instanceof Problem && thrown.status === 404)) {
          fail(thrown);
          return false;
        }
      }
      if (count) await reload();
      else show((all.peek() ?? []).filter(({ id }) => id !== task.id));
      changed();
      toast(words.removed(task.title));
      return true;
    },
  };
}
