import type { PlacesWords } from "./words.en";

const de = {
  title: "Orte",
  add: "Neuer Ort",
  search: "Orte suchen",
  favorites: "Favoriten",
  favorite: (name: string) => `Favorit: ${name}`,
  categories: "Nur zeigen",
  list: "Orte",
  found: (n: string) => (n === "1" ? "1 Ort" : `${n} Orte`),
  foundMore: (n: string) => `Mehr als ${n} Orte`,
  empty: "Noch keine Orte",
  emptyText: "Bewahre hier die Ärztin, die Schule und die Ferienwohnung auf und wähl sie aus, wenn du einen Termin einträgst.",
  none: "Kein Ort gefunden",
  noneText: "Versuch es mit einem anderen Wort aus Name, Adresse oder Notizen.",
  noneFilter: "Auf diese Auswahl passt kein Ort.",
  showAll: "Alle Orte zeigen",
} satisfies PlacesWords;

export default de;
