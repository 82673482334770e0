import { useState } from "preact/hooks";
import { Button, Dialog } from "../../../ui";
import type { Scope } from "../move";
import type { Question } from "../scope";
import styles from "./details.module.css";
import { words } from "./words";

export { words };

const SCOPES: readonly Scope[] = ["this", "following", "all"];

/** Asks to which occurrences of a series a change applies, and says what each answer means. */
export default function ScopeDialog({ question }: { question: Question }) {
  const w = words.use();
  const offered = SCOPES.filter((scope) => !question.only || question.only.includes(scope));
  const [scope, setScope] = useState<Scope>(offered[0] ?? "all");
  return (
    <Dialog
      open
      size="small"
      title={w.scopeTitle[question.act](question.title)}
      onClose={() => question.answer(null)}
      onSubmit={() => question.answer(scope)}
      footer={
        <>
          <Button onClick={() => question.answer(null)}>{w.cancel}</Button>
          <Button type="submit" variant={question.act === "delete" ? "danger" : "primary"}>
            {w.scopeAct[question.act]}
          </Button>
        </>
      }
    >
      <fieldset class={styles.scopes}>
        <legend>{w.scopeText}</legend>
        {offered.map((one) => (
          <label key={one} class={styles.scope}>
            <input type="radio" name="scope" checked={scope === one} autoFocus={scope === one} onChange={() => setScope(one)} aria-describedby={`scope-${one}`} aria-label={w.scope[one]} />
            <span>
              <span class={styles.scopeName}>{w.scope[one]}</span>
              <span id={`scope-${one}`} class={styles.hint}>
                {w.scopeHint[question.act][one]}
              </span>
            </span>
          </label>
        ))}
      </fieldset>
    </Dialog>
  );
}
