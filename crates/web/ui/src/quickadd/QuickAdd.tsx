import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { Once, type Schemas } from "../api";
import { formatDateRange, formatDay, formatTime, formatTimeRange, language, localOf, region } from "../i18n";
import { Button, Chip, cx, errorText, Icon, IconButton } from "../ui";
import { bodyOf, create, type Also } from "./create";
import styles from "./QuickAdd.module.css";
import type { Part, Understood, understand as Understand } from "./understand";
import { quickAddWords } from "./words";

/** The parser comes when somebody begins to write. */
let understand: typeof Understand | undefined;
const parser = async () => (understand ??= (await import("./understand")).understand);

const plainly = (title: string): Understood => ({
  kind: "todo",
  title: title.trim(),
  date: null,
  time: null,
  endDate: null,
  endTime: null,
  rule: null,
  ruleText: "",
  priority: "none",
  category: null,
  parts: [],
});

/** When it is, as one chip. */
function whenOf(said: Understood): string {
  const { date, time, endDate, endTime } = said;
  if (!date) return "";
  if (said.kind === "event" && !time) return endDate && endDate !== date ? formatDateRange(date, endDate) : formatDay(date);
  if (!time) return formatDay(date);
  const times = said.kind === "event" && endTime ? (endDate === date ? formatTimeRange(time, endTime) : `${formatTime(time)} – ${formatDay(endDate ?? date)}, ${formatTime(endTime)}`) : formatTime(time);
  return `${formatDay(date)}, ${times}`;
}

interface Props {
  /** Gives the field to whoever has a shortcut for it. */
  inputRef?: { current: HTMLInputElement | null };
  /** What it begins with. */
  text?: string;
  onAdded?: () => void;
  /** It makes todos and nothing else, also where the text speaks of a time. */
  todoOnly?: boolean;
  /** What a todo is besides, as on a page that shows one category. */
  also?: Also;
  /** Adds a button that goes on in a form, with what was understood up to now. */
  onDetails?: (draft: Schemas["CreateTodo"]) => void;
}

/** One line to add something: what is understood of it shows below, and can be taken back. Its words are `quickAddWords`. */
export function QuickAdd({ inputRef, text: given = "", onAdded, todoOnly, also, onDetails }: Props) {
  const w = quickAddWords.use();
  const [text, setText] = useState(given);
  const [ignored, setIgnored] = useState<ReadonlySet<string>>(new Set());
  const [kind, setKind] = useState<"todo" | "event" | undefined>(todoOnly ? "todo" : undefined);
  const [ready, setReady] = useState(understand !== undefined);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const own = useRef<HTMLInputElement>(null);
  const input = inputRef ?? own;
  const once = useRef(new Once());

  const said = useMemo(
    () => (ready && understand && text.trim() ? understand(text, { now: localOf(Date.now(), region.value.zone), language: language.value, ignored, kind }) : plainly(text)),
    [text, ignored, kind, ready],
  );

  function begin() {
    // Without the parser the line is a plain todo; it is fetched again at the next letter.
    parser().then(
      () => setReady(true),
      () => {},
    );
  }
  useEffect(() => {
    if (given) begin();
  }, []);

  function take(back: Part[]) {
    setIgnored(new Set([...ignored, ...back.map((part) => part.key)]));
    input.current?.focus();
  }

  async function add() {
    if (busy || !text.trim()) return;
    setBusy(true);
    setError(null);
    try {
      const parse = await parser().catch(() => undefined);
      const final = parse ? parse(text, { now: localOf(Date.now(), region.value.zone), language: language.value, ignored, kind }) : plainly(text);
      if (!final.title) {
        setError(w.noTitle);
        return;
      }
      await create(final, once.current, w, also);
      setText("");
      setIgnored(new Set());
      setKind(todoOnly ? "todo" : undefined);
      onAdded?.();
    } catch (thrown) {
      setError(errorText(thrown));
    } finally {
      setBusy(false);
      input.current?.focus();
    }
  }

  const partsOf = (...kinds: Part["kind"][]) => said.parts.filter((part) => kinds.includes(part.kind));
  const whens = partsOf("when", "duration");
  const [rules, priorities, categories] = [partsOf("rule"), partsOf("priority"), said.kind === "todo" ? partsOf("category") : []];
  const when = whenOf(said);
  // On a phone there is room for one example.
  const narrow = matchMedia("(max-width: 30rem)").matches;
  const chips = ready && text.trim() !== "";

  return (
    <form
      class={styles.form}
      onSubmit={(event) => {
        event.preventDefault();
        void add();
      }}
    >
      <div class={styles.line}>
        <Icon name="plus" class={styles.plus} />
        <input
          ref={input}
          class={styles.input}
          type="text"
          aria-label={todoOnly ? w.labelTodo : w.label}
          aria-describedby="quickadd-chips"
          aria-invalid={error ? true : undefined}
          placeholder={narrow ? (todoOnly ? w.briefTodo : w.brief) : todoOnly ? w.placeholderTodo : w.placeholder}
          autoComplete="off"
          enterKeyHint="done"
          maxLength={500}
          value={text}
          onFocus={begin}
          onInput={(event) => {
            setText(event.currentTarget.value);
            setError(null);
            if (!ready) begin();
            if (!event.currentTarget.value) {
              setIgnored(new Set());
              setKind(todoOnly ? "todo" : undefined);
            }
          }}
          onKeyDown={(event) => event.key === "Escape" && text && (event.stopPropagation(), setText(""))}
        />
        {onDetails && (
          <IconButton
            icon="edit"
            label={w.details}
            class={styles.details}
            onClick={() => {
              onDetails({ ...also, ...(bodyOf({ ...said, kind: "todo" }) as Schemas["CreateTodo"]) });
              setText("");
            }}
          />
        )}
        <Button type="submit" variant="primary" small busy={busy} class={cx(styles.add, !text.trim() && styles.empty)} disabled={!text.trim()}>
          {w.add}
        </Button>
      </div>
      <div id="quickadd-chips" class={styles.chips} aria-live="polite">
        {chips && (
          <>
            {!todoOnly && (
              <button
                type="button"
                class={styles.kind}
                title={said.kind === "todo" ? w.makeEvent : w.makeTodo}
                onClick={() => {
                  setKind(said.kind === "todo" ? "event" : "todo");
                  input.current?.focus();
                }}
              >
                <Icon name={said.kind === "todo" ? "todo" : "calendar"} size={14} />
                {said.kind === "todo" ? w.todo : w.event}
                <span class="sr-only">. {said.kind === "todo" ? w.makeEvent : w.makeTodo}</span>
                <Icon name="chevron-down" size={12} />
              </button>
            )}
            {when && (
              <Chip icon={said.time ? "clock" : "calendar"} tone="accent" onRemove={whens.length ? () => take(whens) : undefined} removeLabel={when}>
                {when}
              </Chip>
            )}
            {said.ruleText && (
              <Chip icon="repeat" tone="accent" onRemove={() => take(rules)} removeLabel={said.ruleText}>
                {said.ruleText}
              </Chip>
            )}
            {priorities.length > 0 && (
              <Chip icon="flag" tone={said.priority === "high" ? "danger" : said.priority === "medium" ? "warning" : "neutral"} onRemove={() => take(priorities)}>
                {w.priority[said.priority]}
              </Chip>
            )}
            {categories.length > 0 && said.category && (
              <Chip icon="tag" onRemove={() => take(categories)}>
                {said.category}
              </Chip>
            )}
          </>
        )}
      </div>
      {error && (
        <p class={styles.error} role="alert">
          {error}
        </p>
      )}
    </form>
  );
}
