import { useLayoutEffect, useRef } from "preact/hooks";
import { lazyPart } from "../../ui";
import { question } from "./scope";
import { close, opened } from "./state";

const over = { onFail: close };
const EventSheet = lazyPart(() => import("./details/EventSheet"), over);
const ItemSheet = lazyPart(() => import("./details/ItemSheet"), over);
const Editor = lazyPart(() => import("./editor/Editor"), over);
const CalendarDialog = lazyPart(() => import("./calendars/CalendarDialog"), over);
const Offers = lazyPart(() => import("./calendars/Offers"), over);
const Search = lazyPart(() => import("./find/Search"), over);
const Templates = lazyPart(() => import("./find/Templates"), over);
const Invitations = lazyPart(() => import("./find/Invitations"), over);
const ScopeDialog = lazyPart(() => import("./details/ScopeDialog"), { onFail: () => question.value?.answer(null) });

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
