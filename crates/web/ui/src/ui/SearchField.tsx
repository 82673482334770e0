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
  const asked = useRef(value);
  const frame = useRef<HTMLDivElement>(null);

  // Its own words come back later, when more may have been typed.
  useEffect(() => {
    if (value !== asked.current) setText((asked.current = value));
  }, [value]);
  useEffect(() => () => clearTimeout(timer.current), []);

  function search(next: string, wait: number) {
    setText(next);
    clearTimeout(timer.current);
    const page = location.pathname;
    const ask = () => {
      // Whoever has opened another page, which may still be on its way, isn't taken back to this one.
      if (location.pathname === page) onSearch((asked.current = next));
    };
    if (wait) timer.current = setTimeout(ask, wait);
    else ask();
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
