import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { api, paged, type Schemas } from "../../api";
import { formatNumber } from "../../i18n";
import { Page, settings, useKey, useLocation } from "../../shell";
import { Button, ButtonLink, Chip, EmptyState, ErrorState, errorText, Icon, IconButton, lazyPart, List, SearchField, Skeleton, toast } from "../../ui";
import { categoriesOf } from "../people/groups";
import styles from "./places.module.css";
import { useWords } from "./words";

type Place = Schemas["Location"];
const Weather = lazyPart(() => import("../place/Weather"));
const PAGE = 200;

/** The places one keeps, and the weather at one of them. */
export default function Places() {
  const words = useWords();
  const { query, route } = useLocation();
  const { search = "", category = "" } = query;
  const favorites = query.favorites === "1";
  const categories = useRef<readonly string[]>([]);
  const filtered = Boolean(search || favorites || category);
  const list = useMemo(() => {
    const filter = { limit: PAGE, ...(search && { search }), ...(favorites && { is_favorite: true }), ...(category && { category }) };
    return paged<Place>((cursor, signal) => api.GET("/api/locations", { params: { query: cursor ? { ...filter, cursor } : filter }, signal }));
  }, [search, favorites, category]);
  useEffect(() => {
    void list.more();
    return () => list.abort();
  }, [list]);
  useKey("pages.add", () => route("/places/new"));

  const places = list.items.value;
  const error = list.error.value;
  const more = list.hasMore.value;
  const count = places?.length ?? 0;
  if (!filtered && places) categories.current = categoriesOf(places);

  function change(next: { search?: string; favorites?: boolean; category?: string }) {
    const all = { search, favorites, category, ...next };
    const to = new URLSearchParams();
    if (all.search) to.set("search", all.search);
    if (all.favorites) to.set("favorites", "1");
    if (all.category) to.set("category", all.category);
    route(to.size ? `/places?${to}` : "/places", true);
  }

  return (
    <Page
      title={words.title}
      subtitle={count > 0 ? (more ? words.foundMore : words.found)(formatNumber(count)) : undefined}
      actions={
        <ButtonLink brief href="/places/new" variant="primary" icon="plus">
          {words.add}
        </ButtonLink>
      }
    >
      {settings.value?.weather_place && !filtered && <Weather />}
      {(count > 0 || filtered || !places) && (
        <div class={styles.filters}>
          <SearchField label={words.search} value={search} onSearch={(text) => change({ search: text })} />
          <div class={styles.chips} role="group" aria-label={words.categories}>
            <Chip icon="star" selected={favorites} onToggle={() => change({ favorites: !favorites })}>
              {words.favorites}
            </Chip>
            {(category && !categories.current.includes(category) ? [category, ...categories.current] : categories.current).slice(0, 8).map((one) => (
              <Chip key={one} selected={one === category} onToggle={() => change({ category: one === category ? "" : one })}>
                {one}
              </Chip>
            ))}
          </div>
        </div>
      )}
      {!places && (error ? <ErrorState error={error} onRetry={() => void list.reload()} /> : <Skeleton rows={6} />)}
      {places && count === 0 && (
        <EmptyState
          icon={filtered ? "search" : "place"}
          title={filtered ? words.none : words.empty}
          action={
            filtered ? (
              <Button onClick={() => route("/places", true)}>{words.showAll}</Button>
            ) : (
              <ButtonLink href="/places/new" variant="primary" icon="plus">
                {words.add}
              </ButtonLink>
            )
          }
        >
          {!filtered ? words.emptyText : search ? words.noneText : words.noneFilter}
        </EmptyState>
      )}
      {places && count > 0 && (
        <List
          label={words.list}
          items={places}
          itemKey={(place) => place.id}
          estimate={61}
          onEnd={more && !error ? () => void list.more() : undefined}
          render={(place) => (
            <PlaceRow place={place} onChange={(next) => list.update((all) => all.map((one) => (one.id === next.id ? next : one)))} />
          )}
          after={
            <>
              {list.loading.value && <Skeleton rows={3} />}
              {error && <ErrorState small error={error} onRetry={() => void list.more()} />}
            </>
          }
        />
      )}
    </Page>
  );
}

function PlaceRow({ place, onChange }: { place: Place; onChange: (place: Place) => void }) {
  const words = useWords();
  const [busy, setBusy] = useState(false);

  async function star() {
    if (busy) return;
    setBusy(true);
    try {
      const body = { is_favorite: !place.is_favorite };
      onChange((await api.PATCH("/api/locations/{id}", { params: { path: { id: place.id } }, body })).data);
    } catch (thrown) {
      toast(errorText(thrown), { kind: "error" });
    } finally {
      setBusy(false);
    }
  }

  return (
    <div class={styles.row}>
      <a href={`/places/${place.id}`} class={styles.link}>
        <span class={styles.tile}>
          <Icon name="place" />
        </span>
        <span class={styles.text}>
          <span class={styles.name}>{place.name}</span>
          {place.address && <span class={styles.detail}>{place.address.split("\n").join(", ")}</span>}
        </span>
        {place.category && <span class={styles.category}>{place.category}</span>}
      </a>
      <IconButton
        icon={place.is_favorite ? "star-filled" : "star"}
        label={words.favorite(place.name)}
        pressed={place.is_favorite}
        class={place.is_favorite ? styles.starred : styles.star}
        onClick={() => void star()}
      />
    </div>
  );
}
