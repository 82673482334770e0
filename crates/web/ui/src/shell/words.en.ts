/** The words of the shell. */
const en = {
  skip: "Skip to content",
  navigation: "Main",
  more: "More",
  search: "Search…",
  searchButton: "Search",
  account: "Account",
  lock: "Lock",
  signOut: "Sign out",
  theme: "Appearance",
  themes: { system: "System", light: "Light", dark: "Dark" },
  shortcuts: "Keyboard shortcuts",
  apiDocs: "API documentation",
  pages: {
    today: "Today",
    calendar: "Calendar",
    todos: "Todos",
    projects: "Projects",
    people: "People",
    places: "Places",
    inbox: "Inbox",
    settings: "Settings",
    admin: "Admin",
  },
  unread: (n: number) => `${n} unread`,
  offline: "You're offline. Umbra shows what it has and tries again when you're back.",
  notFound: {
    title: "Page not found",
    nothing: "There is nothing at this address",
    text: "It may have been deleted, or it isn't shared with you.",
    home: "Go to Today",
  },
  broken: {
    title: "This page stopped working",
    text: "Your data is safe on the server. Reload the page to go on.",
    update: "Umbra may have been updated meanwhile.",
    reload: "Reload",
  },
  coming: "This page isn't built yet.",
};

export type ShellWords = typeof en;
export default en;
