import { useEffect } from "preact/hooks";
import { lock, settings } from "./account";

const SIGNS = ["pointerdown", "pointermove", "keydown", "scroll", "touchstart"] as const;

/** Locks the session after the idle minutes that the settings say, also when the machine slept meanwhile. */
export function useAutoLock(): void {
  const minutes = settings.value?.auto_lock_minutes;
  useEffect(() => {
    if (!minutes) return;
    let last = Date.now();
    const alive = () => (last = Date.now());
    const look = () => {
      if (Date.now() - last < minutes * 60_000) return;
      // Without an answer it is tried again: what can't be reached can't be locked.
      lock().catch(() => {});
    };
    const timer = setInterval(look, 5_000);
    const woke = () => document.visibilityState === "visible" && look();
    for (const sign of SIGNS) addEventListener(sign, alive, { passive: true, capture: true });
    document.addEventListener("visibilitychange", woke);
    return () => {
      clearInterval(timer);
      for (const sign of SIGNS) removeEventListener(sign, alive, { capture: true });
      document.removeEventListener("visibilitychange", woke);
    };
  }, [minutes]);
}
