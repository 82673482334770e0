import type { Group, PerShortcut } from "../../keymap";

const en = {
  title: "Keyboard shortcuts",
  or: "or",
  groups: { everywhere: "Everywhere", pages: "On pages", lists: "In lists of todos and tasks", board: "On a board", calendar: "In the calendar" } satisfies Record<Group, string>,
  keys: {
    everywhere: { palette: "Search or do something", undo: "Undo what was just done", help: "This help" },
    pages: { add: "Add something", edit: "Edit what is shown or has the focus" },
    lists: { next: "Next", previous: "Previous", complete: "Complete", up: "Move up", down: "Move down" },
    board: { left: "Move to the column before", right: "Move to the next column" },
    calendar: {
      today: "Today",
      day: "Day",
      week: "Week",
      month: "Month",
      list: "List",
      move: "Move the event with the focus",
      remove: "Delete the event with the focus",
    },
  } satisfies PerShortcut<string>,
  goTo: "Go to",
  letters: "Single letters are shortcuts",
  lettersHint: "Switch this off if you dictate, so that spoken words trigger nothing. It holds on this device.",
};

export type ShortcutWords = typeof en;
export default en;
