import type { QuickAddWords } from "./words.en";

const de: QuickAddWords = {
  details: "Einzelheiten",
  labelTodo: "Aufgabe hinzufügen",
  placeholderTodo: "Aufgabe: jeden Freitag Blumen gießen",
  briefTodo: "Freitag Ben anrufen",
  label: "Aufgabe oder Termin hinzufügen",
  placeholder: "Hinzufügen: Zahnarzt morgen 15 Uhr, Milch jeden Freitag …",
  brief: "Zahnarzt morgen 15 Uhr",
  add: "Hinzufügen",
  todo: "Aufgabe",
  event: "Termin",
  makeTodo: "Zur Aufgabe machen",
  makeEvent: "Zum Termin machen",
  priority: { low: "Niedrige Priorität", medium: "Mittlere Priorität", high: "Hohe Priorität", none: "" },
  noTitle: "Worum geht es?",
  addedTodo: (title: string) => `„${title}“ hinzugefügt`,
  addedEvent: (title: string, when: string) => `„${title}“ hinzugefügt, ${when}`,
  undo: "Rückgängig",
  removed: "Zurückgenommen",
  allDay: "ganztägig",
};

export default de;
