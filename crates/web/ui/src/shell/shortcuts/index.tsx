import { defineWords } from "../../i18n";
import { type Group, keymap, keysOf } from "../../keymap";
import { Dialog, Kbd, Switch } from "../../ui";
import { me } from "../account";
import { letterKeys, setLetterKeys } from "../keys";
import { closeOverlay } from "../overlays";
import { navigation } from "../routes";
import { shellWords } from "../words";
import styles from "./shortcuts.module.css";
import type { ShortcutWords } from "./words.en";

export const words = defineWords<ShortcutWords>({ en: () => import("./words.en"), de: () => import("./words.de") });

interface Line {
  text: string;
  /** Any of these. */
  keys: readonly string[];
}

function Lines({ title, lines, or }: { title: string; lines: readonly Line[]; or: string }) {
  const shown = lines.filter(({ keys }) => keys.length > 0);
  if (!shown.length) return null;
  return (
    <section class={styles.group}>
      <h3 class={styles.heading}>{title}</h3>
      <dl>
        {shown.map(({ text, keys }) => (
          <div key={text} class={styles.row}>
            <dt>{text}</dt>
            <dd class={styles.keys}>
              {keys.map((key, i) => (
                <span key={key}>
                  {i > 0 && <span class={styles.or}>{or}</span>}
                  <Kbd keys={key} />
                </span>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

/** The help on the keyboard: all that `keymap.ts` and the navigation have. */
export default function Shortcuts() {
  const w = words.use();
  const { pages } = shellWords.use();
  const letters = letterKeys.value;
  const lines = (group: Group): Line[] =>
    Object.entries(keymap[group]).map(([name, shortcut]) => ({
      text: (w.keys[group] as Record<string, string>)[name]!,
      keys: keysOf(shortcut, letters),
    }));
  const places = navigation
    .filter((entry) => letters && (!entry.admin || me.value?.role === "admin"))
    .map((entry) => ({ text: pages[entry.label], keys: [`g then ${entry.key}`] }));
  return (
    <Dialog open title={w.title} size="large" onClose={closeOverlay}>
      <div class={styles.groups}>
        {(Object.keys(keymap) as Group[]).map((group) => (
          <Lines key={group} title={w.groups[group]} lines={lines(group)} or={w.or} />
        ))}
        <Lines title={w.goTo} lines={places} or={w.or} />
      </div>
      <Switch label={w.letters} hint={w.lettersHint} checked={letters} onChecked={setLetterKeys} />
    </Dialog>
  );
}
