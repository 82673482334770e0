import { useSignal, type ReadonlySignal } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import { api, further, ifMatch, invalidate, onInvalidate, paged, Problem, type Paged, type Schemas } from "../../api";
import { formatDay, today } from "../../i18n";
import { confirm, errorText, toast } from "../../ui";
import { asSeen } from "../asSeen";
import { toApi, toPath, type Filter } from "./filters";
import { withTodo, type Todo } from "./groups";
import { useWords } from "./words";

export type Change = Schemas["UpdateTodo"];

export interface Todos {
  list: Paged<Todo>;
  /** Those whose box was ticked while the answer is awaited. */
  ticked: ReadonlySignal<ReadonlySet<number>>;
  /** Completes an open one, opens a completed one again. */
  toggle(todo: Todo): Promise<void>;
  change(todo: Todo, change: Change, said?: string): Promise<void>;
  remove(todo: Todo): Promise<boolean>;
  /** Shows what was made or changed, if the filter lets it. */
  show(todo: Todo): void;
}

/** What other pages show of todos is fetched anew. */
export function todosChanged(): void {
  invalidate("/api/dashboard", "/api/upcoming", "/api/agenda");
}

/** Whether a todo passes the filter, as far as that can be told here: text is the server's. */
function passes(todo: Todo, filter: Filter): boolean {
  if (todo.completed !== filter.done) return false;
  if (filter.priority && todo.priority !== filter.priority) return false;
  return !filter.category || todo.category === filter.category;
}

/** The todos of a filter, and what can be done with them. */
export function useTodos(filter: Filter): Todos {
  const words = useWords();
  const key = toPath(filter);
  const ticked = useSignal<ReadonlySet<number>>(new Set());
  const list = useMemo(
    () =>
      paged<Todo>((cursor, signal) =>
        api.GET("/api/todos", { params: { query: { ...toApi(filter, today()), ...further(cursor) } }, signal }),
      ),
    [key],
  );
  useEffect(() => {
    void list.more();
    const stop = onInvalidate(`/api/todos?list${key}`, () => void list.reload());
    return () => {
      stop();
      list.abort();
    };
  }, [list]);

  const tick = (id: number, on: boolean) => {
    const next = new Set(ticked.peek());
    if (on) next.add(id);
    else next.delete(id);
    ticked.value = next;
  };
  const show = (todo: Todo) => {
    list.update((todos) => (passes(todo, filter) ? withTodo(todos, todo, filter.sort) : todos.filter(({ id }) => id !== todo.id)));
    todosChanged();
  };
  const fail = (error: unknown) => {
    const isOld = error instanceof Problem && (error.status === 404 || error.isConflict);
    toast(errorText(error), { kind: "error" });
    if (isOld) void list.reload();
  };

  /** Does it, shows the answer, and says why it couldn't be done. */
  async function act(request: () => Promise<{ data: Todo }>): Promise<Todo | undefined> {
    try {
      const { data } = await request();
      show(data);
      return data;
    } catch (error) {
      fail(error);
      return undefined;
    }
  }

  const path = (todo: Todo) => ({ params: { path: { id: todo.id } } });

  /** Takes the latest completion back, whether it recurs or not; not a later one that another window made. */
  async function takeBack(todo: Todo, recurs: boolean): Promise<void> {
    const params = { path: { id: todo.id }, header: ifMatch(todo.version) };
    const back = await act(() =>
      recurs ? api.DELETE("/api/todos/{id}/completions/latest", { params }) : api.PATCH("/api/todos/{id}", { params, body: { completed: false } }),
    );
    if (back) toast(words.reopened(back.title));
  }

  async function toggle(todo: Todo, header = asSeen(todo)): Promise<void> {
    if (ticked.peek().has(todo.id)) return;
    if (todo.completed) {
      const opened = await act(() => api.PATCH("/api/todos/{id}", { ...path(todo), body: { completed: false } }));
      if (opened) toast(words.reopened(todo.title), { action: { label: words.undo, run: () => void toggle(opened, ifMatch(opened.version)) } });
      return;
    }
    tick(todo.id, true);
    // `completed: true` and not the toggle: whatever another window did meanwhile, this completes.
    const params = { path: { id: todo.id }, header };
    const done = await act(() => api.PATCH("/api/todos/{id}", { params, body: { completed: true } }));
    tick(todo.id, false);
    if (!done) return;
    const recurs = Boolean(todo.recurrence_rule);
    const said = !recurs
      ? words.completed(todo.title)
      : done.completed
        ? words.ended(todo.title)
        : words.recurred(todo.title, done.due_date ? formatDay(done.due_date) : "");
    toast(said, { action: { label: words.undo, run: () => void takeBack(done, recurs) } });
  }

  async function change(todo: Todo, body: Change, said?: string): Promise<void> {
    const before: Change = Object.fromEntries(Object.keys(body).map((name) => [name, todo[name as keyof Todo] ?? null]));
    const changed = await act(() => api.PATCH("/api/todos/{id}", { ...path(todo), body }));
    if (changed && said) {
      const params = { path: { id: todo.id }, header: ifMatch(changed.version) };
      const undo = () => void act(() => api.PATCH("/api/todos/{id}", { params, body: before }));
      // Another due date begins a new series; there is no way back to the old one's count.
      toast(said, todo.recurrence_rule ? {} : { action: { label: words.undo, run: undo } });
    }
  }

  async function remove(todo: Todo): Promise<boolean> {
    const sure = await confirm({
      title: words.removeTitle(todo.title),
      text: todo.recurrence_rule ? words.removeRecurring : words.removeText,
      action: words.removeAction,
      danger: true,
    });
    if (!sure) return false;
    try {
      await api.DELETE("/api/todos/{id}", path(todo));
    } catch (error) {
      if (!(error instanceof Problem && error.status === 404)) {
        fail(error);
        return false;
      }
    }
    list.update((todos) => todos.filter(({ id }) => id !== todo.id));
    todosChanged();
    toast(words.removed(todo.title));
    return true;
  }

  return { list, ticked, toggle, change, remove, show };
}

/** The newest state of a todo, with its tag. */
export async function readTodo(id: number) {
  const answer = await api.GET("/api/todos/{id}", { params: { path: { id } } });
  return { todo: answer.data, tag: ifMatch(answer) };
}
