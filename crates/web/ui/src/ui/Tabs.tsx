import { useEffect } from "preact/hooks";
import { Badge } from "./Badge";
import { cx } from "./classes";
import { useStrip } from "./strip";
import styles from "./Tabs.module.css";

interface LinkTabsProps {
  label: string;
  links: readonly { href: string; label: string; current: boolean; count?: number | undefined }[];
}

/** The parts of a page, each with an address of its own. */
export function LinkTabs({ label, links }: LinkTabsProps) {
  const strip = useStrip<HTMLElement>();
  const current = links.find((link) => link.current)?.href;
  useEffect(() => {
    // Where they don't all fit, the current one is scrolled into sight.
    strip.ref.current?.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });
  }, [current]);
  return (
    <nav ref={strip.ref} aria-label={label} class={cx(strip.class, styles.list)}>
      {links.map((link) => (
        <a key={link.href} href={link.href} class={styles.tab} aria-current={link.current ? "page" : undefined}>
          {link.label}
          {link.count !== undefined && <Badge>{link.count}</Badge>}
        </a>
      ))}
    </nav>
  );
}
