import { api, ifMatch, isAbort } from "../../api";
import { inlineWords } from "../../i18n";
import { confirm, errorText, toast } from "../../ui";
import { eventsChanged, readEvent } from "./move";
import { shownAgain } from "./acts";
import { askScope } from "./scope";
import { close } from "./state";

const words = inlineWords(
  {
    title: (name: string) => `Delete “${name}”?`,
    text: "It goes for everybody who sees it. This can't be undone.",
    action: "Delete event",
    done: (name: string) => `“${name}” was deleted`,
    undo: "Undo",
  },
  {
    title: (name: string) => `„${name}“ löschen?`,
    text: "Er verschwindet für alle, die ihn sehen. Das lässt sich nicht rückgängig machen.",
    action: "Termin löschen",
    done: (name: string) => `„${name}“ wurde gelöscht`,
    undo: "Rückgängig",
  },
);

interface Doomed {
  id: number;
  title: string;
  recurrence_id?: string | null;
  recurrence_rule?: string | null;
  is_override?: boolean;
}

/** Deletes an event after asking; of a series, one occurrence, which can be brought back, or more. True if it is gone. */
export async function removeEvent(event: Doomed): Promise<boolean> {
  const w = words();
  const scope = event.recurrence_rule ? await askScope("delete", event.title, event.recurrence_id ? undefined : ["all"]) : undefined;
  if (scope === null) return false;
  if (!scope && !(await confirm({ title: w.title(event.title), text: w.text, action: w.action, danger: true }))) return false;
  try {
    const occurrence = scope === "this" || scope === "following" ? (event.recurrence_id ?? undefined) : undefined;
    const seen = await readEvent(event.id, occurrence);
    await api.DELETE("/api/events/{id}", {
      params: {
        path: { id: event.id },
        query: { ...(scope && { scope }), ...(occurrence && { recurrence_id: occurrence }) },
        header: ifMatch(seen),
      },
    });
    // What brings it back passes as long as nobody has changed the series since.
    const series = scope === "this" ? await readEvent(event.id, null).catch(() => null) : null;
    close();
    void shownAgain();
    const undo = async () => {
      try {
        const path = { id: event.id, recurrence_id: occurrence! };
        await api.DELETE("/api/events/{id}/overrides/{recurrence_id}", { params: { path, header: ifMatch(series!) } });
      } catch (error) {
        toast(errorText(error), { kind: "error" });
      }
      eventsChanged();
    };
    toast(w.done(event.title), series ? { action: { label: w.undo, run: () => void undo() } } : {});
    return true;
  } catch (error) {
    if (!isAbort(error)) toast(errorText(error), { kind: "error" });
    return false;
  }
}
