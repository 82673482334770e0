import type { ShortcutWords } from "./words.en";

const de: ShortcutWords = {
  title: "Tastenkürzel",
  palette: "Suchen oder etwas tun",
  help: "Diese Hilfe",
  undo: "Das letzte rückgängig machen",
  goTo: (page: string) => `Zu ${page}`,
  add: "Etwas hinzufügen (auf Seiten mit einer Liste)",
  everywhere: "Überall",
  pages: "Seiten",
  letters: "Einzelne Buchstaben sind Tastenkürzel",
  lettersHint: "Schalte das aus, wenn du diktierst, damit gesprochene Wörter nichts auslösen. Es gilt auf diesem Gerät.",
};

export default de;
