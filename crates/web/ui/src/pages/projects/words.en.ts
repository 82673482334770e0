const en = {
  title: "Projects",
  create: "New project",
  show: "Show",
  current: "Current",
  archived: "Archived",
  search: "Search projects",
  people: (n: number) => (n === 1 ? "Only you" : `${n} people`),
  progress: (name: string) => `Progress of ${name}`,
  doneOf: (done: string, total: string) => `${done} of ${total} done`,
  noTasks: "No tasks yet",
  overdue: (n: number) => `${n} overdue`,
  due: (day: string) => `Due ${day}`,
  roles: { viewer: "You can view", commenter: "You can comment", editor: "Shared with you", owner: "" },
  more: (name: string) => `More about ${name}`,
  archive: "Archive",
  unarchive: "Bring back",
  archivedNow: (name: string) => `“${name}” is archived for you`,
  broughtBack: (name: string) => `“${name}” is back`,
  undo: "Undo",
  empty: { title: "No projects yet", text: "A project keeps tasks together, alone or with others." },
  emptyArchived: { title: "Nothing is archived", text: "What you archive is kept here and leaves your agenda." },
  emptySearch: { title: "Nothing matches", text: "No project is called that." },
};

export type Words = typeof en;
export default en;
