import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { isPressed } from "../keymap";
import { cx } from "./classes";
import { Icon } from "./Icon";
import { IconButton } from "./IconButton";
import { clearToasts, dismissToast, toasts, type Toast } from "./toasts";
import { useUiWords } from "./words";
import styles from "./Toast.module.css";

function ToastRow({ toast }: { toast: Toast }) {
  const words = useUiWords();
  const [held, setHeld] = useState(false);

  useEffect(() => {
    if (held) return;
    const timer = setTimeout(() => dismissToast(toast.id), toast.stays);
    return () => clearTimeout(timer);
  }, [held, toast]);

  return (
    <li
      class={cx(styles.toast, toast.kind === "error" && styles.error)}
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
      onFocusIn={() => setHeld(true)}
      onFocusOut={() => setHeld(false)}
    >
      {toast.kind === "error" && <Icon name="warning" size={18} />}
      <span class={styles.text}>{toast.text}</span>
      {toast.action && (
        <button
          type="button"
          class={styles.action}
          onClick={() => {
            dismissToast(toast.id);
            toast.action?.run();
          }}
        >
          {toast.action.label}
        </button>
      )}
      <IconButton icon="close" small label={words.dismiss} class={styles.close} onClick={() => dismissToast(toast.id)} />
    </li>
  );
}

/**
 * Where toasts appear: in a live region that is always there, above open dialogs. The shell has it once.
 * Ctrl or ⌘ with Z does the action of the latest one, so that undo needs no mouse.
 */
export function ToastHost() {
  const ref = useRef<HTMLDivElement>(null);
  const shown = toasts.value;

  useEffect(() => {
    const host = ref.current;
    if (!host) return;
    // Shown anew, it is above a dialog that was opened meanwhile.
    if (host.matches(":popover-open")) host.hidePopover();
    host.showPopover();
  }, [shown]);

  // What was said to one person isn't shown to the next one who signs in.
  // Before pages say anything: what was said meanwhile, say by an answer that came late, was for who was here before.
  useLayoutEffect(() => (clearToasts(), clearToasts), []);

  useEffect(() => {
    const undo = (event: KeyboardEvent) => {
      if (!isPressed("everywhere.undo", event)) return;
      if ((event.target as HTMLElement).closest?.("input:not([type=checkbox], [type=radio]), textarea, [contenteditable]")) return;
      const latest = toasts.value.findLast((toast) => toast.action);
      if (!latest?.action) return;
      event.preventDefault();
      dismissToast(latest.id);
      latest.action.run();
    };
    addEventListener("keydown", undo);
    return () => removeEventListener("keydown", undo);
  }, []);

  return (
    <div ref={ref} popover="manual" class={styles.host}>
      <ul class={styles.list} aria-live="polite">
        {shown.filter((toast) => toast.kind === "info").map((toast) => <ToastRow key={toast.id} toast={toast} />)}
      </ul>
      <ul class={styles.list} aria-live="assertive">
        {shown.filter((toast) => toast.kind === "error").map((toast) => <ToastRow key={toast.id} toast={toast} />)}
      </ul>
    </div>
  );
}
