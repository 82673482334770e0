const en = {
  title: "Search or do something",
  placeholder: "Search or type what to do…",
  results: "Results",
  nothing: "Nothing found.",
  searching: "Searching…",
  failed: "Searching didn't work. Try again.",
  count: (n: number) => (n === 1 ? "1 result" : `${n} results`),
  hint: "to choose",
  groups: { add: "Add", actions: "Actions", pages: "Pages", todos: "Todos", events: "Events", people: "People", projects: "Projects", places: "Places" },
  add: (what: string) => `Add “${what}”`,
  addNote: "todo or event",
  newTodo: "New todo",
  newEvent: "New event",
  newProject: "New project",
  newPerson: "New person",
  newPlace: "New place",
  lock: "Lock",
  signOut: "Sign out",
  shortcuts: "Keyboard shortcuts",
  light: "Light appearance",
  dark: "Dark appearance",
  system: "System appearance",
  apiDocs: "API documentation",
};

export type PaletteWords = typeof en;
export default en;
