import type { Words } from "./words.en";

const de: Words = {
  title: "Projekte",
  create: "Neues Projekt",
  show: "Zeigen",
  current: "Aktuell",
  archived: "Archiviert",
  search: "Projekte durchsuchen",
  people: (n) => (n === 1 ? "Nur du" : `${n} Personen`),
  progress: (name) => `Fortschritt von ${name}`,
  doneOf: (done, total) => `${done} von ${total} erledigt`,
  noTasks: "Noch keine Aufgaben",
  overdue: (n) => `${n} überfällig`,
  due: (day) => `Fällig ${day}`,
  roles: { viewer: "Du darfst ansehen", commenter: "Du darfst kommentieren", editor: "Mit dir geteilt", owner: "" },
  more: (name) => `Mehr zu ${name}`,
  archive: "Archivieren",
  unarchive: "Zurückholen",
  archivedNow: (name) => `„${name}“ ist für dich archiviert`,
  broughtBack: (name) => `„${name}“ ist zurück`,
  undo: "Rückgängig",
  empty: { title: "Noch keine Projekte", text: "Ein Projekt hält Aufgaben zusammen, allein oder mit anderen." },
  emptyArchived: { title: "Nichts ist archiviert", text: "Was du archivierst, bleibt hier und verlässt deine Übersicht." },
  emptySearch: { title: "Nichts gefunden", text: "So heißt kein Projekt." },
};

export default de;
