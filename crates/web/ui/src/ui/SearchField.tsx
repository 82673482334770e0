import type { Ref } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { Icon } from "./Icon";
import { IconButton } from "./IconButton";
import { useUiWords } from "./words";
import styles from "./SearchField.module.css";

interface Props {
  label?: string | undefined;
  value: string;
  /** Is called when the typing pauses for a moment, and at once on Enter and when it is emptied. */
  onSearch: (text: string) => void;
  /** There is little room beside it: then it says "Search", and what is searched to those who listen. */
  narrow?: boolean | undefined;
  inputRef?: Ref<HTMLInputElement>;
}

/** A field to search with. */
export function SearchField({ label, value, onSearch, narrow, inputRef }: Props) {
  const words = useUiWords();
  const [text, setText] = useState(value);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const frame = useRef<HTMLDivElement>(null);

  useEffect(() => setText(value), [value]);
  useEffect(() => () => clearTimeout(timer.current), []);

  function search(next: string, wait: number) {
    setText(next);
    clearTimeout(timer.current);
    if (wait) timer.current = setTimeout(() => onSearch(next), wait);
    else onSearch(next);
  }

  return (
    <div ref={frame} role="search" class={styles.frame}>
      <Icon name="search" size={18} class={styles.icon} />
      <input
        ref={inputRef ?? null}
        type="search"
        class={styles.input}
        aria-label={label ?? words.search}
        placeholder={(!narrow && label) || words.search}
        value={text}
        autoComplete="off"
        spellcheck={false}
        onInput={(event) => search(event.currentTarget.value, event.currentTarget.value ? 250 : 0)}
        onKeyDown={(event) => event.key === "Enter" && search(event.currentTarget.value, 0)}
      />
      {text && (
        <IconButton
          icon="close"
          small
          label={words.clear}
          class={styles.clear}
          onClick={() => {
            search("", 0);
            frame.current?.querySelector("input")?.focus();
          }}
        />
      )}
    </div>
  );
}
