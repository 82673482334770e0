import { useEffect, useState } from "preact/hooks";
import { localOf, region } from "../../i18n";

/** The account's clock, each half minute. */
export function useNow(): string {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 30_000);
    const wake = () => setNow(Date.now());
    document.addEventListener("visibilitychange", wake);
    return () => {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", wake);
    };
  }, []);
  return localOf(now, region.value.zone);
}
