import { isAbort, Problem } from "../../api";
import { errorText, toast } from "../../ui";
import { Conflict, eventsChanged, saveMove } from "./move";
import { askScope } from "./scope";
import { draft, isMoved, type Draft } from "./state";
import type { CalendarWords } from "./words.en";

let reload: () => Promise<void> = async () => {};

/** The page says how what it shows is loaded again. */
export function onReload(run: () => Promise<void>): void {
  reload = run;
}

/** Shows what there is after a change. Where what had the focus is gone, the day that it was on gets it. */
export async function shownAgain(): Promise<void> {
  eventsChanged();
  await reload();
  setTimeout(() => {
    if (document.activeElement === document.body) document.querySelector<HTMLElement>("[data-cursor]")?.focus({ preventScroll: true });
  }, 50);
}

/** Says what went wrong with a change, and shows the newer state where there is one. */
export function sayProblem(error: unknown, title: string, w: CalendarWords): void {
  if (isAbort(error)) return;
  if (error instanceof Conflict) toast(w.conflict(title), { kind: "error" });
  else if (error instanceof Problem && [...error.fields.values()].some(({ code }) => code === "ambiguous_move")) {
    toast(w.ambiguous, { kind: "error" });
  } else toast(errorText(error), { kind: "error" });
}

/** Saves where an entry was moved to: the answer is shown, and can be undone. */
export async function finishMove(d: Draft, w: CalendarWords): Promise<void> {
  if (!isMoved(d)) {
    draft.value = null;
    return;
  }
  const { title, event } = d.entry;
  const scope = event?.recurrence_rule ? await askScope("move", title, d.turn ? ["this", "all"] : undefined) : undefined;
  if (scope === null) {
    draft.value = null;
    return;
  }
  const saving = { ...d, saving: true };
  draft.value = saving;
  try {
    const undo = await saveMove(d, scope);
    eventsChanged();
    await reload();
    toast(
      w.moved(title),
      undo
        ? {
            action: {
              label: w.undo,
              run: () =>
                void undo().then(
                  () => {
                    eventsChanged();
                    toast(w.undone);
                  },
                  (error: unknown) => {
                    sayProblem(error, title, w);
                    if (error instanceof Conflict) eventsChanged();
                  },
                ),
            },
          }
        : {},
    );
  } catch (error) {
    sayProblem(error, title, w);
    if (error instanceof Conflict) {
      eventsChanged();
      await reload();
    }
  } finally {
    // Another one may be under way by now.
    if (draft.value === saving) draft.value = null;
  }
}
