import type { IconName } from "../../ui";
import { lock, me, signOut } from "../account";
import { attempt } from "../AccountMenu";
import { links } from "../links";
import { openShortcuts } from "../overlays";
import { navigation } from "../routes";
import { setTheme } from "../setTheme";
import type { ShellWords } from "../words.en";
import type { PaletteWords } from "./words.en";

/** Something that the palette offers. */
export interface Entry {
  id: string;
  group: keyof PaletteWords["groups"];
  icon: IconName;
  label: string;
  /** After the label, quieter: when it is, what it belongs to. */
  note?: string | undefined;
  run: () => void;
}

/** What can be done without searching for anything. */
export function commands(w: PaletteWords, shell: ShellWords, go: (url: string) => void): Entry[] {
  const act = (id: string, icon: IconName, label: string, run: () => void): Entry => ({ id, group: "actions", icon, label, run });
  return [
    act("new-todo", "todo", w.newTodo, () => go(links.newTodo)),
    act("new-event", "calendar-plus", w.newEvent, () => go(links.newEvent())),
    act("new-project", "project", w.newProject, () => go(links.newProject)),
    act("new-person", "user-plus", w.newPerson, () => go(links.newPerson)),
    act("new-place", "place", w.newPlace, () => go(links.newPlace)),
    act("new-reminder", "bell", w.newReminder, () => go(links.newReminder)),
    ...navigation
      .filter((entry) => !entry.admin || me.value?.role === "admin")
      .map((entry): Entry => ({ id: `page-${entry.page}`, group: "pages", icon: entry.icon, label: shell.pages[entry.label], run: () => go(entry.href) })),
    act("light", "sun", w.light, () => setTheme("light")),
    act("dark", "moon", w.dark, () => setTheme("dark")),
    act("system", "monitor", w.system, () => setTheme("system")),
    act("shortcuts", "command", w.shortcuts, openShortcuts),
    act("docs", "external", w.apiDocs, () => void location.assign("/docs")),
    act("lock", "lock", w.lock, () => attempt(lock)),
    act("sign-out", "sign-out", w.signOut, () => attempt(signOut)),
    // Last, for their names have many words: who types one of an action means that.
    ...Object.entries(w.parts).map(([href, label]): Entry => ({
      id: `part${href.replaceAll("/", "-")}`,
      group: "pages",
      icon: href.startsWith("/inbox") ? "inbox" : "settings",
      label,
      run: () => go(href),
    })),
  ];
}

const plain = (text: string) =>
  text
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .toLowerCase();

/** Whether each word of the text begins a word of the label. */
export function fits(label: string, text: string): boolean {
  const words = plain(label).split(/[^\p{L}\p{N}]+/u);
  return plain(text)
    .split(/\s+/)
    .filter(Boolean)
    .every((part) => words.some((word) => word.startsWith(part)));
}
