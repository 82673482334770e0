import { api, invalidate, type Schemas } from "../../api";
import { compareText, region, type CivilDate } from "../../i18n";
import { Button, Checkbox, cx, errorText, IconButton, MonthGrid, toast } from "../../ui";
import { nameOf } from "./data";
import { KINDS, type Kind } from "./model";
import { calendars, hiddenKinds, opened, shared } from "./state";
import styles from "./side.module.css";
import { useWords } from "./words";

/** How often one was shown or hidden: only what the last answer says is still to be shown. */
let times = 0;

function show(id: number, visible: boolean): void {
  calendars.value = calendars.value.map((one) => (one.id === id ? { ...one, is_visible: visible } : one));
  shared.value = shared.value.map((one) => (one.calendar_id === id ? { ...one, is_visible: visible } : one));
}

/** Shows or hides a calendar for the caller; the others see it as they did. */
async function setVisible(id: number, visible: boolean): Promise<void> {
  const mine = (times += 1);
  show(id, visible);
  try {
    await api.PUT("/api/shared-calendars/{calendar_id}/preferences", { params: { path: { calendar_id: id } }, body: { is_visible: visible } });
  } catch (error) {
    show(id, !visible);
    toast(errorText(error), { kind: "error" });
  }
  if (mine === times) invalidate("/api/calendars", "/api/shared-calendars", "/api/agenda", "/api/events");
}

function Line({ id, name, color, visible, note }: { id: number; name: string; color: string; visible: boolean; note?: string | undefined }) {
  const w = useWords();
  return (
    <li class={styles.line}>
      <label class={styles.calendar} style={{ "--c": color }} title={note ? `${name} · ${note}` : name}>
        <input type="checkbox" class={styles.box} checked={visible} aria-label={w.showCalendar(note ? `${name}, ${note}` : name)} onChange={() => void setVisible(id, !visible)} />
        <span class={styles.name}>
          {name}
          {note && <span class={styles.note}>{note}</span>}
        </span>
      </label>
      <IconButton icon="more" small label={w.editCalendar(note ? `${name} (${note})` : name)} class={styles.edit} onClick={() => (opened.value = { kind: "calendar", id })} />
    </li>
  );
}

/** The calendars and what else there is to show, with a month to jump with. */
export default function Side({ date, onDate, month }: { date: CivilDate; onDate: (date: CivilDate) => void; month: boolean }) {
  const w = useWords();
  const mine = calendars.value.filter((one) => one.permission === "owner");
  const others = calendars.value.filter((one) => one.permission !== "owner");
  const busy = shared.value.filter((one) => one.status === "accepted" && one.permission === "free_busy");
  const offers = shared.value.filter((one) => one.status === "pending");
  const line = (one: Schemas["Calendar"]) => (
    <Line key={one.id} id={one.id} name={one.name} color={one.display_color} visible={one.is_visible} note={one.permission === "owner" ? undefined : nameOf(one.owner)} />
  );
  const busyLine = (one: Schemas["SharedCalendar"]) => (
    <Line key={one.calendar_id} id={one.calendar_id} name={one.name} color={one.color ?? one.default_color} visible={one.is_visible} note={`${nameOf(one.owner)}, ${w.busyOnly}`} />
  );
  // In the caller's own order, whatever they may see of each.
  const inOrder = [...others.map((one) => ({ ...one, line: line(one) })), ...busy.map((one) => ({ ...one, line: busyLine(one) }))].sort(
    (a, b) => a.sort_order - b.sort_order || compareText(a.name, b.name),
  );
  const toggle = (kind: Kind) => {
    const next = new Set(hiddenKinds.value);
    if (!next.delete(kind)) next.add(kind);
    hiddenKinds.value = next;
  };
  return (
    <div class={styles.side}>
      {month && (
        <div class={styles.jump}>
          <MonthGrid key={`${date.slice(0, 7)} ${region.value.weekStart}`} value={date} onPick={onDate} />
        </div>
      )}
      {offers.length > 0 && (
        <div class={styles.offers}>
          <p>{w.offers(offers.length)}</p>
          <Button small onClick={() => (opened.value = { kind: "sharing" })}>
            {w.look}
          </Button>
        </div>
      )}
      <section aria-labelledby="calendars-mine">
        <header class={styles.head}>
          <h2 id="calendars-mine">{w.myCalendars}</h2>
          <IconButton icon="plus" small label={w.addCalendar} onClick={() => (opened.value = { kind: "calendar", id: null })} />
        </header>
        <ul>{mine.map(line)}</ul>
      </section>
      {(others.length > 0 || busy.length > 0) && (
        <section aria-labelledby="calendars-others">
          <header class={styles.head}>
            <h2 id="calendars-others">{w.otherCalendars}</h2>
          </header>
          <ul>
            {inOrder.map(({ line }) => line)}
          </ul>
        </section>
      )}
      <section aria-labelledby="calendars-kinds">
        <header class={styles.head}>
          <h2 id="calendars-kinds">{w.show}</h2>
        </header>
        <div class={cx(styles.kinds)}>
          {KINDS.map((kind) => (
            <Checkbox key={kind} label={w.kinds[kind]} checked={!hiddenKinds.value.has(kind)} onChecked={() => toggle(kind)} />
          ))}
        </div>
      </section>
    </div>
  );
}

