import type { ComponentChildren } from "preact";
import { useId, useLayoutEffect, useRef } from "preact/hooks";
import { cx } from "./classes";
import { IconButton } from "./IconButton";
import { useUiWords } from "./words";
import styles from "./Dialog.module.css";

export interface DialogProps {
  open: boolean;
  /** Esc, the cross and a press beside it ask for this. */
  onClose: () => void;
  title: string;
  /** Under the title. */
  subtitle?: ComponentChildren;
  children?: ComponentChildren;
  /** The buttons, the main one last. */
  footer?: ComponentChildren;
  /** Makes it a form: Enter sends. The default of the browser is prevented already. */
  onSubmit?: (() => void) | undefined;
  /** Default: `medium`. */
  size?: "small" | "medium" | "large";
  /** `sheet` comes from the side, on phones from below. Default: `dialog`. */
  kind?: "dialog" | "sheet";
  /** Something was written: a press beside it doesn't close it. */
  dirty?: boolean | undefined;
  /** Hides the title for those who see. */
  hideTitle?: boolean | undefined;
  /** `alertdialog` for a question that interrupts. */
  role?: "dialog" | "alertdialog";
  class?: string | undefined;
}

/** What had the focus, and what is around it within the page. */
function ancestors(from: Element | null): Element[] {
  const all: Element[] = [];
  for (let one = from; one && !one.matches("main, body"); one = one.parentElement) all.push(one);
  return all;
}

/** Gives the focus to what is nearest to where it was, if that is gone: else the keyboard would begin at the top. */
function refocus(around: readonly Element[]): void {
  if (document.activeElement !== document.body || document.querySelector("dialog:modal")) return;
  const near = around.find((one) => one.isConnected);
  near?.querySelector<HTMLElement>("button:not(:disabled), a[href], input, select, textarea, [tabindex]")?.focus();
}

/**
 * A native modal dialog: the browser keeps the focus inside, closes on Esc and gives the focus back.
 * Its children are only there while it is open, so their state begins anew each time.
 */
export function Dialog(props: DialogProps) {
  const { open, onClose, title, subtitle, children, footer, onSubmit, size = "medium", kind = "dialog", dirty, hideTitle } = props;
  const ref = useRef<HTMLDialogElement>(null);
  const id = useId();
  const words = useUiWords();
  const pressedBeside = useRef(false);

  // Before anything else happens: what a link in it leads to can only have the focus once it is closed.
  useLayoutEffect(() => {
    const dialog = ref.current;
    if (!dialog || !open) return;
    const around = ancestors(document.activeElement);
    if (!dialog.open) dialog.showModal();
    return () => {
      dialog.close();
      requestAnimationFrame(() => refocus(around));
    };
  }, [open]);

  const inner = open && (
    <>
      <header class={hideTitle ? "sr-only" : styles.header}>
        <div class={styles.titles}>
          <h2 id={`${id}-title`} class={styles.title}>
            {title}
          </h2>
          {subtitle && <p class={styles.subtitle}>{subtitle}</p>}
        </div>
        {!hideTitle && <IconButton icon="close" label={words.close} onClick={onClose} class={styles.cross} />}
      </header>
      <div class={styles.body}>{children}</div>
      {footer && <footer class={styles.footer}>{footer}</footer>}
    </>
  );

  return (
    <dialog
      ref={ref}
      role={props.role === "alertdialog" ? "alertdialog" : undefined}
      class={cx(styles.dialog, styles[kind], styles[size], props.class)}
      aria-labelledby={`${id}-title`}
      onCancel={(event) => {
        if (event.target !== event.currentTarget) return;
        event.preventDefault();
        onClose();
      }}
      onPointerDown={(event) => (pressedBeside.current = event.target === event.currentTarget)}
      onClick={(event) => {
        if (event.target === event.currentTarget && pressedBeside.current && !dirty) onClose();
      }}
    >
      {onSubmit ? (
        <form
          class={styles.content}
          noValidate
          onSubmit={(event) => {
            event.preventDefault();
            event.stopPropagation();
            onSubmit();
          }}
        >
          {inner}
        </form>
      ) : (
        <div class={styles.content}>{inner}</div>
      )}
    </dialog>
  );
}

/** A dialog at the side: details beside the list they belong to; on phones it comes from below. */
export function Sheet(props: Omit<DialogProps, "kind">) {
  return <Dialog {...props} kind="sheet" />;
}
