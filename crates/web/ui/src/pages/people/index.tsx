import { useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { api, type Paged, paged, type Schemas } from "../../api";
import { compareText, formatNumber } from "../../i18n";
import { Page, useKey, useLocation } from "../../shell";
import { Button, ButtonLink, EmptyState, ErrorState, List, type ListControls, Skeleton, toast } from "../../ui";
import { type Filter, Filters } from "./Filters";
import { categoriesOf, grouped, lettersOf, type Row } from "./groups";
import { keep, keptAt } from "./kept";
import { Letters } from "./Letters";
import styles from "./people.module.css";
import { PersonRow } from "./Row";
import { useWords } from "./words";

type Person = Schemas["Person"];

/** As many as the API gives at once. */
const PAGE = 200;

function readFilter(query: Record<string, string>): Filter {
  return {
    search: query.search ?? "",
    favorites: query.favorites === "1",
    category: query.category ?? "",
    sort: query.sort === "first_name" ? "first_name" : "last_name",
  };
}

function urlOf(filter: Filter): string {
  const query = new URLSearchParams();
  if (filter.search) query.set("search", filter.search);
  if (filter.favorites) query.set("favorites", "1");
  if (filter.category) query.set("category", filter.category);
  if (filter.sort !== "last_name") query.set("sort", filter.sort);
  const text = query.toString();
  return text ? `/people?${text}` : "/people";
}

function listOf(filter: Filter): Paged<Person> {
  const query = {
    limit: PAGE,
    sort: filter.sort,
    ...(filter.search && { search: filter.search }),
    ...(filter.favorites && { is_favorite: true }),
    ...(filter.category && { category: filter.category }),
  };
  return paged<Person>((cursor, signal) =>
    api.GET("/api/people", { params: { query: cursor ? { ...query, cursor } : query }, signal }),
  );
}

/** Everybody one knows, by the alphabet. */
export default function People() {
  const words = useWords();
  const { query, route } = useLocation();
  const filter = readFilter(query);
  const url = urlOf(filter);
  const list = useMemo(() => keptAt(url)?.list ?? listOf(filter), [url]);
  const controls = useRef<ListControls>(null);
  const [seeking, setSeeking] = useState("");
  const categories = useRef<readonly string[]>([]);
  useKey("pages.add", () => route("/people/new"));

  /** The list that nobody sees any more. */
  const left = useRef<typeof list>(undefined);
  useLayoutEffect(() => {
    const before = keptAt(url);
    left.current = undefined;
    if (before) scrollTo(0, before.scroll);
    else void list.more();
    // Where one is when one leaves: afterwards the page has become short.
    let scroll = scrollY;
    const look = () => (scroll = scrollY);
    addEventListener("scroll", look, { passive: true });
    return () => {
      removeEventListener("scroll", look);
      left.current = list;
      list.abort();
      keep({ url, list, scroll });
    };
  }, [list]);

  const people = list.items.value;
  const filtered = Boolean(filter.search || filter.favorites || filter.category);
  const rows = useMemo(() => grouped(people ?? [], filter.sort), [people, filter.sort]);
  useMemo(() => {
    // A filtered list doesn't know them all.
    if (!filtered) categories.current = categoriesOf(people ?? []);
  }, [people]);

  const change = (next: Partial<Filter>) => route(urlOf({ ...filter, ...next }), true);
  const replace = (person: Person) => list.update((all) => all.map((one) => (one.id === person.id ? person : one)));

  async function jump(letter: string) {
    setSeeking(letter);
    try {
      let at: number;
      for (;;) {
        const rows = grouped(list.items.value ?? [], filter.sort);
        at = rows.findIndex((row) => row.kind === "letter" && row.letter === letter);
        if (at >= 0 || !list.hasMore.value || list.error.value) break;
        // The list is in order: beyond the letter there is no use in looking on.
        if (compareText(lettersOf(rows).at(-1) ?? "", letter) > 0) break;
        await list.more();
        if (left.current === list) return;
      }
      if (at >= 0) controls.current?.reveal(at, true);
      else toast(words.noLetter(letter));
    } finally {
      setSeeking("");
    }
  }

  const error = list.error.value;
  const more = list.hasMore.value;
  const count = people?.length ?? 0;
  return (
    <Page
      title={words.title}
      subtitle={people && count > 0 ? (more ? words.foundMore : words.found)(formatNumber(count)) : undefined}
      actions={
        <ButtonLink brief href="/people/new" variant="primary" icon="user-plus">
          {words.add}
        </ButtonLink>
      }
    >
      {(count > 0 || filtered || !people) && <Filters filter={filter} categories={categories.current} onFilter={change} />}
      <p class="sr-only" role="status">
        {seeking && words.seeking(seeking)}
      </p>
      {!people && error && <ErrorState error={error} onRetry={() => void list.reload()} />}
      {!people && !error && <Skeleton rows={10} />}
      {people && count === 0 && <Nothing filtered={filtered} search={filter.search} onAll={() => route("/people", true)} />}
      {count > 0 && (
        <div class={styles.columns}>
          <div class={styles.list}>
            <List<Row>
            label={words.list}
            items={rows}
            itemKey={(row) => (row.kind === "letter" ? row.key : row.person.id)}
            isHeading={(row) => row.kind === "letter"}
            estimate={61}
            controls={controls}
            onEnd={more && !error ? () => void list.more() : undefined}
            render={(row) =>
              row.kind === "letter" ? (
                <h2 class={styles.letter}>{row.letter === "#" ? <span aria-label={words.other}>#</span> : row.letter}</h2>
              ) : (
                <PersonRow person={row.person} onChange={replace} />
              )
            }
            after={
              <>
                {list.loading.value && <Skeleton rows={3} />}
                {error && <ErrorState small error={error} onRetry={() => void list.more()} />}
              </>
            }
            />
          </div>
          {count > 12 && <Letters known={lettersOf(rows)} complete={!more} onJump={(letter) => void jump(letter)} />}
        </div>
      )}
    </Page>
  );
}

function Nothing({ filtered, search, onAll }: { filtered: boolean; search: string; onAll: () => void }) {
  const words = useWords();
  if (filtered) {
    return (
      <EmptyState icon="search" title={words.none} action={<Button onClick={onAll}>{words.showAll}</Button>}>
        {search ? words.noneText : words.noneFilter}
      </EmptyState>
    );
  }
  return (
    <EmptyState
      icon="people"
      title={words.empty}
      action={
        <ButtonLink href="/people/new" variant="primary" icon="user-plus">
          {words.add}
        </ButtonLink>
      }
    >
      {words.emptyText}
    </EmptyState>
  );
}
