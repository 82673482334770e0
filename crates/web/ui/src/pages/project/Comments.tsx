import { useState } from "preact/hooks";
import { api, ifMatch, pages, Problem, useResource, type Schemas } from "../../api";
import { formatAgo } from "../../i18n";
import { Avatar, confirm, ErrorState, errorText, IconButton, List, Menu, Skeleton, toast } from "../../ui";
import { myId, nameIn } from "./people";
import { useSheetWords } from "./sheetWords";
import type { Task } from "./tasks";
import type { ViewProps } from "./TaskList";
import styles from "./sheet.module.css";
import { useWords } from "./words";
import { Writer } from "./Writer";

type Comment = Schemas["Comment"];

/** What people said about a task, the oldest first. */
export function Comments({ task, project, members, rights }: Omit<ViewProps, "shown"> & { task: Task }) {
  const words = useSheetWords();
  const path = { id: project.id, task_id: task.id };
  const comments = useResource<Comment[]>(`/api/projects/${project.id}/tasks/${task.id}/comments`, async (signal) => {
    const all: Comment[] = [];
    const load = (cursor: string | undefined, abort: AbortSignal) =>
      api.GET("/api/projects/{id}/tasks/{task_id}/comments", { params: { path, query: { limit: 200, ...(cursor && { cursor }) } }, signal: abort });
    for await (const page of pages<Comment>(load, signal)) all.push(...page);
    return all;
  });
  const all = comments.data.value;
  const [editing, setEditing] = useState<number>();
  /** What one's own comment says since it was changed in another window. */
  const [newer, setNewer] = useState<string>();

  async function change(comment: Comment, content: string): Promise<void> {
    const params = { path: { ...path, comment_id: comment.id } };
    try {
      const { data } = await api.PATCH("/api/projects/{id}/tasks/{task_id}/comments/{comment_id}", { params: { ...params, header: ifMatch(comment.version) }, body: { content } });
      comments.set((all ?? []).map((one) => (one.id === data.id ? data : one)));
      setEditing(undefined);
    } catch (error) {
      if (!(error instanceof Problem && error.isConflict)) throw error;
      await comments.reload();
      const now = comments.data.value?.find(({ id }) => id === comment.id);
      setNewer(now?.content);
    }
  }

  const begin = (comment: Comment) => {
    setNewer(undefined);
    setEditing(comment.id);
  };

  async function remove(comment: Comment) {
    if (!(await confirm({ title: words.removeCommentTitle, text: comment.content.slice(0, 200), action: words.removeCommentAction, danger: true }))) return;
    try {
      await api.DELETE("/api/projects/{id}/tasks/{task_id}/comments/{comment_id}", { params: { path: { ...path, comment_id: comment.id } } });
      comments.set((all ?? []).filter(({ id }) => id !== comment.id));
    } catch (error) {
      toast(errorText(error), { kind: "error" });
    }
  }

  return (
    <section class={styles.section} aria-label={words.comments}>
      <h3>{words.comments}</h3>
      {!all && comments.error.value && <ErrorState small error={comments.error.value} onRetry={() => void comments.reload()} />}
      {!all && !comments.error.value && <Skeleton rows={2} />}
      {all?.length === 0 && <p class={styles.quiet}>{words.noComments}</p>}
      {all && all.length > 0 && (
        <List
          label={words.comments}
          items={all}
          itemKey={(comment) => comment.id}
          estimate={72}
          keep={editing}
          render={(comment) =>
            editing === comment.id ? (
              <Writer
                members={members}
                text={comment.content}
                action={words.save}
                onCancel={() => setEditing(undefined)}
                keep
                notice={newer}
                onSend={(content) => change(comment, content)}
              />
            ) : (
              <Said
                comment={comment}
                members={members}
                onEdit={comment.created_by === myId() && rights.comment ? () => begin(comment) : undefined}
                onRemove={(comment.created_by === myId() && rights.comment) || rights.manage ? () => void remove(comment) : undefined}
              />
            )
          }
        />
      )}
      {rights.comment && all && (
        <Writer
          members={members}
          action={words.send}
          hint={members.length > 1 ? words.commentHint : undefined}
          onSend={async (content, once) => {
            const { data } = await once.send({ content }, (key) =>
              api.POST("/api/projects/{id}/tasks/{task_id}/comments", { params: { path, header: { "Idempotency-Key": key } }, body: { content } }),
            );
            comments.set([...all, data]);
          }}
        />
      )}
    </section>
  );
}

function Said({ comment, members, onEdit, onRemove }: { comment: Comment; onEdit?: (() => void) | undefined; onRemove?: (() => void) | undefined } & Pick<ViewProps, "members">) {
  const words = useSheetWords();
  const page = useWords();
  const name = nameIn(members, comment.created_by, page);
  return (
    <div class={styles.comment}>
      <Avatar name={name} size={28} />
      <div class={styles.said}>
        <p class={styles.who}>
          <strong>{name}</strong> <span>{formatAgo(comment.created_at)}</span>
          {comment.updated_at !== comment.created_at && <span>{` · ${words.edited}`}</span>}
        </p>
        <p class={styles.text}>{withMentions(comment)}</p>
      </div>
      {(onEdit || onRemove) && (
        <Menu
          align="end"
          trigger={(trigger) => <IconButton {...trigger} small icon="more" label={words.more(name)} />}
          items={[
            onEdit && { label: words.edit, icon: "edit", onSelect: onEdit },
            onRemove && { label: words.remove, icon: "trash", danger: true, onSelect: onRemove },
          ]}
        />
      )}
    </div>
  );
}

/** The text with whom it mentions set off. */
function withMentions({ content, mentions }: Comment) {
  const names = mentions.map(({ text }) => text).sort((a, b) => b.length - a.length);
  if (!names.length) return content;
  const pattern = new RegExp(`(${names.map((name) => name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("|")})`, "giu");
  return content.split(pattern).map((piece, i) => (i % 2 ? <mark key={i}>{piece}</mark> : piece));
}
