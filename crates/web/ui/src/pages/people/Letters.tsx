import { useRef } from "preact/hooks";
import { cx, rove } from "../../ui";
import styles from "./people.module.css";
import { useWords } from "./words";

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ".split("");

interface Props {
  /** The letters that are loaded, in the list's order. */
  known: readonly string[];
  /** Whether all are. */
  complete: boolean;
  onJump: (letter: string) => void;
}

/** The alphabet at the side. One tab stop, arrows move. A letter under which nobody is can't be pressed. */
export function Letters({ known, complete, onJump }: Props) {
  const words = useWords();
  const root = useRef<HTMLElement>(null);
  const extra = known.filter((letter) => !ALPHABET.includes(letter) && letter !== "#");
  const letters = [...(known.includes("#") ? ["#"] : []), ...ALPHABET, ...extra];
  // Before the last one that is loaded, a letter that isn't there is missing for good.
  const last = known.at(-1) ?? "";
  const missing = (letter: string) => !known.includes(letter) && (complete || letter < last);
  const first = letters.find((letter) => !missing(letter));
  return (
    <nav
      ref={root}
      aria-label={words.letters}
      class={styles.letters}
      onKeyDown={(event) => {
        const buttons = [...(root.current?.querySelectorAll<HTMLButtonElement>("button:not(:disabled)") ?? [])];
        const at = buttons.indexOf(document.activeElement as HTMLButtonElement);
        const to = rove(event, at, buttons.length);
        if (to !== undefined) buttons[to]?.focus();
      }}
    >
      {letters.map((letter) => (
        <button
          key={letter}
          type="button"
          class={cx(styles.letterButton, missing(letter) && styles.noLetter)}
          disabled={missing(letter)}
          tabIndex={letter === first ? 0 : -1}
          aria-label={words.jump(letter)}
          onClick={() => onJump(letter)}
        >
          {letter}
        </button>
      ))}
    </nav>
  );
}
