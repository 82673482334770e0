import type { IconName } from "../ui";
import type { ShellWords } from "./words.en";

/** The folders of `src/pages`. */
export type PageName =
  | "today"
  | "calendar"
  | "todos"
  | "projects"
  | "project"
  | "people"
  | "person"
  | "places"
  | "place"
  | "inbox"
  | "settings"
  | "admin";

export interface Route {
  /** As preact-iso reads it: `:name` is a parameter, `:rest*` all that follows. */
  path: string;
  page: PageName;
}

/** Which page is at which address. */
export const routes: readonly Route[] = [
  { path: "/", page: "today" },
  { path: "/calendar", page: "calendar" },
  { path: "/todos", page: "todos" },
  { path: "/projects", page: "projects" },
  { path: "/projects/:id", page: "project" },
  { path: "/people", page: "people" },
  { path: "/people/:id", page: "person" },
  { path: "/places", page: "places" },
  { path: "/places/:id", page: "place" },
  { path: "/inbox/:rest*", page: "inbox" },
  { path: "/settings/:rest*", page: "settings" },
  { path: "/admin/:rest*", page: "admin" },
];

export interface NavEntry {
  href: string;
  page: PageName;
  icon: IconName;
  label: keyof ShellWords["pages"];
  /** After `g`, leads there. */
  key: string;
  /** Whether it is in the bar at the bottom of a phone. */
  bar?: boolean;
  admin?: boolean;
}

/** The navigation, in its order. */
export const navigation: readonly NavEntry[] = [
  { href: "/", page: "today", icon: "today", label: "today", key: "t", bar: true },
  { href: "/calendar", page: "calendar", icon: "calendar", label: "calendar", key: "c", bar: true },
  { href: "/todos", page: "todos", icon: "todo", label: "todos", key: "d", bar: true },
  { href: "/projects", page: "projects", icon: "project", label: "projects", key: "p" },
  { href: "/people", page: "people", icon: "people", label: "people", key: "e" },
  { href: "/places", page: "places", icon: "place", label: "places", key: "l" },
  { href: "/inbox", page: "inbox", icon: "inbox", label: "inbox", key: "i", bar: true },
  { href: "/settings", page: "settings", icon: "settings", label: "settings", key: "s" },
  { href: "/admin", page: "admin", icon: "admin", label: "admin", key: "a", admin: true },
];

/** Whether an address belongs to an entry: its page or one below it. */
export function isAt(href: string, path: string): boolean {
  return href === "/" ? path === "/" : path === href || path.startsWith(`${href}/`);
}
