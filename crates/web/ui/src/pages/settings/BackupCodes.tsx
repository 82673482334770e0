import { useState } from "preact/hooks";
import { copy } from "../../clipboard";
import { Button, Checkbox, Dialog } from "../../ui";
import styles from "./settings.module.css";
import { useWords } from "./words";

/** The codes for when the app is lost. It closes only once they are said to be kept: they are never shown again. */
export function BackupCodes({ codes, onKept }: { codes: readonly string[]; onKept: () => void }) {
  const words = useWords().security;
  const [kept, setKept] = useState(false);
  const [copied, setCopied] = useState("");
  const text = `${words.file}\n\n${codes.join("\n")}\n`;

  function download() {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([text], { type: "text/plain" }));
    link.download = "umbra-backup-codes.txt";
    link.click();
    URL.revokeObjectURL(link.href);
  }

  return (
    <Dialog
      open
      dirty
      title={words.keep}
      onClose={() => kept && onKept()}
      footer={
        <Button variant="primary" disabled={!kept} onClick={onKept}>
          {words.done}
        </Button>
      }
    >
      <div class={styles.form}>
        <p>{words.keepText}</p>
        <ul class={styles.codes}>
          {codes.map((code) => (
            <li key={code}>{code}</li>
          ))}
        </ul>
        <div class={styles.line}>
          <Button icon="copy" onClick={() => void copy(text).then(setCopied)}>
            <span aria-live="polite">{copied || words.copy}</span>
          </Button>
          <Button icon="download" onClick={download}>
            {words.download}
          </Button>
        </div>
        <Checkbox label={words.kept} checked={kept} onChecked={setKept} />
      </div>
    </Dialog>
  );
}
