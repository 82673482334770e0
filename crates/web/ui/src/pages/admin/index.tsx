import type { ComponentType } from "preact";
import { me, NotFound, Page, type PageProps } from "../../shell";
import { EmptyState, lazyPart, LinkTabs } from "../../ui";
import { ProofHost } from "../proof";
import styles from "./admin.module.css";
import { Overview } from "./Overview";
import { useWords } from "./words";

const NAMES = ["overview", "accounts", "config", "deliveries", "audit"] as const;
const parts: Record<(typeof NAMES)[number], ComponentType> = {
  overview: Overview,
  accounts: lazyPart(() => import("./Accounts")),
  config: lazyPart(() => import("./Config")),
  deliveries: lazyPart(() => import("./Deliveries")),
  audit: lazyPart(() => import("./Audit")),
};

/** What admins see and do for the whole server. */
export default function Admin({ rest }: PageProps) {
  const words = useWords();
  const name = NAMES.find((one) => one === (rest || "overview"));
  if (!name) return <NotFound />;
  if (me.value?.role !== "admin") {
    return (
      <Page title={words.title} width="narrow">
        <EmptyState icon="admin" title={words.onlyAdmins}>
          {words.onlyAdminsText}
        </EmptyState>
      </Page>
    );
  }
  const Part = parts[name];
  return (
    <Page title={`${words.sections[name]} · ${words.title}`} heading={words.title}>
      <div class={styles.tabs}>
        <LinkTabs
          label={words.sections.label}
          links={NAMES.map((one) => ({ href: one === "overview" ? "/admin" : `/admin/${one}`, label: words.sections[one], current: one === name }))}
        />
      </div>
      <Part key={name} />
      <ProofHost />
    </Page>
  );
}
