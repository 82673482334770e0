const en = {
  title: "Keyboard shortcuts",
  palette: "Search or do something",
  help: "This help",
  undo: "Undo what was just done",
  goTo: (page: string) => `Go to ${page}`,
  add: "Add something (on pages with a list)",
  everywhere: "Everywhere",
  pages: "Pages",
  letters: "Single letters are shortcuts",
  lettersHint: "Switch this off if you dictate, so that spoken words trigger nothing. It holds on this device.",
};

export type ShortcutWords = typeof en;
export default en;
