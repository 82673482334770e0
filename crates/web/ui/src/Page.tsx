import { useEffect } from "preact/hooks";
import { api, useResource } from "./api";
import styles from "./page.module.css";

/** What the server says of itself, until there is more to show. */
export function Page() {
  const status = useResource("/api/auth/status", async (signal) => (await api.GET("/api/auth/status", { signal })).data);
  useEffect(() => {
    document.title = "Umbra";
  }, []);
  const { value: said } = status.data;
  return (
    <main class={styles.page}>
      <svg width="48" height="48" viewBox="0 0 24 24" aria-hidden="true">
        <circle cx="12" cy="12" r="10.5" class={styles.sun} />
        <circle cx="14.5" cy="10.5" r="8" class={styles.moon} />
      </svg>
      <h1>Umbra</h1>
      {said && <p>{said.setup_required ? "Nobody has an account here yet." : "This server is set up."}</p>}
      {status.error.value && <p role="alert">{status.error.value.detail || "Umbra can't be reached."}</p>}
      <p>
        <a href="/docs">The API</a>
      </p>
    </main>
  );
}
