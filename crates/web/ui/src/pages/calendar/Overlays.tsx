import { useLayoutEffect, useRef } from "preact/hooks";
import { part } from "./lazy";
import { question } from "./scope";
import { close, opened } from "./state";

const EventSheet = part(() => import("./details/EventSheet"), close);
const ItemSheet = part(() => import("./details/ItemSheet"), close);
const Editor = part(() => import("./editor/Editor"), close);
const CalendarDialog = part(() => import("./calendars/CalendarDialog"), close);
const Offers = part(() => import("./calendars/Offers"), close);
const Search = part(() => import("./find/Search"), close);
const Templates = part(() => import("./find/Templates"), close);
const Invitations = part(() => import("./find/Invitations"), close);
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
      const kept = from.current.isConnected && from.current !== document.body;
      const again = kept ? from.current : key && document.querySelector(`[data-key="${key}"]`);
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
      {what?.kind === "calendar" && <CalendarDialog key={what.id} id={what.id} />}
      {what?.kind === "sharing" && <Offers />}
      {what?.kind === "search" && <Search />}
      {what?.kind === "templates" && <Templates slot={what.slot} />}
      {what?.kind === "invitations" && <Invitations />}
      {asked && <ScopeDialog key={asked.act} question={asked} />}
    </>
  );
}
