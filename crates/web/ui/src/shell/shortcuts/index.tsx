import { defineWords } from "../../i18n";
import { Dialog, Kbd, Switch } from "../../ui";
import { me } from "../account";
import { letterKeys, setLetterKeys } from "../keys";
import { closeOverlay } from "../overlays";
import { navigation } from "../routes";
import { shellWords } from "../words";
import styles from "./shortcuts.module.css";
import type { ShortcutWords } from "./words.en";

export const words = defineWords<ShortcutWords>({ en: () => import("./words.en"), de: () => import("./words.de") });

function Row({ keys, children }: { keys: string; children: string }) {
  return (
    <div class={styles.row}>
      <dt>{children}</dt>
      <dd>
        <Kbd keys={keys} />
      </dd>
    </div>
  );
}

/** The help on the keyboard. */
export default function Shortcuts() {
  const w = words.use();
  const { pages } = shellWords.use();
  const letters = letterKeys.value;
  return (
    <Dialog open title={w.title} onClose={closeOverlay}>
      <h3 class={styles.heading}>{w.everywhere}</h3>
      <dl>
        <Row keys="mod k">{w.palette}</Row>
        <Row keys="mod z">{w.undo}</Row>
        {letters && <Row keys="n">{w.add}</Row>}
        {letters && <Row keys="?">{w.help}</Row>}
      </dl>
      {letters && (
        <>
          <h3 class={styles.heading}>{w.pages}</h3>
          <dl>
            {navigation
              .filter((entry) => !entry.admin || me.value?.role === "admin")
              .map((entry) => (
                <Row key={entry.href} keys={`g then ${entry.key}`}>
                  {w.goTo(pages[entry.label])}
                </Row>
              ))}
          </dl>
        </>
      )}
      <Switch label={w.letters} hint={w.lettersHint} checked={letters} onChecked={setLetterKeys} />
    </Dialog>
  );
}
