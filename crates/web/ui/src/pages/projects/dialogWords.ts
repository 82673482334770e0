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
  },
);
