import type { ComponentType } from "preact";
import { type Answer, api, ifMatch, invalidate, type Schemas, useResource } from "../../api";
import { formatAgo } from "../../i18n";
import { NotFound, Page, useKey, useLocation } from "../../shell";
import { ButtonLink, Chip, confirm, EmptyState, errorText, ErrorState, IconButton, Menu, Skeleton, toast } from "../../ui";
import { Back } from "./Back";
import { Facts } from "./Facts";
import styles from "./place.module.css";
import { useUses, Uses } from "./Uses";
import { WeatherHere } from "./WeatherHere";
import { useWords } from "./words";

type Place = Schemas["Location"];

/** What is known of a place, its weather, and which events take place there. */
export default function View({ id, Editor }: { id: number; Editor: ComponentType<{ read?: Answer<Place> }> }) {
  const words = useWords();
  const { query, route } = useLocation();
  const read = useResource(`/api/locations/${id}`, (signal) => api.GET("/api/locations/{id}", { params: { path: { id } }, signal }));
  const answer = read.data.value;
  const error = read.error.value;
  const uses = useUses(answer?.data);
  useKey("pages.edit", () => route(`/places/${id}?edit`));

  if (!Number.isSafeInteger(id) || id < 1) return <NotFound />;
  if (error?.status === 404) {
    return (
      <Page title={words.place} before={<Back />} width="narrow">
        <EmptyState icon="place" title={words.gone} action={<ButtonLink href="/places">{words.toPlaces}</ButtonLink>}>
          {words.goneText}
        </EmptyState>
      </Page>
    );
  }
  if (!answer) {
    return (
      <Page title={words.place} before={<Back />} width="narrow">
        {error ? <ErrorState error={error} onRetry={() => void read.reload()} /> : <Skeleton rows={5} />}
      </Page>
    );
  }
  if ("edit" in query) return <Editor read={answer} />;
  const place = answer.data;

  async function star() {
    try {
      read.set(await api.PATCH("/api/locations/{id}", { params: { path: { id } }, body: { is_favorite: !place.is_favorite } }));
    } catch (thrown) {
      toast(errorText(thrown), { kind: "error" });
    }
  }

  async function remove() {
    const count = uses.data.value?.events.length ?? 0;
    const yes = await confirm({
      title: words.removeTitle(place.name),
      text: count > 0 ? words.removeUsed(count) : words.removeText,
      action: words.removeAction,
      danger: true,
    });
    if (!yes) return;
    try {
      await api.DELETE("/api/locations/{id}", { params: { path: { id }, header: ifMatch(answer!) } });
      read.dispose();
      invalidate("/api/locations", "/api/events", "/api/agenda");
      toast(words.removed(place.name));
      route("/places", true);
    } catch (thrown) {
      toast(errorText(thrown), { kind: "error" });
      void read.reload();
    }
  }

  return (
    <Page
      width="narrow"
      title={place.name}
      before={<Back />}
      subtitle={place.category && <Chip icon="tag">{place.category}</Chip>}
      actions={
        <>
          <IconButton
            icon={place.is_favorite ? "star-filled" : "star"}
            label={words.favorite}
            pressed={place.is_favorite}
            class={place.is_favorite ? styles.starred : undefined}
            onClick={() => void star()}
          />
          <ButtonLink href={`/places/${id}?edit`} icon="edit">
            {words.edit}
          </ButtonLink>
          <Menu
            align="end"
            trigger={(props) => <IconButton {...props} icon="more" label={words.more} />}
            items={[{ label: words.remove, icon: "trash", danger: true, onSelect: () => void remove() }]}
          />
        </>
      }
    >
      {error && <ErrorState small error={error} onRetry={() => void read.reload()} />}
      <div class={styles.parts}>
        <Facts place={place} />
        <WeatherHere place={place} />
        <Uses uses={uses} />
      </div>
      <p class={styles.changed}>{words.changedAt(formatAgo(place.updated_at))}</p>
    </Page>
  );
}
