import { useState } from "preact/hooks";
import { type Answer, api, type Schemas, useResource } from "../../api";
import { formatList } from "../../i18n";
import { Button, Icon, lazyPart } from "../../ui";
import styles from "./person.module.css";
import { useWords } from "./words";

type Person = Schemas["Person"];

const Merge = lazyPart(() => import("./Merge"), { onFail: ({ onClose }) => onClose() });

/** How many are shown before one asks for more. */
const FEW = 2;

interface Props {
  read: Answer<Person>;
  onMerged: (merged: Answer<Person>) => void;
  onStale: () => void;
}

/** Who may be the same person, and the way to make one of both. Nothing while there is nobody: it is only a hint. */
export function Duplicates({ read, onMerged, onStale }: Props) {
  const words = useWords();
  const { id } = read.data;
  const found = useResource(
    `/api/people/${id}/duplicates`,
    async (signal) => (await api.GET("/api/people/{id}/duplicates", { params: { path: { id } }, signal })).data,
  );
  const [all, setAll] = useState(false);
  const [other, setOther] = useState<Person | null>(null);
  const duplicates = found.data.value ?? [];
  if (duplicates.length === 0 && !other) return null;
  const shown = all ? duplicates : duplicates.slice(0, FEW);
  return (
    <section class={styles.hint} aria-label={words.duplicates.title(duplicates.length)}>
      <Icon name="merge" class={styles.hintIcon} />
      <div class={styles.hintText}>
        <p class={styles.hintTitle}>{words.duplicates.title(duplicates.length)}</p>
        <ul class={styles.twins}>
          {shown.map(({ person, reasons }) => (
            <li key={person.id} class={styles.twin}>
              <span>
                <a href={`/people/${person.id}`}>{person.display_name}</a>{" "}
                {words.duplicates.has(formatList(reasons.map((reason) => words.duplicates.reasons[reason] ?? reason)))}
              </span>
              <Button small aria-label={words.duplicates.compareWith(person.display_name)} onClick={() => setOther(person)}>
                {words.duplicates.compare}
              </Button>
            </li>
          ))}
        </ul>
        {duplicates.length > shown.length && (
          <Button small variant="ghost" onClick={() => setAll(true)}>
            {words.duplicates.more(duplicates.length - shown.length)}
          </Button>
        )}
      </div>
      {other && (
        <Merge
          read={read}
          other={other}
          onClose={() => setOther(null)}
          onStale={() => {
            onStale();
            void found.reload();
          }}
          onMerged={(merged) => {
            setOther(null);
            onMerged(merged);
            void found.reload();
          }}
        />
      )}
    </section>
  );
}
