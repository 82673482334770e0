import { Icon } from "../../ui";
import { cameFromList } from "../people/kept";
import styles from "./person.module.css";
import { useWords } from "./words";

/** The way back to the list; to where one was in it, if one came from there. */
export function Back() {
  const words = useWords();
  return (
    <a
      href="/people"
      class={styles.back}
      onClick={(event) => {
        if (!cameFromList() || event.ctrlKey || event.metaKey || event.shiftKey) return;
        event.preventDefault();
        history.back();
      }}
    >
      <Icon name="arrow-left" size={18} />
      {words.people}
    </a>
  );
}
