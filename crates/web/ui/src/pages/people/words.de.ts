import type { PeopleWords } from "./words.en";

const de = {
  title: "Personen",
  add: "Neue Person",
  search: "Personen suchen",
  favorites: "Favoriten",
  favorite: (name: string) => `Favorit: ${name}`,
  all: "Alle",
  categories: "Nur zeigen",
  moreCategories: "Weitere Gruppen",
  sort: "Sortieren",
  byLast: "Nach Nachname",
  byFirst: "Nach Vorname",
  list: "Personen",
  letters: "Zu einem Buchstaben springen",
  jump: (letter: string) => `Zu ${letter} springen`,
  seeking: (letter: string) => `${letter} wird gesucht …`,
  noLetter: (letter: string) => `Unter ${letter} ist niemand.`,
  loading: "Weitere Personen werden geladen …",
  found: (n: string) => (n === "1" ? "1 Person" : `${n} Personen`),
  foundMore: (n: string) => `Mehr als ${n} Personen`,
  empty: "Hier ist noch niemand",
  emptyText: "Bewahre Nummern, Adressen und Geburtstage der Menschen auf, die du kennst. Geburtstage erscheinen auf „Heute“.",
  none: "Niemand gefunden",
  noneText: "Versuch es mit weniger Wörtern oder mit einem Teil einer Nummer oder Adresse.",
  noneFilter: "Auf diese Auswahl passt niemand.",
  showAll: "Alle zeigen",
  failed: "Das konnte nicht gespeichert werden.",
  other: "Ohne Buchstaben",
} satisfies PeopleWords;

export default de;
