import { effect } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { useLocation } from "preact-iso/router";
import { session } from "../api";
import { cx, IconButton } from "../ui";
import { openPalette } from "./overlays";
import styles from "./Page.module.css";
import { shellWords } from "./words";

interface Props {
  /** The heading and, with "Umbra", the title of the window. */
  title: string;
  /** The heading, where it is more than the title. */
  heading?: ComponentChildren;
  /** Under the heading. */
  subtitle?: ComponentChildren;
  /** At the right of the heading: the page's buttons. */
  actions?: ComponentChildren;
  /** Above the heading: the way back. */
  before?: ComponentChildren;
  /** `narrow` for forms and text, `wide` for lists, `full` for calendars and boards. Default: `wide`. */
  width?: "narrow" | "wide" | "full";
  children: ComponentChildren;
}

/** Where the focus was put last; nowhere when the page is opened. */
let last: string | undefined;

effect(() => {
  // Who comes from the lock screen goes on at the heading.
  if (session.value !== "open" && session.value !== "unknown") last = "";
});

/** The frame of each page: its heading gets the focus when one has come here by a link, so that it is read aloud. */
export function Page({ title, heading, subtitle, actions, before, width = "wide", children }: Props) {
  const { path } = useLocation();
  const h1 = useRef<HTMLHeadingElement>(null);
  const words = shellWords.use();

  useEffect(() => {
    document.title = `${title} · Umbra`;
  }, [title]);

  // Before the next key, which goes on from here.
  useLayoutEffect(() => {
    // Not when the page is opened first: the browser begins at the top by itself.
    // A form in the place of what it is about has the same path; then what had the focus is gone.
    const lost = document.activeElement === document.body;
    if (last !== undefined && (last !== path || lost)) h1.current?.focus({ preventScroll: true });
    last = path;
  }, [path]);

  return (
    <div class={cx(styles.page, styles[width])}>
      {before && <div class={styles.before}>{before}</div>}
      <header class={styles.header}>
        <div class={styles.titles}>
          <h1 ref={h1} tabIndex={-1} class={styles.title}>
            {heading ?? title}
          </h1>
          {subtitle && <div class={styles.subtitle}>{subtitle}</div>}
        </div>
        <IconButton icon="search" label={words.searchButton} class={styles.search} onClick={() => openPalette()} />
        {actions && <div class={styles.actions}>{actions}</div>}
      </header>
      {children}
    </div>
  );
}
