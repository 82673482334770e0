// Button and field with the styles of `src/ui`, without what only the rest of the client needs of them: the
// set of icons and the components' words would be a sixth of the lock screen.
import type { ButtonHTMLAttributes, ComponentChildren } from "preact";
import { useId } from "preact/hooks";
import button from "../ui/Button.module.css";
import field from "../ui/Field.module.css";
import styles from "./lock.module.css";

interface ButtonProps extends Omit<ButtonHTMLAttributes<HTMLButtonElement>, "className" | "class"> {
  primary?: boolean;
  /** Fills the width of the card. */
  wide?: boolean;
  /** A request is under way: the button keeps its place and the focus, and does nothing. */
  busy?: boolean;
  children: ComponentChildren;
}

export function Button({ primary, wide, busy, children, ...rest }: ButtonProps) {
  const look = primary ? button.primary : button.secondary;
  return (
    <button
      type="button"
      {...(rest as object)}
      class={[button.button, look, wide && styles.send].filter(Boolean).join(" ")}
      aria-busy={busy || undefined}
      aria-disabled={busy || undefined}
    >
      {busy && <span class={button.spinner} aria-hidden="true" />}
      {children}
    </button>
  );
}

interface FieldProps {
  label: string;
  hint?: string | undefined;
  error?: string | undefined;
  children: (control: object) => ComponentChildren;
}

/** Label, hint and error around a control. */
export function Field({ label, hint, error, children }: FieldProps) {
  const id = useId();
  const described = [error && `${id}-error`, hint && `${id}-hint`].filter(Boolean).join(" ");
  return (
    <div class={field.field}>
      <label for={id} class={field.label}>
        {label}
      </label>
      {children({
        id,
        class: field.control,
        "aria-describedby": described || undefined,
        "aria-invalid": error ? true : undefined,
      })}
      {hint && (
        <p id={`${id}-hint`} class={field.hint}>
          {hint}
        </p>
      )}
      <p id={`${id}-error`} class={field.error} aria-live="polite" hidden={!error}>
        {error}
      </p>
    </div>
  );
}

/** A picture of one line. */
export function Line({ path }: { path: string }) {
  return (
    <svg width="20" height="20" viewBox="0 0 24 24" class={styles.line} aria-hidden="true" focusable="false">
      <path d={path} />
    </svg>
  );
}
