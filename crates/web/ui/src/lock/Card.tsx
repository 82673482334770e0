// What all views of the lock screen share: background, card, heading, and what went wrong.
import type { ComponentChildren } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { lock } from "./actions";
import { Button } from "./controls";
import styles from "./lock.module.css";
import { explain, useWords } from "./words";

interface CardProps {
  heading: string;
  lead?: ComponentChildren;
  children?: ComponentChildren;
}

/** A card with a heading, which has the focus from the start: there a screen reader goes on. */
export function Card({ heading, lead, children }: CardProps) {
  const title = useRef<HTMLHeadingElement>(null);
  useLayoutEffect(() => {
    document.title = `${heading} · Umbra`;
    title.current?.focus({ preventScroll: true });
    scrollTo(0, 0);
  }, [heading]);
  return (
    <main class={styles.sky}>
      <div class={styles.card}>
        <p class={styles.brand}>
          <Mark />
          Umbra
        </p>
        <h1 ref={title} tabIndex={-1} class={styles.heading}>
          {heading}
        </h1>
        {lead && <p class={styles.lead}>{lead}</p>}
        {children}
      </div>
    </main>
  );
}

/** The sun behind the moon. */
function Mark() {
  return (
    <svg width="26" height="26" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <circle cx="12" cy="12" r="10.5" class={styles.sun} />
      <circle cx="14.5" cy="10.5" r="8" class={styles.moon} />
    </svg>
  );
}

interface FormProps {
  /** What is sent; passwords stay in their fields and nowhere else. */
  onSend: (values: Record<string, string>) => void;
  send: string;
  /** Keeps the form from being sent. */
  held?: boolean;
  /** Fills the place of the button while there is nothing to send yet. */
  children: ComponentChildren;
}

/** A form with what went wrong above it, and one button. */
export function Form({ onSend, send, held = false, children }: FormProps) {
  const form = useRef<HTMLFormElement>(null);
  const { busy, told } = lock.value;
  const seconds = useCountdown(told?.retryAt);

  const before = useRef(told);
  useEffect(() => {
    // To what has to be mended: the first field that was refused, or the secret that was wrong. What an
    // earlier view is told by leaves the focus at the heading.
    if (told && told !== before.current) {
      const field =
        form.current?.querySelector<HTMLInputElement>("[aria-invalid]") ??
        form.current?.querySelector<HTMLInputElement>("input[data-secret]");
      field?.focus();
      field?.select();
    }
  }, [told]);

  return (
    <form
      ref={form}
      class={styles.form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (!busy && !held && seconds === 0) {
          const values = [...new FormData(event.currentTarget)];
          onSend(Object.fromEntries(values.map(([name, value]) => [name, String(value)])));
        }
      }}
    >
      <Alert seconds={seconds} />
      {children}
      <Button type="submit" primary wide busy={busy} disabled={held || seconds > 0}>
        {send}
      </Button>
    </form>
  );
}

/** Says what went wrong. The seconds that are left are shown, and read aloud once. */
export function Alert({ seconds }: { seconds: number }) {
  const words = useWords();
  const { told } = lock.value;
  const first = useRef(0);
  if (seconds > first.current || seconds === 0) {
    first.current = seconds;
  }
  const said = told ? explain(words, told, first.current) : "";
  const over = told?.retryAt !== undefined && seconds === 0;
  const text = over ? "" : said;
  return (
    <div role="alert" class={text ? styles.alert : undefined}>
      {text && seconds > 0 ? (
        <>
          <span class="sr-only">{text}</span>
          <span aria-hidden="true">{told && explain(words, told, seconds)}</span>
        </>
      ) : (
        text
      )}
    </div>
  );
}

/** Counts whole seconds down to a moment; 0 without one. */
export function useCountdown(until: number | undefined): number {
  const left = () => (until === undefined ? 0 : Math.max(0, Math.ceil((until - Date.now()) / 1000)));
  const [, tick] = useState(0);
  useEffect(() => {
    if (left() === 0) {
      return;
    }
    const timer = setInterval(() => {
      tick((count) => count + 1);
      if (left() === 0) {
        clearInterval(timer);
      }
    }, 250);
    return () => clearInterval(timer);
  }, [until]);
  return left();
}
