import type { ComponentType } from "preact";
import { useState } from "preact/hooks";
import { type Answer, api, ifMatch, invalidate, type Schemas, useResource } from "../../api";
import { formatAgo } from "../../i18n";
import { NotFound, Page, useKey, useLocation } from "../../shell";
import { Avatar, ButtonLink, Chip, confirm, EmptyState, errorText, ErrorState, IconButton, Menu, Skeleton, toast } from "../../ui";
import { forget, replace } from "../people/kept";
import { Back } from "./Back";
import { Duplicates } from "./Duplicates";
import { Facts } from "./Facts";
import styles from "./person.module.css";
import { useWords } from "./words";

type Person = Schemas["Person"];
export interface EditorProps {
  /** Who is edited, as they were read. Default: somebody new. */
  read?: Answer<Person>;
}

/** What is known of somebody. */
export default function View({ id, Editor }: { id: number; Editor: ComponentType<EditorProps> }) {
  const words = useWords();
  const { query, route } = useLocation();
  const valid = Number.isSafeInteger(id) && id > 0;
  const read = useResource(`/api/people/${id}`, (signal) => api.GET("/api/people/{id}", { params: { path: { id } }, signal }));
  const [busy, setBusy] = useState(false);
  useKey("pages.edit", () => route(`/people/${id}?edit`));

  const answer = read.data.value;
  const error = read.error.value;
  if (!valid) return <NotFound />;
  if (error?.status === 404) {
    return (
      <Page title={words.person} before={<Back />} width="narrow">
        <EmptyState icon="people" title={words.gone} action={<ButtonLink href="/people">{words.toPeople}</ButtonLink>}>
          {words.goneText}
        </EmptyState>
      </Page>
    );
  }
  if (!answer) {
    return (
      <Page title={words.person} before={<Back />} width="narrow">
        {error ? <ErrorState error={error} onRetry={() => void read.reload()} /> : <Skeleton rows={6} />}
      </Page>
    );
  }
  if ("edit" in query) return <Editor read={answer} />;

  const person = answer.data;
  async function star() {
    if (busy) return;
    setBusy(true);
    try {
      const changed = await api.PATCH("/api/people/{id}", { params: { path: { id } }, body: { is_favorite: !person.is_favorite } });
      read.set(changed);
      replace(changed.data);
    } catch (thrown) {
      toast(errorText(thrown), { kind: "error" });
    } finally {
      setBusy(false);
    }
  }

  async function remove() {
    const yes = await confirm({
      title: words.removeTitle(person.display_name),
      text: words.removeText,
      action: words.removeAction,
      danger: true,
    });
    if (!yes) return;
    try {
      await api.DELETE("/api/people/{id}", { params: { path: { id }, header: ifMatch(answer!) } });
      forget();
      read.dispose();
      invalidate("/api/people", "/api/dashboard", "/api/upcoming");
      toast(words.removed(person.display_name));
      route("/people", true);
    } catch (thrown) {
      toast(errorText(thrown), { kind: "error" });
      void read.reload();
    }
  }

  const work = [person.job_title, person.company].filter(Boolean).join(", ");
  return (
    <Page
      width="narrow"
      title={person.display_name}
      before={<Back />}
      heading={
        <span class={styles.heading}>
          <Avatar name={person.display_name} size={64} />
          <span class={styles.headingText}>{person.display_name}</span>
        </span>
      }
      subtitle={
        (work || person.nickname || person.category) && (
          <span class={styles.sub}>
            {person.nickname && person.nickname !== person.display_name && <span>“{person.nickname}”</span>}
            {work && work !== person.display_name && <span>{work}</span>}
            {person.category && <Chip icon="tag">{person.category}</Chip>}
          </span>
        )
      }
      actions={
        <>
          <IconButton
            icon={person.is_favorite ? "star-filled" : "star"}
            label={words.favorite}
            pressed={person.is_favorite}
            class={person.is_favorite ? styles.starred : undefined}
            onClick={() => void star()}
          />
          <ButtonLink href={`/people/${id}?edit`} icon="edit">
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
      <Duplicates read={answer} onMerged={(merged) => read.set(merged)} onStale={() => void read.reload()} />
      <Facts person={person} />
      <p class={styles.changed}>{words.changedAt(formatAgo(person.updated_at))}</p>
    </Page>
  );
}
