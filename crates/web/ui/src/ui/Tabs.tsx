import type { ComponentChildren } from "preact";
import { useEffect, useId, useRef } from "preact/hooks";
import { Badge } from "./Badge";
import { rove } from "./roving";
import styles from "./Tabs.module.css";

export interface Tab<T extends string> {
  id: T;
  label: string;
  count?: number | undefined;
}

interface Props<T extends string> {
  /** What the tabs are of. */
  label: string;
  tabs: readonly Tab<T>[];
  selected: T;
  onSelect: (id: T) => void;
  /** What the selected tab shows. */
  children: ComponentChildren;
}

/** Tabs by the pattern of ARIA: one tab stop, arrows move and select. */
export function Tabs<T extends string>({ label, tabs, selected, onSelect, children }: Props<T>) {
  const id = useId();
  const list = useRef<HTMLDivElement>(null);
  return (
    <>
      <div
        ref={list}
        role="tablist"
        aria-label={label}
        class={styles.list}
        onKeyDown={(event) => {
          const to = rove(event, tabs.findIndex((tab) => tab.id === selected), tabs.length);
          if (to === undefined) return;
          onSelect(tabs[to]!.id);
          list.current?.querySelectorAll<HTMLElement>("[role=tab]")[to]?.focus();
        }}
      >
        {tabs.map((tab) => (
          <button
            key={tab.id}
            type="button"
            role="tab"
            id={`${id}-${tab.id}`}
            class={styles.tab}
            aria-selected={tab.id === selected}
            aria-controls={`${id}-panel`}
            tabIndex={tab.id === selected ? 0 : -1}
            onClick={() => onSelect(tab.id)}
          >
            {tab.label}
            {tab.count !== undefined && <Badge>{tab.count}</Badge>}
          </button>
        ))}
      </div>
      <div role="tabpanel" id={`${id}-panel`} aria-labelledby={`${id}-${selected}`}>
        {children}
      </div>
    </>
  );
}

interface LinkTabsProps {
  label: string;
  links: readonly { href: string; label: string; current: boolean; count?: number | undefined }[];
}

/** The same look for parts of a page that each have an address of their own. */
export function LinkTabs({ label, links }: LinkTabsProps) {
  const root = useRef<HTMLElement>(null);
  const current = links.find((link) => link.current)?.href;
  useEffect(() => {
    // Where they don't all fit, the current one is scrolled into sight.
    root.current?.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });
  }, [current]);
  return (
    <nav ref={root} aria-label={label} class={styles.list}>
      {links.map((link) => (
        <a key={link.href} href={link.href} class={styles.tab} aria-current={link.current ? "page" : undefined}>
          {link.label}
          {link.count !== undefined && <Badge>{link.count}</Badge>}
        </a>
      ))}
    </nav>
  );
}
