import { Fragment, type ComponentChildren, type Ref } from "preact";
import { useId, useLayoutEffect, useRef, useState } from "preact/hooks";
import { cx } from "./classes";
import { Icon, type IconName } from "./Icon";
import { place } from "./place";
import styles from "./Menu.module.css";

export type MenuItem =
  | {
      label: string;
      icon?: IconName;
      onSelect: () => void;
      danger?: boolean;
      disabled?: boolean;
      /** Makes it one of a choice, ticked or not. */
      checked?: boolean;
      /** Said at its end: a shortcut, a number. */
      note?: string;
    }
  | "divider"
  | { heading: string };

/** What the button that opens the menu has to carry. */
export interface MenuTrigger {
  ref: Ref<HTMLButtonElement>;
  id: string;
  "aria-haspopup": "menu";
  "aria-expanded": boolean;
  "aria-controls": string | undefined;
  onClick: () => void;
  onKeyDown: (event: KeyboardEvent) => void;
}

interface Props {
  /** The button: `trigger={(p) => <IconButton {...p} icon="more" label="More" />}`. */
  trigger: (props: MenuTrigger) => ComponentChildren;
  items: (MenuItem | false | null | undefined)[];
  align?: "start" | "end";
  /** Above the items: who is signed in, for instance. */
  header?: ComponentChildren;
}

/** A menu of actions: arrows, Home, End and first letters move, Esc and Tab leave, the focus returns to the button. */
export function Menu({ trigger, items, align = "start", header }: Props) {
  const id = useId();
  const [open, setOpen] = useState<false | "first" | "last">(false);
  const button = useRef<HTMLButtonElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const typed = useRef({ text: "", at: 0 });

  const buttons = () => [...(list.current?.querySelectorAll<HTMLButtonElement>("[role^=menuitem]:not(:disabled)") ?? [])];

  // Before the next key, which is for what the menu holds.
  useLayoutEffect(() => {
    const popover = list.current;
    if (!open || !popover || !button.current) return;
    const onToggle = (event: Event) => (event as ToggleEvent).newState === "closed" && setOpen(false);
    popover.showPopover();
    place(popover, button.current, align);
    popover.addEventListener("toggle", onToggle);
    buttons().at(open === "last" ? -1 : 0)?.focus();
    return () => {
      popover.removeEventListener("toggle", onToggle);
      const hadFocus = popover.contains(document.activeElement) || document.activeElement === document.body;
      if (popover.matches(":popover-open")) popover.hidePopover();
      if (hadFocus) button.current?.focus();
    };
  }, [open]);

  function move(event: KeyboardEvent) {
    const all = buttons();
    const at = all.indexOf(document.activeElement as HTMLButtonElement);
    let next: HTMLButtonElement | undefined;
    if (event.key === "ArrowDown") next = all[(at + 1) % all.length];
    else if (event.key === "ArrowUp") next = all[(at - 1 + all.length) % all.length];
    else if (event.key === "Home") next = all[0];
    else if (event.key === "End") next = all.at(-1);
    else if (event.key === "Tab") setOpen(false);
    else if (event.key.length === 1 && !event.ctrlKey && !event.metaKey && event.key !== " ") {
      const { text, at: then } = typed.current;
      const now = Date.now();
      const wanted = (now - then < 600 ? text : "") + event.key.toLowerCase();
      typed.current = { text: wanted, at: now };
      next = [...all.slice(at + (wanted.length > 1 ? 0 : 1)), ...all].find((b) => b.textContent?.trim().toLowerCase().startsWith(wanted));
    }
    if (next) {
      event.preventDefault();
      next.focus();
    }
  }

  return (
    <>
      {trigger({
        ref: button,
        id: `${id}-button`,
        "aria-haspopup": "menu",
        "aria-expanded": open !== false,
        "aria-controls": open ? `${id}-menu` : undefined,
        onClick: () => setOpen(open ? false : "first"),
        onKeyDown(event) {
          if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
          event.preventDefault();
          setOpen(event.key === "ArrowUp" ? "last" : "first");
        },
      })}
      <div ref={list} popover="auto" class={styles.menu}>
        {open && header && <div class={styles.header}>{header}</div>}
        {open && (
          <div id={`${id}-menu`} role="menu" aria-labelledby={`${id}-button`} onKeyDown={move}>
            {items.map((item, i) => {
              if (!item) return null;
              if (item === "divider") return <div key={i} role="separator" class={styles.divider} />;
              if ("heading" in item) return <div key={i} class={styles.heading} role="presentation">{item.heading}</div>;
              return (
                <Fragment key={i}>
                  <button
                    type="button"
                    role={item.checked === undefined ? "menuitem" : "menuitemradio"}
                    aria-checked={item.checked}
                    tabIndex={-1}
                    disabled={item.disabled}
                    class={cx(styles.item, item.danger && styles.danger)}
                    onClick={() => {
                      setOpen(false);
                      button.current?.focus();
                      item.onSelect();
                    }}
                  >
                    {item.icon && <Icon name={item.icon} size={18} />}
                    <span class={styles.label}>{item.label}</span>
                    {item.note && <span class={styles.note}>{item.note}</span>}
                    {item.checked && <Icon name="check" size={16} />}
                  </button>
                </Fragment>
              );
            })}
          </div>
        )}
      </div>
    </>
  );
}
