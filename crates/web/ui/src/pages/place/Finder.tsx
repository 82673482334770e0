import { useEffect, useId, useRef, useState } from "preact/hooks";
import { api, isAbort, Problem, type Schemas } from "../../api";
import { region } from "../../i18n";
import { cx, errorText, Icon, TextField } from "../../ui";
import styles from "./editor.module.css";
import { useWords } from "./words";

type Found = Schemas["FoundPlace"];

/** What a found place is called, with where it is. */
export function describe(found: Found): string {
  return [found.name, found.region === found.name ? "" : found.region, found.country].filter(Boolean).join(", ");
}

/** Finds a town by its name or postal code: a field with what was found below it. Arrows and Enter choose. */
export function Finder({ onFound }: { onFound: (found: Found) => void }) {
  const words = useWords();
  const id = useId();
  const [text, setText] = useState("");
  const [found, setFound] = useState<readonly Found[] | null>(null);
  const [at, setAt] = useState(0);
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const chosen = useRef("");

  useEffect(() => {
    const q = text.trim();
    setError(null);
    if (q.length < 2 || q === chosen.current) {
      setFound(null);
      setBusy(false);
      return;
    }
    const abort = new AbortController();
    const timer = setTimeout(async () => {
      setBusy(true);
      try {
        const language = region.value.locale;
        const { data } = await api.GET("/api/weather/search", { params: { query: { q, language } }, signal: abort.signal });
        setFound(data);
        setAt(0);
        setBusy(false);
      } catch (thrown) {
        if (isAbort(thrown) || abort.signal.aborted) return;
        setFound(null);
        setError(thrown);
        setBusy(false);
      }
    }, 300);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [text]);

  function choose(one: Found) {
    chosen.current = describe(one);
    setText(chosen.current);
    setFound(null);
    onFound(one);
  }

  const open = found !== null && found.length > 0;
  const off = error instanceof Problem && error.code === "weather_off";
  return (
    <div class={styles.finder}>
      <TextField
        label={words.form.find}
        value={text}
        onValue={setText}
        maxLength={100}
        autoComplete="off"
        role="combobox"
        aria-expanded={open}
        aria-controls={`${id}-found`}
        aria-autocomplete="list"
        aria-activedescendant={open ? `${id}-${at}` : undefined}
        hint={off ? words.form.findOff : undefined}
        error={error && !off ? errorText(error) : null}
        onBlur={() => setFound(null)}
        onKeyDown={(event) => {
          if (event.key === "Enter") event.preventDefault();
          if (!open) return;
          if (event.key === "ArrowDown" || event.key === "ArrowUp") {
            event.preventDefault();
            setAt((at + (event.key === "ArrowDown" ? 1 : -1) + found.length) % found.length);
          } else if (event.key === "Enter") {
            const one = found[at];
            if (one) choose(one);
          } else if (event.key === "Escape") {
            event.preventDefault();
            event.stopPropagation();
            setFound(null);
          }
        }}
      />
      <ul id={`${id}-found`} role="listbox" aria-label={words.form.find} class={styles.found} hidden={!open}>
        {found?.map((one, i) => (
          <li
            key={`${one.latitude} ${one.longitude}`}
            id={`${id}-${i}`}
            role="option"
            aria-selected={i === at}
            class={cx(styles.option, i === at && styles.active)}
            onPointerDown={(event) => event.preventDefault()}
            onClick={() => choose(one)}
          >
            <Icon name="place" size={18} />
            <span>{describe(one)}</span>
          </li>
        ))}
      </ul>
      <p role="status" class={styles.small}>
        {busy ? words.form.finding : found && (found.length === 0 ? words.form.foundNone : <span class="sr-only">{words.form.foundSome(found.length)}</span>)}
      </p>
    </div>
  );
}
