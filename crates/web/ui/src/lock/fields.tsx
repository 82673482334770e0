// The fields of the lock screen. They keep what was typed to themselves until the form is sent.
import type { InputHTMLAttributes } from "preact";
import { useState } from "preact/hooks";
import { lock } from "./actions";
import { Field, Line } from "./controls";
import styles from "./lock.module.css";
import { explainField, useWords } from "./words";

interface TextProps extends Omit<InputHTMLAttributes<HTMLInputElement>, "label" | "name"> {
  name: string;
  label: string;
  hint?: string;
}

/** A line of text. */
export function Text({ name, label, hint, ...rest }: TextProps) {
  const words = useWords();
  return (
    <Field label={label} hint={hint} error={explainField(words, lock.value.told, name)}>
      {(control) => (
        <input
          type="text"
          {...(rest as object)}
          {...control}
          name={name}
          required
          autocapitalize="none"
          autocorrect="off"
          spellcheck={false}
        />
      )}
    </Field>
  );
}

/** An eye. */
const EYE =
  "M2.5 12s3.5-6.5 9.5-6.5 9.5 6.5 9.5 6.5-3.5 6.5-9.5 6.5S2.5 12 2.5 12ZM9 12a3 3 0 1 0 6 0 3 3 0 1 0-6 0";

interface PasswordProps {
  name: string;
  label: string;
  hint?: string;
  autocomplete: "current-password" | "current-password webauthn" | "new-password";
}

/** A password, which can be shown. */
export function Password({ name, label, hint, autocomplete }: PasswordProps) {
  const words = useWords();
  const [shown, show] = useState(false);
  return (
    <Field label={label} hint={hint} error={explainField(words, lock.value.told, name)}>
      {(control) => (
        <div class={styles.password}>
          <input
            {...control}
            {...({ type: shown ? "text" : "password" } as object)}
            name={name}
            required
            maxLength={128}
            autocomplete={autocomplete}
            autocapitalize="none"
            autocorrect="off"
            spellcheck={false}
            data-secret
          />
          <button
            type="button"
            class={styles.eye}
            aria-label={`${words.showPassword}: ${label}`}
            aria-pressed={shown}
            onClick={() => show(!shown)}
          >
            <Line path={shown ? `${EYE}M4 4l16 16` : EYE} />
          </button>
        </div>
      )}
    </Field>
  );
}

/** Whose password it is, for those who keep passwords. */
export function Whose({ username }: { username: string | undefined }) {
  return (
    <input
      type="text"
      class="sr-only"
      name="username"
      autocomplete="username"
      value={username ?? ""}
      readOnly
      tabIndex={-1}
      aria-hidden="true"
    />
  );
}
