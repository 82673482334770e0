// Signing in with a passkey: offered where one types, and by a button.
import { useEffect, useRef, useState } from "preact/hooks";
import { lock, refuse } from "./actions";
import { Button, Line } from "./controls";
import styles from "./lock.module.css";
import { useWords } from "./words";

/** A challenge counts for five minutes; before that it is asked for anew. */
const ANEW_AFTER = 4 * 60_000;

const ceremony = () => import("./ceremony");

interface Options {
  unlock: boolean;
  username?: string | undefined;
}

/** Offers passkeys where one types for as long as the view is shown, and gives what the button does. */
export function usePasskeyWhileTyping({ unlock, username }: Options) {
  const [work, setWork] = useState(typeof PublicKeyCredential !== "undefined");
  const waiting = useRef<AbortController | undefined>(undefined);

  useEffect(() => {
    let over = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    async function offer(): Promise<void> {
      const { offersWhileTyping, provePasskey } = await ceremony();
      if (over || !(await offersWhileTyping()) || over) {
        return;
      }
      waiting.current?.abort();
      const mine = new AbortController();
      waiting.current = mine;
      timer = setTimeout(() => void offer().catch(() => {}), ANEW_AFTER);
      setWork(await provePasskey({ unlock, whileTyping: true, signal: mine.signal }));
    }
    if (work) {
      // By the button it is tried again.
      offer().catch(() => {});
    }
    return () => {
      over = true;
      clearTimeout(timer);
      waiting.current?.abort();
    };
  }, [unlock]);

  async function use(): Promise<void> {
    // A browser asks for one passkey at a time.
    waiting.current?.abort();
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
