import type { ShortcutWords } from "./words.en";

const de: ShortcutWords = {
  title: "Tastenkürzel",
  or: "oder",
  groups: { everywhere: "Überall", pages: "Auf Seiten", lists: "In Listen von Aufgaben", board: "Auf einem Board", calendar: "Im Kalender" },
  keys: {
    everywhere: { palette: "Suchen oder etwas tun", undo: "Das letzte rückgängig machen", help: "Diese Hilfe" },
    pages: { add: "Etwas hinzufügen", edit: "Bearbeiten, was zu sehen ist oder den Fokus hat" },
    lists: { next: "Weiter", previous: "Zurück", complete: "Erledigen", up: "Nach oben schieben", down: "Nach unten schieben" },
    board: { left: "In die Spalte davor", right: "In die nächste Spalte" },
    calendar: {
      today: "Heute",
      day: "Tag",
      week: "Woche",
      month: "Monat",
      list: "Liste",
      move: "Den Termin mit dem Fokus verschieben",
      remove: "Den Termin mit dem Fokus löschen",
    },
  },
  goTo: "Gehe zu",
  letters: "Einzelne Buchstaben sind Tastenkürzel",
  lettersHint: "Schalte das aus, wenn du diktierst, damit gesprochene Wörter nichts auslösen. Es gilt auf diesem Gerät.",
};

export default de;
