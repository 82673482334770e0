import type { ComponentType } from "preact";
import { NotFound, Page, type PageProps } from "../../shell";
import { lazyPart, LinkTabs } from "../../ui";
import { ProofHost } from "../proof";
import Profile from "./Profile";
import styles from "./settings.module.css";
import { useWords } from "./words";

const parts: Record<string, ComponentType> = {
  profile: Profile,
  region: lazyPart(() => import("./Region")),
  security: lazyPart(() => import("./Security")),
  phone: lazyPart(() => import("./Phone")),
  account: lazyPart(() => import("./Account")),
};
const NAMES = ["profile", "region", "security", "phone", "account"] as const;

/** What one can set for oneself, each section at an address of its own. */
export default function Settings({ rest }: PageProps) {
  const words = useWords();
  const name = NAMES.find((one) => one === (rest || "profile"));
  const Part = name && parts[name];
  if (!name || !Part) return <NotFound />;
  return (
    <Page title={`${words.sections[name]} · ${words.title}`} heading={words.title} width="narrow">
      <div class={styles.tabs}>
        <LinkTabs
          label={words.sections.label}
          links={NAMES.map((one) => ({ href: `/settings/${one}`, label: words.sections[one], current: one === name }))}
        />
      </div>
      <Part key={name} />
      <ProofHost />
    </Page>
  );
}
