import { useLayoutEffect, useRef } from "preact/hooks";
import type { CivilDate } from "../../i18n";
import { MonthGrid } from "../../ui";

/** A month to jump with. It is fetched when it is first wanted, and takes the focus then. */
export default function Jump({ date, onPick }: { date: CivilDate; onPick: (date: CivilDate) => void }) {
  const root = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => root.current?.querySelector<HTMLElement>("[data-autofocus]")?.focus(), []);
  return (
    <div ref={root}>
      <MonthGrid value={date} onPick={onPick} />
    </div>
  );
}
