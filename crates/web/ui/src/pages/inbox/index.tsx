import type { ComponentChildren, ComponentType } from "preact";
import { lazyPart, LinkTabs } from "../../ui";
import { NotFound, Page, type PageProps } from "../../shell";
import styles from "./inbox.module.css";
import Notifications from "./Notifications";
import { useWords } from "./words";

export interface PartProps {
  /** Puts the part into the frame of the page, with its own buttons. */
  frame: (children: ComponentChildren, actions?: ComponentChildren) => ComponentChildren;
}

const part = (load: () => Promise<{ default: ComponentType<PartProps> }>) => lazyPart<PartProps>(load, { frame: ({ frame }, waiting) => frame(waiting) });

const parts = {
  "": Notifications,
  reminders: part(() => import("./Reminders")),
  invitations: part(() => import("./Invitations")),
  connections: part(() => import("./Connections")),
  deliveries: part(() => import("./Deliveries")),
};

const isPart = (name: string): name is keyof typeof parts => Object.hasOwn(parts, name);

/** Everything that wants to be seen: notifications, reminders, invitations, connections, and what was sent to the phone. */
export default function Inbox({ rest }: PageProps) {
  const words = useWords();
  if (!isPart(rest)) return <NotFound />;
  const Part = parts[rest];
  const frame: PartProps["frame"] = (children, actions) => (
    <Page title={rest ? words.tabs[rest] : words.title} heading={words.title} actions={actions} width="narrow">
      <div class={styles.tabs}>
        <LinkTabs
          label={words.tabs.label}
          links={[
            { href: "/inbox", label: words.tabs.notifications, current: rest === "" },
            { href: "/inbox/reminders", label: words.tabs.reminders, current: rest === "reminders" },
            { href: "/inbox/invitations", label: words.tabs.invitations, current: rest === "invitations" },
            { href: "/inbox/connections", label: words.tabs.connections, current: rest === "connections" },
            { href: "/inbox/deliveries", label: words.tabs.deliveries, current: rest === "deliveries" },
          ]}
        />
      </div>
      {children}
    </Page>
  );
  return <Part key={rest} frame={frame} />;
}
