import type { AnchorHTMLAttributes, ButtonHTMLAttributes, ComponentChildren, Ref } from "preact";
import { cx } from "./classes";
import { Icon, type IconName } from "./Icon";
import base from "./Button.module.css";
import more from "./Button.more.module.css";

const styles = { ...base, ...more };

interface Look {
  /** `primary` is the one thing to do here. Default: `secondary`. */
  variant?: "primary" | "secondary" | "ghost" | "danger" | undefined;
  small?: boolean | undefined;
  icon?: IconName | undefined;
  /** On phones its picture alone, beside the title of a page. */
  brief?: boolean | undefined;
  /** A request is under way: the button keeps its place and the focus, and does nothing. */
  busy?: boolean | undefined;
  class?: string | undefined;
  children?: ComponentChildren;
}

export type ButtonProps = Look &
  Omit<ButtonHTMLAttributes<HTMLButtonElement>, "class" | "icon" | "className"> & { ref?: Ref<HTMLButtonElement> };

/** A button. `type` is "button" unless it is said otherwise, so that it never sends a form by chance. */
export function Button({ variant = "secondary", small, icon, brief, busy, class: className, children, onClick, ...rest }: ButtonProps) {
  return (
    <button
      type="button"
      {...rest}
      class={cx(styles.button, styles[variant], small && styles.small, brief && styles.brief, className)}
      aria-busy={busy || undefined}
      aria-disabled={busy || undefined}
      onClick={(event) => {
        if (busy) event.preventDefault();
        else onClick?.(event);
      }}
    >
      {busy ? <span class={styles.spinner} aria-hidden="true" /> : icon && <Icon name={icon} size={18} />}
      {brief ? <span>{children}</span> : children}
    </button>
  );
}

export type ButtonLinkProps = Omit<Look, "busy"> & Omit<AnchorHTMLAttributes<HTMLAnchorElement>, "class" | "icon" | "className">;

/** A link that looks like a button: it goes somewhere. */
export function ButtonLink({ variant = "secondary", small, icon, brief, class: className, children, ...rest }: ButtonLinkProps) {
  return (
    <a {...(rest as object)} class={cx(styles.button, styles[variant], small && styles.small, brief && styles.brief, className)}>
      {icon && <Icon name={icon} size={18} />}
      {brief ? <span>{children}</span> : children}
    </a>
  );
}
