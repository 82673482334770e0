import { api, invalidate, type Schemas, useResource } from "../../api";
import { formatAgo } from "../../i18n";
import { Badge, Button, Card, confirm, ErrorState, errorText, Icon, Skeleton, toast } from "../../ui";
import { deviceOf } from "./device";
import styles from "./settings.module.css";
import { useWords } from "./words";

/** Where one is signed in: each can be ended, or all others at once. */
export function Sessions() {
  const words = useWords().security;
  const read = useResource("/api/auth/sessions", async (signal) => (await api.GET("/api/auth/sessions", { signal })).data);
  const sessions = read.data.value;
  const error = read.error.value;
  const nameOf = (one: Schemas["Session"]) => {
    const { browser, system } = deviceOf(one.user_agent);
    return words.device(browser, system);
  };

  async function run(act: () => Promise<string>) {
    try {
      toast(await act());
    } catch (thrown) {
      toast(errorText(thrown), { kind: "error" });
    }
    invalidate("/api/auth/sessions");
  }

  async function endOthers() {
    if (!(await confirm({ title: words.endOthersTitle, text: words.endOthersText, action: words.endOthers, danger: true }))) return;
    await run(async () => words.endedOthers((await api.DELETE("/api/auth/sessions")).data.ended));
  }

  return (
    <Card
      title={words.sessions}
      aside={
        (sessions?.length ?? 0) > 1 && (
          <Button small onClick={() => void endOthers()}>
            {words.endOthers}
          </Button>
        )
      }
    >
      {!sessions && (error ? <ErrorState small error={error} onRetry={() => void read.reload()} /> : <Skeleton rows={2} />)}
      <ul class={styles.lines}>
        {sessions?.map((one) => (
          <li key={one.id} class={styles.line}>
            <Icon name="device" />
            <div class={styles.text}>
              <span class={styles.name}>
                {nameOf(one)} {one.current && <Badge tone="accent">{words.here}</Badge>}
              </span>
              <span class={styles.muted}>
                {words.seen(formatAgo(one.last_seen_at))} · {words.from(one.ip_address)}
              </span>
            </div>
            {!one.current && (
              <Button
                small
                aria-label={words.endOf(nameOf(one))}
                onClick={() =>
                  void run(async () => {
                    await api.DELETE("/api/auth/sessions/{id}", { params: { path: { id: one.id } } });
                    return words.ended;
                  })
                }
              >
                {words.end}
              </Button>
            )}
          </li>
        ))}
      </ul>
    </Card>
  );
}
