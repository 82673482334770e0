import type { PaletteWords } from "./words.en";

const de: PaletteWords = {
  title: "Suchen oder etwas tun",
  placeholder: "Suchen oder schreiben, was zu tun ist …",
  results: "Ergebnisse",
  nothing: "Nichts gefunden.",
  searching: "Wird gesucht …",
  failed: "Die Suche hat nicht geklappt. Versuch es noch einmal.",
  count: (n: number) => (n === 1 ? "1 Ergebnis" : `${n} Ergebnisse`),
  hint: "zum Auswählen",
  groups: { add: "Hinzufügen", actions: "Befehle", pages: "Seiten", todos: "Aufgaben", events: "Termine", people: "Personen", projects: "Projekte", places: "Orte" },
  add: (what: string) => `„${what}“ hinzufügen`,
  addNote: "Aufgabe oder Termin",
  newTodo: "Neue Aufgabe",
  newEvent: "Neuer Termin",
  newProject: "Neues Projekt",
  newPerson: "Neue Person",
  newPlace: "Neuer Ort",
  lock: "Sperren",
  signOut: "Abmelden",
  shortcuts: "Tastenkürzel",
  light: "Helle Darstellung",
  dark: "Dunkle Darstellung",
  system: "Darstellung des Systems",
  apiDocs: "API-Dokumentation",
};

export default de;
