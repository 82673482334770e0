// Signing in with a passkey: offered where one types, and by a button.
import { useEffect, useState } from "preact/hooks";
import { lock, refuse } from "./actions";
import { Button, Line } from "./controls";
import styles from "./lock.module.css";
import { useWords } from "./words";

const ceremony = () => import("./ceremony");

interface Options {
  unlock: boolean;
  username?: string | undefined;
}

/** Offers passkeys where one types for as long as the view is shown, and gives what the button does. */
export function usePasskeyWhileTyping({ unlock, username }: Options) {
  const [work, setWork] = useState(typeof PublicKeyCredential !== "undefined");
  useEffect(() => {
    const over = new AbortController();
    // By the button it is tried again.
    if (work) {
      ceremony()
        .then(({ offer }) => offer(unlock, over.signal, setWork))
        .catch(() => {});
    }
    return () => over.abort();
  }, [unlock]);

  async function use(): Promise<void> {
    const typed = document.querySelector<HTMLInputElement>("input[name=username]")?.value.trim();
    try {
      const { provePasskey } = await ceremony();
      setWork(await provePasskey({ unlock, username: username ?? typed }));
    } catch {
      refuse(new TypeError("the ceremony can't be fetched"));
    }
  }
  return { work, use };
}

export function PasskeyButton({ onUse }: { onUse: () => Promise<void> }) {
  const words = useWords();
  return (
    <>
      <p class={styles.or} aria-hidden="true">
        {words.or}
      </p>
      <Button wide onClick={() => void (lock.peek().busy || onUse())}>
        <Line path="M12 12h9v3.5M17 12v2.5M12 12a4 4 0 1 1-8 0 4 4 0 0 1 8 0" />
        {words.usePasskey}
      </Button>
    </>
  );
}
