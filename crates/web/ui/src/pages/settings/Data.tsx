import { useState } from "preact/hooks";
import { api } from "../../api";
import { Button, Card, ErrorState } from "../../ui";
import { withProof } from "../proof";
import { fileName } from "./fileName";
import styles from "./settings.module.css";
import { useWords } from "./words";

/** Everything that is one's own, as one file to keep. */
export function Data() {
  const words = useWords().data;
  const [busy, setBusy] = useState(false);
  const [said, setSaid] = useState("");
  const [error, setError] = useState<unknown>(null);

  async function download() {
    if (busy) return;
    setBusy(true);
    setSaid("");
    setError(null);
    try {
      // As a whole, not as a link: what breaks off on the way is told, and leaves no half a file behind.
      const answer = await withProof(() => api.GET("/api/export", { parseAs: "blob" }));
      if (!answer) return;
      const link = document.createElement("a");
      link.href = URL.createObjectURL(answer.data as unknown as Blob);
      link.download = fileName(answer.response.headers.get("content-disposition"));
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
      setSaid(words.done(link.download));
    } catch (thrown) {
      setError(thrown);
    } finally {
      setBusy(false);
    }
  }

  return (
    <Card title={words.title}>
      <div class={styles.form}>
        <p>{words.text}</p>
        <p role="status" class={styles.muted}>
          {busy ? words.busy : said || words.hint}
        </p>
        {Boolean(error) && <ErrorState small error={error} />}
        <div class={styles.buttons}>
          <Button icon="download" busy={busy} onClick={() => void download()}>
            {words.download}
          </Button>
        </div>
      </div>
    </Card>
  );
}
