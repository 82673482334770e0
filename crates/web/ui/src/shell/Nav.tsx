import { useState } from "preact/hooks";
import { useLocation } from "preact-iso/router";
import { Avatar, Badge, Icon, Kbd, Sheet } from "../ui";
import { AccountMenu } from "./AccountMenu";
import { me, nameOfMe } from "./account";
import { Mark } from "./Mark";
import styles from "./Nav.module.css";
import { openPalette } from "./overlays";
import { prefetchPage } from "./pages";
import { isAt, navigation, type NavEntry } from "./routes";
import { shellWords } from "./words";

function entriesOfMe(): NavEntry[] {
  return navigation.filter((entry) => !entry.admin || me.value?.role === "admin");
}

function NavLink({ entry, unread, onFollow }: { entry: NavEntry; unread: number; onFollow?: () => void }) {
  const words = shellWords.use();
  const { path } = useLocation();
  const badge = entry.page === "inbox" && unread > 0;
  return (
    <a
      href={entry.href}
      class={styles.link}
      aria-current={isAt(entry.href, path) ? "page" : undefined}
      onPointerEnter={() => void prefetchPage(entry.page)}
      onClick={onFollow}
    >
      <Icon name={entry.icon} />
      <span class={styles.label}>{words.pages[entry.label]}</span>
      {badge && (
        <Badge tone="accent" label={words.unread(unread)} class={styles.badge}>
          {unread > 99 ? "99+" : unread}
        </Badge>
      )}
    </a>
  );
}

/** The navigation of wide windows. */
export function Sidebar({ unread }: { unread: number }) {
  const words = shellWords.use();
  return (
    <header class={styles.sidebar}>
      <a href="/" class={styles.brand}>
        <Mark size={26} />
        Umbra
      </a>
      <button type="button" class={styles.search} onClick={() => openPalette()}>
        <Icon name="search" size={18} />
        <span class={styles.label}>{words.search}</span>
        <Kbd keys="mod k" />
      </button>
      <nav aria-label={words.navigation} class={styles.links}>
        {entriesOfMe().map((entry) => (
          <NavLink key={entry.href} entry={entry} unread={unread} />
        ))}
      </nav>
      <AccountMenu
        trigger={(props) => (
          <button type="button" {...props} class={styles.account}>
            <span class="sr-only">{words.account}:</span>
            <Avatar name={nameOfMe()} size={28} />
            <span class={styles.label}>{nameOfMe()}</span>
            <Icon name="chevron-up" size={16} />
          </button>
        )}
      />
    </header>
  );
}

/** The navigation of phones: what is used most, and "More" for the rest. */
export function BottomBar({ unread }: { unread: number }) {
  const words = shellWords.use();
  const { path } = useLocation();
  const [open, setOpen] = useState(false);
  const rest = entriesOfMe().filter((entry) => !entry.bar);
  const close = () => setOpen(false);
  return (
    <div class={styles.bar}>
      <nav aria-label={words.navigation} class={styles.barLinks}>
        {navigation.filter((entry) => entry.bar).map((entry) => (
          <NavLink key={entry.href} entry={entry} unread={unread} />
        ))}
        <button
          type="button"
          class={styles.link}
          aria-haspopup="dialog"
          aria-current={rest.some((entry) => isAt(entry.href, path)) ? "true" : undefined}
          onClick={() => setOpen(true)}
        >
          <Icon name="menu" />
          <span class={styles.label}>{words.more}</span>
        </button>
      </nav>
      <Sheet open={open} onClose={close} title={nameOfMe()} subtitle={me.value?.username}>
        <div class={styles.more}>
          {rest.map((entry) => (
            <NavLink key={entry.href} entry={entry} unread={unread} onFollow={close} />
          ))}
          <AccountMenu
            trigger={(props) => (
              <button type="button" {...props} class={styles.link}>
                <Icon name="user" />
                <span class={styles.label}>{words.account}</span>
                <Icon name="chevron-up" size={16} />
              </button>
            )}
          />
        </div>
      </Sheet>
    </div>
  );
}
