import { api, useResource } from "../api";
import { useEffect } from "preact/hooks";

/** How often the number is asked for while the page is in sight, in milliseconds. */
const EVERY = 60_000;

/** How many notifications are unread. `invalidate("/api/notifications")` asks anew. */
export function useUnread(): number {
  const unread = useResource("/api/notifications/unread-count", async (signal) => (await api.GET("/api/notifications/unread-count", { signal })).data);
  useEffect(() => {
    const ask = () => document.visibilityState === "visible" && void unread.reload();
    const timer = setInterval(ask, EVERY);
    document.addEventListener("visibilitychange", ask);
    return () => {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", ask);
    };
  }, [unread]);
  return unread.data.value?.unread ?? 0;
}
