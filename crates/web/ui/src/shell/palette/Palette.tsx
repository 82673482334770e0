import { useEffect, useId, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { useLocation } from "preact-iso/router";
import { isAbort, report } from "../../api";
import { Dialog, Icon, Kbd } from "../../ui";
import { attempt } from "../AccountMenu";
import { closeOverlay, overlay } from "../overlays";
import { shellWords } from "../words";
import { addLine } from "./add";
import { commands, fits, type Entry } from "./commands";
import { find } from "./find";
import styles from "./palette.module.css";
import { words } from "./words";

type Search = { text: string; entries: Entry[]; state: "none" | "searching" | "found" | "failed" };

/** What the server finds for a text, once the typing pauses. What was found stays until there is something newer. */
function useSearch(text: string, go: (url: string) => void): Search {
  const [search, setSearch] = useState<Search>({ text: "", entries: [], state: "none" });
  useEffect(() => {
    if (text.length < 2) return setSearch({ text, entries: [], state: "none" });
    const abort = new AbortController();
    setSearch((old) => ({ ...old, state: "searching" }));
    const timer = setTimeout(() => {
      find(text, go, abort.signal).then(
        (entries) => setSearch({ text, entries, state: "found" }),
        (error: unknown) => {
          report(error);
          if (!isAbort(error) && !abort.signal.aborted) setSearch({ text, entries: [], state: "failed" });
        },
      );
    }, 180);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [text]);
  return search;
}

/** One field for everything: pages, actions, and what the account holds. A combobox by the pattern of ARIA. */
export default function Palette() {
  const w = words.use();
  const shell = shellWords.use();
  const { route } = useLocation();
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const shown = overlay.value;
  const [text, setText] = useState(shown?.kind === "palette" ? shown.text : "");
  const [at, setAt] = useState(0);
  const wanted = text.trim();

  const known = useMemo(() => commands(w, shell, route), [w, shell]);
  const search = useSearch(wanted, route);
  const adding: Entry[] =
    wanted.length < 2 ? [] : [{ id: "add", group: "add", icon: "plus", label: w.add(wanted), note: w.addNote, run: () => attempt(() => addLine(wanted)) }];
  const entries = [...known.filter((entry) => fits(entry.label, wanted)), ...search.entries, ...adding];
  const active = entries[Math.min(at, entries.length - 1)];
  const groups = [...new Set(entries.map((entry) => entry.group))].map((group) => ({ group, entries: entries.filter((entry) => entry.group === group) }));
  // The arrows go in the order that is seen.
  const order = groups.flatMap((group) => group.entries);
  const position = active ? order.indexOf(active) : -1;

  useEffect(() => setAt(0), [wanted]);
  useLayoutEffect(() => input.current?.focus(), []);
  useEffect(() => {
    if (active) document.getElementById(`${id}-${active.id}`)?.scrollIntoView({ block: "nearest" });
  }, [active?.id]);

  function run(entry: Entry) {
    closeOverlay();
    entry.run();
  }

  function press(event: KeyboardEvent) {
    let to: number | undefined;
    if (event.key === "ArrowDown") to = (position + 1) % order.length;
    else if (event.key === "ArrowUp") to = (position - 1 + order.length) % order.length;
    else if (event.key === "PageDown") to = Math.min(position + 8, order.length - 1);
    else if (event.key === "PageUp") to = Math.max(position - 8, 0);
    else if (event.key === "Enter" && !event.isComposing) {
      event.preventDefault();
      if (active) run(active);
    }
    if (to === undefined || !order.length) return;
    event.preventDefault();
    setAt(entries.indexOf(order[to]!));
  }

  const said =
    search.state === "searching" ? w.searching : search.state === "failed" ? w.failed : entries.length ? w.count(entries.length) : w.nothing;

  return (
    <Dialog open={shown?.kind === "palette"} title={w.title} hideTitle onClose={closeOverlay} class={styles.palette}>
      <div class={styles.frame}>
        <Icon name="search" class={styles.icon} />
        <input
          ref={input}
          type="text"
          role="combobox"
          class={styles.input}
          aria-label={w.title}
          aria-expanded="true"
          aria-controls={`${id}-list`}
          aria-activedescendant={active ? `${id}-${active.id}` : undefined}
          aria-autocomplete="list"
          autoComplete="off"
          spellcheck={false}
          enterKeyHint="go"
          placeholder={w.placeholder}
          value={text}
          onInput={(event) => setText(event.currentTarget.value)}
          onKeyDown={press}
        />
        <Kbd keys="Esc" />
      </div>
      <div id={`${id}-list`} role="listbox" aria-label={w.results} class={styles.list}>
        {groups.map(({ group, entries: of }) => (
          <div key={group} role="group" aria-labelledby={`${id}-${group}`}>
            <div id={`${id}-${group}`} class={styles.group} role="presentation">
              {w.groups[group]}
            </div>
            {of.map((entry) => (
              <div
                key={entry.id}
                id={`${id}-${entry.id}`}
                role="option"
                aria-selected={entry === active}
                class={styles.entry}
                onPointerMove={() => entry !== active && setAt(entries.indexOf(entry))}
                onClick={() => run(entry)}
              >
                <Icon name={entry.icon} size={18} />
                <span class={styles.label}>{entry.label}</span>
                {entry.note && <span class={styles.note}>{entry.note}</span>}
              </div>
            ))}
          </div>
        ))}
      </div>
      <p class={entries.length ? "sr-only" : styles.nothing} role="status">
        {said}
      </p>
    </Dialog>
  );
}
