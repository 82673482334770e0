import { useId, useRef, useState } from "preact/hooks";
import { Once } from "../../api";
import { Avatar, Button, errorText, TextArea, toast } from "../../ui";
import { completed, mentionAt, suggested, type Begun } from "./mention";
import { myId, nameOf, type Member } from "./people";
import { useSheetWords } from "./sheetWords";
import styles from "./sheet.module.css";
import own from "./writer.module.css";

interface Props {
  text?: string;
  action: string;
  hint?: string | undefined;
  /** Whom one can mention. */
  members: readonly Member[];
  /** What is said above it: that it was changed meanwhile, to this. */
  notice?: string | undefined;
  /** What was written stays after it was sent. */
  keep?: boolean;
  onSend: (content: string, once: Once) => Promise<void>;
  onCancel?: () => void;
}

/**
 * Where a comment is written. Ctrl or ⌘ with Enter sends it. After an at sign the members are offered that fit: the focus
 * stays in the text, arrows choose, Enter and Tab take, Esc goes on without.
 */
export function Writer({ text: begin = "", action, hint, members, notice, keep, onSend, onCancel }: Props) {
  const words = useSheetWords();
  const id = useId();
  const [text, setText] = useState(begin);
  const [busy, setBusy] = useState(false);
  const [begun, setBegun] = useState<Begun>();
  const [at, setAt] = useState(0);
  const once = useRef(new Once());
  const area = useRef<HTMLTextAreaElement | null>(null);
  const people = begun ? suggested(members, begun, myId()) : [];
  const active = people[Math.min(at, people.length - 1)];
  const option = (member: Member) => `${id}-${member.user_id}`;

  /** Sees whether a mention is being written where the caret is. */
  function look(target: EventTarget | null) {
    if (!(target instanceof HTMLTextAreaElement)) return;
    area.current = target;
    const next = target.selectionStart === target.selectionEnd ? mentionAt(target.value, target.selectionStart) : undefined;
    if (next?.from !== begun?.from || next?.word !== begun?.word) setAt(0);
    setBegun(next);
  }

  function take(member: Member) {
    const node = area.current;
    if (!begun || !node) return;
    const next = completed(text, begun, member.username);
    // In the field first: then the caret stays where it is put.
    node.value = next.text;
    node.focus();
    node.setSelectionRange(next.caret, next.caret);
    setText(next.text);
    setBegun(undefined);
  }

  function press(event: KeyboardEvent) {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) return void send();
    if (!active || event.isComposing || event.shiftKey) return;
    const place = people.indexOf(active);
    if (event.key === "ArrowDown") setAt((place + 1) % people.length);
    else if (event.key === "ArrowUp") setAt((place - 1 + people.length) % people.length);
    else if (event.key === "Enter" || event.key === "Tab") take(active);
    else if (event.key === "Escape") setBegun(undefined);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  async function send() {
    if (busy || !text.trim()) return;
    setBusy(true);
    setBegun(undefined);
    try {
      await onSend(text.trim(), once.current);
      if (!keep) setText("");
    } catch (error) {
      toast(errorText(error), { kind: "error" });
    } finally {
      setBusy(false);
    }
  }

  return (
    <div class={styles.writer}>
      {notice !== undefined && (
        <div class={styles.problem} role="alert">
          <p>{words.commentConflict}</p>
          <p class={styles.text}>{notice}</p>
        </div>
      )}
      <TextArea
        label={words.comment}
        hideLabel
        placeholder={words.comment}
        hint={hint}
        rows={2}
        maxLength={10_000}
        value={text}
        aria-autocomplete="list"
        aria-controls={active ? `${id}-people` : undefined}
        aria-activedescendant={active && option(active)}
        onValue={(next) => {
          setText(next);
          look(document.activeElement);
        }}
        onKeyDown={press}
        // Wherever else the caret is put; keys that choose or close are no move.
        onKeyUp={(event) => /^(Arrow(Left|Right)|Home|End)$/.test(event.key) && look(event.currentTarget)}
        onClick={(event) => look(event.currentTarget)}
        onBlur={() => setBegun(undefined)}
      />
      {active && (
        <ul id={`${id}-people`} role="listbox" aria-label={words.mention} class={own.people}>
          {people.map((member) => (
            <li
              key={member.user_id}
              id={option(member)}
              role="option"
              aria-selected={member === active}
              class={own.person}
              // The focus stays where one writes.
              onMouseDown={(event) => event.preventDefault()}
              onClick={() => take(member)}
            >
              <Avatar name={nameOf(member)} size={28} />
              <span>{nameOf(member)}</span>
              <span class={styles.quiet}>@{member.username}</span>
            </li>
          ))}
        </ul>
      )}
      <p class="sr-only" role="status">
        {active && words.fitting(people.length)}
      </p>
      <div class={styles.ways}>
        {onCancel && (
          <Button small onClick={onCancel}>
            {words.cancel}
          </Button>
        )}
        <Button small icon={onCancel ? undefined : "send"} busy={busy} disabled={!text.trim()} onClick={() => void send()}>
          {action}
        </Button>
      </div>
    </div>
  );
}
