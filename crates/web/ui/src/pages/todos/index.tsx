import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import type { Schemas } from "../../api";
import { compareText, formatNumber, localOf, region } from "../../i18n";
import { QuickAdd, quickAddWords } from "../../quickadd";
import { Page, useKey, useLocation } from "../../shell";
import { Badge, Button, EmptyState, ErrorState, lazyPart, List, Skeleton, toast } from "../../ui";
import { Filters } from "./Filters";
import { fromQuery, isNarrowed, toPath, type Filter } from "./filters";
import { rowsOf, type Row, type Todo } from "./groups";
import { useRowKeys } from "./rowKeys";
import { TodoRow } from "./TodoRow";
import styles from "./todos.module.css";
import { useTodos } from "./useTodos";
import { useWords } from "./words";

const TodoSheet = lazyPart(() => import("./TodoSheet"), { onFail: ({ onClose }) => onClose() });

/** Fetched with the page. */
export const words = [quickAddWords];

/** All todos: what is open by date, what is done, and one line to add. */
export default function TodosPage() {
  const words = useWords();
  const { query, route } = useLocation();
  const filter = fromQuery(query);
  const opened = /^\d+$/.test(query.todo ?? "") ? Number(query.todo) : undefined;
  const isNew = "new" in query;
  const todos = useTodos(filter);
  const line = useRef<HTMLInputElement>(null);
  /** What was written in the line before the sheet was opened. */
  const draft = useRef<Schemas["CreateTodo"]>({ title: "" });
  const known = useRef(new Set<string>());

  const openTodo = (id: number) => route(toPath(filter, { todo: id }));
  const close = () => route(toPath(filter), true);
  const setFilter = (change: Partial<Filter>) => route(toPath({ ...filter, ...change }), true);

  const items = todos.list.items.value;
  const loading = todos.list.loading.value;
  const error = todos.list.error.value;
  const minute = useMinute();
  const rows = useMemo((): Row[] => {
    if (!items) return [];
    if (filter.done || filter.sort !== "due_date") return items.map((todo) => ({ todo }));
    return rowsOf(items, minute, region.value.weekStart);
  }, [items, filter.done, filter.sort, minute, region.value.weekStart]);

  // The last part may go on with what isn't fetched yet.
  const lastHead = rows.findLast((row) => "head" in row)?.head;

  for (const { category } of items ?? []) if (category) known.current.add(category);
  if (filter.category) known.current.add(filter.category);
  const categories = [...known.current].sort(compareText);

  const list = useRef<HTMLDivElement>(null);
  const find = (id: number) => items?.find((todo) => todo.id === id);
  useRowKeys(list, {
    complete: (id) => {
      const todo = find(id);
      if (todo) void todos.toggle(todo);
    },
    edit: openTodo,
  });
  useKey("pages.add", () => line.current?.focus());

  const added = (todo: Todo) => {
    const hidden = filter.done || (filter.due !== null && !todo.due_date) || Boolean(filter.search);
    if (hidden) toast(words.addedElsewhere(todo.title));
    else todos.show(todo);
  };

  return (
    <Page title={words.title} width="narrow">
      <QuickAdd
        inputRef={line}
        todoOnly
        also={{ ...(filter.category && { category: filter.category }), ...(filter.priority && { priority: filter.priority }) }}
        onDetails={(written) => {
          draft.current = written;
          route(toPath(filter, "new"));
        }}
      />
      <Filters filter={filter} onFilter={setFilter} categories={categories} />
      <div ref={list} class={styles.list} aria-busy={loading && !items}>
        {!items && loading && <Skeleton rows={8} />}
        {!items && error && <ErrorState error={error} onRetry={() => void todos.list.reload()} />}
        {items?.length === 0 && !loading && <Nothing filter={filter} onClear={() => setFilter({ search: "", priority: null, category: null, due: null })} />}
        {items && items.length > 0 && (
          <List
            label={words.list}
            items={rows}
            itemKey={(row) => ("head" in row ? row.head : row.todo.id)}
            isHeading={(row) => "head" in row}
            estimate={58}
            render={(row) =>
              "head" in row ? (
                <h2 class={styles.head} data-late={row.head === "overdue" ? "" : undefined}>
                  {words.groups[row.head]}
                  <Badge>{row.head === lastHead && todos.list.hasMore.value ? `${formatNumber(row.count)}+` : formatNumber(row.count)}</Badge>
                </h2>
              ) : (
                <TodoRow todo={row.todo} todos={todos} onOpen={({ id }) => openTodo(id)} onCategory={(category) => setFilter({ category })} />
              )
            }
            onEnd={todos.list.hasMore.value && !error ? () => void todos.list.more() : undefined}
            after={
              error ? (
                <ErrorState small error={error} onRetry={() => void todos.list.more()} />
              ) : loading ? (
                <Skeleton rows={2} />
              ) : null
            }
          />
        )}
      </div>
      {opened !== undefined && (
        <TodoSheet
          key={opened}
          id={opened}
          known={find(opened)}
          categories={categories}
          onClose={close}
          onSaved={todos.show}
          onRemove={todos.remove}
        />
      )}
      {isNew && <TodoSheet draft={draft.current} categories={categories} onClose={close} onSaved={added} />}
    </Page>
  );
}

function Nothing({ filter, onClear }: { filter: Filter; onClear: () => void }) {
  const words = useWords();
  if (isNarrowed(filter)) {
    return (
      <EmptyState icon="filter" title={words.emptyFilter.title} action={<Button onClick={onClear}>{words.filter.clear}</Button>}>
        {words.emptyFilter.text}
      </EmptyState>
    );
  }
  const { title, text } = filter.done ? words.emptyDone : words.empty;
  return (
    <EmptyState icon="todo" title={title}>
      {text}
    </EmptyState>
  );
}

/** The account's local time, by minutes: what is due at nine is overdue a minute later. */
function useMinute(): string {
  const now = () => localOf(Date.now(), region.value.zone).slice(0, 16);
  const [minute, setMinute] = useState(now);
  useEffect(() => {
    const timer = setInterval(() => setMinute(now()), 20_000);
    return () => clearInterval(timer);
  }, [region.value.zone]);
  return minute;
}
