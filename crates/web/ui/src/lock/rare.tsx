// The views that come once in a while, fetched after the others: set-up, registration, a second factor, one that the
// server demands, and a password that has to be changed.
import { api } from "../api";
import { begin, happen, lock, prove, signOut } from "./actions";
import { Card, Form } from "./Card";
import { Code } from "./Code";
import { Button } from "./controls";
import { BackupCodes, Enrol } from "./enrol";
import { Password, Text, Whose } from "./fields";
import styles from "./lock.module.css";
import own from "./rare.module.css";
import type { View } from "./state";
import { Link } from "./views";
import { sayAlso, useWords } from "./words";
import { useRareWords } from "./words.rare";

sayAlso(useRareWords);

export type RareView = View & { at: "setup" | "register" | "code" | "enrol" | "backup-codes" | "password-change" };

export function Rare({ view }: { view: RareView }) {
  switch (view.at) {
    case "setup":
      return <Setup {...view} />;
    case "register":
      return <Register />;
    case "code":
      return <SecondFactor {...view} />;
    case "enrol":
      return <Enrol {...view} />;
    case "backup-codes":
      return <BackupCodes {...view} />;
    case "password-change":
      return <PasswordChange />;
  }
}

/** The first admin. */
function Setup({ mode }: View & { at: "setup" }) {
  const [words, rare] = [useWords(), useRareWords()];
  if (mode === "off") {
    return (
      <Card heading={rare.setUp} lead={rare.setupOffText}>
        <pre class={own.command}>{rare.setupOffCommand}</pre>
        <p class={own.note}>{rare.setupOffThen}</p>
        <Button primary wide onClick={() => void begin()}>
          {words.continue}
        </Button>
      </Card>
    );
  }
  return (
    <Card heading={rare.setUp} lead={rare.setupText}>
      <Form
        send={rare.create}
        onSend={({ username = "", password = "", setup_token }) =>
          prove(() =>
            api.POST("/api/auth/setup", {
              body: { username, password, ...(setup_token ? { setup_token } : {}) },
            }),
          )
        }
      >
        {mode === "token" && (
          <>
            <p class={own.note}>{rare.setupTokenText}</p>
            <pre class={own.command}>{rare.setupTokenCommand}</pre>
            <Text name="setup_token" label={rare.setupToken} autocomplete="off" />
          </>
        )}
        <Text name="username" label={words.username} hint={rare.registerHint} autocomplete="username" />
        <Password name="password" label={words.password} hint={rare.passwordHint} autocomplete="new-password" />
      </Form>
    </Card>
  );
}

function Register() {
  const [words, rare] = [useWords(), useRareWords()];
  return (
    <Card heading={words.createAccount} lead={rare.registerText}>
      <Form
        send={rare.create}
        onSend={({ username = "", password = "" }) =>
          prove(() => api.POST("/api/auth/register", { body: { username, password } }))
        }
      >
        <Text name="username" label={words.username} hint={rare.registerHint} autocomplete="username" />
        <Password name="password" label={words.password} hint={rare.passwordHint} autocomplete="new-password" />
      </Form>
      <p class={styles.links}>
        <Link onClick={() => happen({ did: "back" })}>{words.signIn}</Link>
      </p>
    </Card>
  );
}

/** A password that somebody else set. */
function PasswordChange() {
  const [words, rare] = [useWords(), useRareWords()];
  return (
    <Card heading={rare.choosePassword} lead={rare.forcedText}>
      <Form
        send={words.continue}
        onSend={({ old_password = "", new_password = "" }) =>
          prove(() => api.POST("/api/auth/change-password", { body: { old_password, new_password } }))
        }
      >
        <Whose username={lock.value.username} />
        <Password name="old_password" label={words.password} autocomplete="current-password" />
        <Password
          name="new_password"
          label={rare.newPassword}
          hint={rare.passwordHint}
          autocomplete="new-password"
        />
      </Form>
      <p class={styles.links}>
        <Link onClick={() => void signOut().catch(() => {})}>{words.signOut}</Link>
      </p>
    </Card>
  );
}

function SecondFactor({ token, way }: View & { at: "code" }) {
  const [words, rare] = [useWords(), useRareWords()];
  const isApp = way === "app";
  return (
    <Card heading={rare.twoFactorCode} lead={isApp ? rare.codeText : rare.backupCodeText}>
      <Form
        key={way}
        send={words.continue}
        onSend={({ code = "" }) =>
          prove(() =>
            api.POST("/api/auth/totp-verify", {
              body: { mfa_token: token, ...(isApp ? { code } : { backup_code: code }) },
            }),
          )
        }
      >
        <Code name="code" label={isApp ? rare.code : rare.backupCode} way={way} />
      </Form>
      <p class={styles.links}>
        <Link onClick={() => happen({ did: isApp ? "backup-code" : "app-code" })}>
          {isApp ? rare.useBackupCode : rare.useApp}
        </Link>
        <Link onClick={() => happen({ did: "back" })}>{rare.back}</Link>
      </p>
    </Card>
  );
}
