import { Icon } from "../../ui";
import styles from "./place.module.css";
import { useWords } from "./words";

/** The way back to the list. */
export function Back() {
  const words = useWords();
  return (
    <a href="/places" class={styles.back}>
      <Icon name="arrow-left" size={18} />
      {words.places}
    </a>
  );
}
