import { useLocation } from "preact-iso/router";
import { errorText, Menu, toast, type MenuItem } from "../ui";
import { lock, me, nameOfMe, signOut } from "./account";
import { openShortcuts } from "./overlays";
import { setTheme } from "./setTheme";
import { theme, type Theme } from "./theme";
import { shellWords } from "./words";

const THEMES = [
  ["system", "monitor"],
  ["light", "sun"],
  ["dark", "moon"],
] as const satisfies readonly (readonly [Theme, string])[];

/** Does it, or says why not. */
export function attempt(act: () => Promise<void>): void {
  act().catch((error: unknown) => toast(errorText(error), { kind: "error" }));
}

/** Lock, sign out, appearance: what is about the account rather than about a page. */
export function AccountMenu({ trigger }: { trigger: Parameters<typeof Menu>[0]["trigger"] }) {
  const words = shellWords.use();
  const { route } = useLocation();
  const items: MenuItem[] = [
    { label: words.pages.settings, icon: "settings", onSelect: () => route("/settings") },
    { label: words.shortcuts, icon: "command", note: "?", onSelect: openShortcuts },
    "divider",
    { heading: words.theme },
    ...THEMES.map(([value, icon]) => ({
      label: words.themes[value],
      icon,
      checked: theme.value === value,
      onSelect: () => setTheme(value),
    })),
    "divider",
    { label: words.lock, icon: "lock", onSelect: () => attempt(lock) },
    { label: words.signOut, icon: "sign-out", onSelect: () => attempt(signOut) },
  ];
  return <Menu trigger={trigger} items={items} header={`${nameOfMe()} · ${me.value?.username ?? ""}`} />;
}
