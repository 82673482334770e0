// Every shortcut there is, and the only place where their keys stand: who listens for one names it, and the help shows
// them all.

interface Shortcut {
  /** Any of these: `k`, `Delete`, `shift ArrowUp`, or `mod k` for Ctrl or ⌘ with it. */
  keys: readonly [string, ...string[]];
  /** Only for what has the focus: these hold, too, while single letters are switched off. */
  focused?: true;
}

/** By where they hold. After `g`, the letters of `navigation` lead to pages. */
export const keymap = {
  everywhere: {
    palette: { keys: ["mod k", "/"] },
    undo: { keys: ["mod z"] },
    help: { keys: ["?"] },
  },
  pages: {
    add: { keys: ["n"] },
    edit: { keys: ["e"] },
  },
  lists: {
    next: { keys: ["j"] },
    previous: { keys: ["k"] },
    complete: { keys: ["x"] },
    up: { keys: ["shift ArrowUp"], focused: true },
    down: { keys: ["shift ArrowDown"], focused: true },
  },
  board: {
    left: { keys: ["shift ArrowLeft"], focused: true },
    right: { keys: ["shift ArrowRight"], focused: true },
  },
  calendar: {
    today: { keys: ["t"] },
    day: { keys: ["1"] },
    week: { keys: ["2"] },
    month: { keys: ["3"] },
    list: { keys: ["4"] },
    move: { keys: ["m"], focused: true },
    remove: { keys: ["Delete", "Backspace"], focused: true },
  },
} as const satisfies Record<string, Record<string, Shortcut>>;

type Keymap = typeof keymap;
export type Group = keyof Keymap;
/** The name of a shortcut: `calendar.today`. */
export type ShortcutName = { [G in Group]: `${G}.${keyof Keymap[G] & string}` }[Group];
/** Something to say of each of them. */
export type PerShortcut<T> = { [G in Group]: Record<keyof Keymap[G], T> };

function named(name: ShortcutName): Shortcut {
  const [group, which] = name.split(".") as [Group, string];
  return (keymap[group] as Record<string, Shortcut>)[which]!;
}

/** Its keys, as long as they hold: those that are a single letter or sign can be switched off. */
export function keysOf(shortcut: Shortcut, letters: boolean): readonly string[] {
  return letters || shortcut.focused ? shortcut.keys : shortcut.keys.filter((key) => key.includes(" "));
}

/** Whether that is what was pressed. Caps lock makes no difference. */
export function isPressed(name: ShortcutName, event: KeyboardEvent): boolean {
  const mod = event.ctrlKey || event.metaKey;
  const pressed = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  return named(name).keys.some((key) => {
    if (event.altKey) return false;
    if (key.startsWith("mod ")) return mod && !event.shiftKey && pressed === key.slice(4);
    if (key.startsWith("shift ")) return !mod && event.shiftKey && pressed === key.slice(6);
    // A sign may need Shift, a letter with Shift is another key.
    return !mod && pressed === key && !(event.shiftKey && /^[a-z]$/.test(key));
  });
}
