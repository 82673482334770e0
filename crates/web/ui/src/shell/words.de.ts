import type { ShellWords } from "./words.en";

const de: ShellWords = {
  skip: "Zum Inhalt springen",
  navigation: "Hauptmenü",
  more: "Mehr",
  search: "Suchen …",
  searchButton: "Suchen",
  account: "Konto",
  lock: "Sperren",
  signOut: "Abmelden",
  theme: "Darstellung",
  themes: { system: "System", light: "Hell", dark: "Dunkel" },
  shortcuts: "Tastenkürzel",
  apiDocs: "API-Dokumentation",
  pages: {
    today: "Heute",
    calendar: "Kalender",
    todos: "Aufgaben",
    projects: "Projekte",
    people: "Personen",
    places: "Orte",
    inbox: "Eingang",
    settings: "Einstellungen",
    admin: "Verwaltung",
  },
  unread: (n: number) => `${n} ungelesen`,
  offline: "Keine Verbindung. Umbra zeigt, was da ist, und versucht es wieder, sobald du online bist.",
  notFound: {
    title: "Seite nicht gefunden",
    nothing: "Unter dieser Adresse gibt es nichts",
    text: "Vielleicht wurde es gelöscht, oder es ist nicht mit dir geteilt.",
    home: "Zur Seite „Heute“",
  },
  broken: {
    title: "Diese Seite ist stehen geblieben",
    text: "Deine Daten sind auf dem Server sicher. Lade die Seite neu, um weiterzumachen.",
    update: "Vielleicht wurde Umbra inzwischen aktualisiert.",
    reload: "Neu laden",
  },
  coming: "Diese Seite ist noch nicht gebaut.",
};

export default de;
