import { useLayoutEffect, useRef } from "preact/hooks";
import { part } from "./lazy";
import { question } from "./scope";
import { close, opened } from "./state";

const EventSheet = part(() => import("./details/EventSheet"), close);
const ItemSheet = part(() => import("./details/ItemSheet"), close);
const Editor = part(() => import("./editor/Editor"), close);
const ScopeDialog = part(() => import("./details/ScopeDialog"), () => question.value?.answer(null));

/** What lies over the calendar, each fetched when it is first wanted. */
export function Overlays() {
  const what = opened.value;
  const asked = question.value;
  const from = useRef<Element | null>(null);

  useLayoutEffect(() => {
    // One leads to another, and at the end the focus is where it was at first; a chip may be another element by then.
    if (what) from.current ??= document.activeElement;
    else if (from.current) {
      const key = (from.current as HTMLElement).dataset.key;
      const again = from.current.isConnected ? from.current : key && document.querySelector(`[data-key="${key}"]`);
      const there = again || document.querySelector("[data-cursor]");
      from.current = null;
      if (document.activeElement === document.body) (there as HTMLElement | null)?.focus({ preventScroll: true });
    }
  }, [what]);

  return (
    <>
      {what?.kind === "event" && <EventSheet key={`${what.event.id} ${what.event.recurrence_id ?? ""}`} event={what.event} />}
      {what?.kind === "item" && <ItemSheet entry={what.entry} />}
      {what?.kind === "editor" && <Editor {...what} />}
      {asked && <ScopeDialog key={asked.act} question={asked} />}
    </>
  );
}
