import { useState } from "preact/hooks";
import { api, type Schemas } from "../../api";
import { Avatar, errorText, IconButton, toast } from "../../ui";
import { detailOf } from "./groups";
import styles from "./people.module.css";
import { useWords } from "./words";

type Person = Schemas["Person"];

interface Props {
  person: Person;
  onChange: (person: Person) => void;
}

/** Somebody in the list: the whole row leads to them, the star marks a favourite. */
export function PersonRow({ person, onChange }: Props) {
  const words = useWords();
  const [busy, setBusy] = useState(false);
  const detail = detailOf(person);

  async function star() {
    if (busy) return;
    setBusy(true);
    try {
      const body = { is_favorite: !person.is_favorite };
      onChange((await api.PATCH("/api/people/{id}", { params: { path: { id: person.id } }, body })).data);
    } catch (error) {
      toast(errorText(error), { kind: "error" });
    } finally {
      setBusy(false);
    }
  }

  return (
    <div class={styles.row}>
      <a href={`/people/${person.id}`} class={styles.link}>
        <Avatar name={person.display_name} size={40} />
        <span class={styles.text}>
          <span class={styles.name}>{person.display_name}</span>
          {detail && <span class={styles.detail}>{detail}</span>}
        </span>
        {person.category && <span class={styles.category}>{person.category}</span>}
      </a>
      <IconButton
        icon={person.is_favorite ? "star-filled" : "star"}
        label={words.favorite(person.display_name)}
        pressed={person.is_favorite}
        class={person.is_favorite ? styles.starred : styles.star}
        aria-busy={busy || undefined}
        onClick={star}
      />
    </div>
  );
}
