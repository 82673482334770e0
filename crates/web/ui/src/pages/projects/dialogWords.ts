import type { Schemas } from "../../api";
import { inlineWords } from "../../i18n";

type Statuses = Record<Schemas["ProjectStatus"], string>;

/** The words of a project that both pages say. */
export const useProjectWords = inlineWords(
  {
    newTitle: "New project",
    editTitle: "Edit project",
    name: "Name",
    missingName: "Give it a name.",
    description: "What it is for",
    due: "Due",
    status: "Status",
    statuses: { planned: "Planned", active: "Active", on_hold: "On hold", completed: "Completed", cancelled: "Cancelled" } as Statuses,
    cancel: "Cancel",
    create: "Create project",
    save: "Save",
    conflict: "Somebody changed this project meanwhile. The newer state is now in the form, with your own changes on top. Look at it and save again.",
  },
  {
    newTitle: "Neues Projekt",
    editTitle: "Projekt bearbeiten",
    name: "Name",
    missingName: "Gib ihm einen Namen.",
    description: "Wozu es da ist",
    due: "Fällig",
    status: "Status",
    statuses: { planned: "Geplant", active: "Aktiv", on_hold: "Ruht", completed: "Abgeschlossen", cancelled: "Aufgegeben" },
    cancel: "Abbrechen",
    create: "Projekt anlegen",
    save: "Speichern",
    conflict: "Jemand hat dieses Projekt inzwischen geändert. Im Formular steht jetzt der neuere Stand, mit deinen Änderungen darüber. Sieh ihn dir an und speichere noch einmal.",
  },
);
