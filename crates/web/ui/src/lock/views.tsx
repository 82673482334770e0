// One view each, by the name in the state: those that one sees every day. `rare.tsx` has the others.
import { useEffect } from "preact/hooks";
import { api } from "../api";
import { begin, happen, lock, prove, signOut } from "./actions";
import { Alert, Card, Form, useCountdown } from "./Card";
import { Button } from "./controls";
import { Password, Text, Whose } from "./fields";
import styles from "./lock.module.css";
import { PasskeyButton, usePasskeyWhileTyping } from "./passkey";
import { useUnreachableWords, useWords } from "./words";

/** Before anything is known. Nothing is shown for a moment, so that a quick server makes no flicker. */
export function Starting() {
  const words = useWords();
  return (
    <main class={styles.sky} aria-busy="true">
      <p class={styles.starting} role="status">
        {words.starting}
      </p>
    </main>
  );
}

/**
 * The server can't be reached, or not asked for a file of the client's. It is asked again when the network comes back.
 *
 * @param again Default: asks how things stand.
 */
export function Unreachable({ again }: { again?: () => void }) {
  const words = useUnreachableWords();
  const { told } = lock.value;
  const seconds = useCountdown(told?.retryAt);
  const retry = again ?? (() => void begin());
  useEffect(() => {
    addEventListener("online", retry);
    return () => removeEventListener("online", retry);
  }, []);
  useEffect(() => {
    if (told?.retryAt !== undefined && seconds === 0) {
      retry();
    }
  }, [seconds === 0]);
  return (
    <Card heading={words.title} lead={words.text}>
      {!again && told?.code !== "offline" && <Alert seconds={seconds} />}
      <Button primary wide onClick={retry}>
        {words.again}
      </Button>
    </Card>
  );
}

export function SignIn() {
  const words = useWords();
  const { registrationOpen } = lock.value;
  const passkeys = usePasskeyWhileTyping({ unlock: false });
  return (
    <Card heading={words.signIn} lead={words.signInText}>
      <Form
        send={words.signIn}
        onSend={({ username = "", password = "" }) =>
          prove(() => api.POST("/api/auth/login", { body: { username, password } }))
        }
      >
        <Text name="username" label={words.username} autocomplete="username webauthn" />
        <Password name="password" label={words.password} autocomplete="current-password" />
      </Form>
      {passkeys.work && <PasskeyButton onUse={passkeys.use} />}
      {registrationOpen && (
        <p class={styles.links}>
          <Link onClick={() => happen({ did: "register" })}>{words.createAccount}</Link>
        </p>
      )}
    </Card>
  );
}

export function Locked() {
  const words = useWords();
  const { username } = lock.value;
  const passkeys = usePasskeyWhileTyping({ unlock: true, username });
  return (
    <Card heading={words.unlock} lead={username ? words.lockedText(username) : words.lockedTextNobody}>
      <Form
        send={words.unlock}
        onSend={({ password = "" }) =>
          prove(() => api.POST("/api/auth/verify-password", { body: { password } }))
        }
      >
        <Whose username={username} />
        <Password name="password" label={words.password} autocomplete="current-password webauthn" />
      </Form>
      {passkeys.work && lock.value.hasPasskeys && <PasskeyButton onUse={passkeys.use} />}
      <p class={styles.links}>
        <Link onClick={() => void signOut().catch(() => {})}>{words.signOut}</Link>
      </p>
    </Card>
  );
}

/** A button that looks like a link: it changes what is shown. */
export function Link({ onClick, children }: { onClick: () => void; children: string }) {
  return (
    <button type="button" class={styles.link} onClick={onClick}>
      {children}
    </button>
  );
}
