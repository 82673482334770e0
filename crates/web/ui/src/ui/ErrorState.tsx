import type { ComponentChildren } from "preact";
import { report } from "../api/problem";
import { isUnfetched } from "../api/unfetched";
import { language } from "../i18n";
import { Button } from "./Button";
import { cx } from "./classes";
import { Icon } from "./Icon";
import { useUiWords } from "./words";
import styles from "./EmptyState.module.css";

interface Props {
  /** What was thrown: a `Problem` of the API has a `detail` in words. */
  error: unknown;
  onRetry?: (() => void) | undefined;
  /** Another way on. */
  action?: ComponentChildren;
  small?: boolean;
}

/** What `Problem` of the API tells; anything else that is thrown has none of it. */
interface Told {
  status?: number;
  detail?: string;
  isOffline?: boolean;
}

/** Whether the request didn't get through at all. */
export function isOffline(error: unknown): boolean {
  return (error as Told | undefined)?.isOffline === true;
}

/** What people are told about an error, in their language. The server's own sentences are in English. */
export function errorText(error: unknown): string {
  const words = useUiWords();
  if (isOffline(error)) return words.offlineText;
  if (isUnfetched(error)) return words.partText;
  report(error);
  const { status, detail } = (error ?? {}) as Told;
  // What the server says of a newer state is meant for programs: to load it again is our work.
  if (language.value === "en" && detail && status !== 412) return detail;
  return words.errorOf[status ?? -1] ?? (status && status >= 500 ? words.errorOf[503] : undefined) ?? (detail || words.errorText);
}

/** Something couldn't be loaded: what, and a way on. It is read aloud when it appears. */
export function ErrorState({ error, onRetry, action, small }: Props) {
  const words = useUiWords();
  const offline = isOffline(error);
  return (
    <div class={cx(styles.state, small && styles.small)} role="alert">
      <span class={cx(styles.icon, !offline && styles.danger)}>
        <Icon name={offline ? "offline" : "warning"} size={small ? 22 : 28} />
      </span>
      <p class={styles.title}>{offline ? words.offlineTitle : words.errorTitle}</p>
      <p class={styles.text}>{errorText(error)}</p>
      {(onRetry || action) && (
        <div class={styles.action}>
          {onRetry && (
            <Button icon="refresh" onClick={onRetry}>
              {words.retry}
            </Button>
          )}
          {action}
        </div>
      )}
    </div>
  );
}
