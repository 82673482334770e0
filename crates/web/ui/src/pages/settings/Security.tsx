import { ErrorState } from "../../ui";
import { api, useResource } from "../../api";
import { Passkeys } from "./Passkeys";
import { Password } from "./Password";
import { Sessions } from "./Sessions";
import styles from "./settings.module.css";
import { Totp } from "./Totp";

/** How one signs in, and where one is. */
export default function Security() {
  const status = useResource("/api/auth/status", async (signal) => (await api.GET("/api/auth/status", { signal })).data);
  const now = status.data.value;
  const error = status.error.value;
  return (
    <div class={styles.cards}>
      {!now && error && <ErrorState small error={error} onRetry={() => void status.reload()} />}
      <Sessions />
      <Password />
      <Totp />
      <Passkeys allowed={now?.allow_passwordless ?? false} passwordless={now?.passwordless_enabled ?? false} onChanged={() => void status.reload()} />
    </div>
  );
}
