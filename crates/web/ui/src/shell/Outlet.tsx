import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";
import { exec, useLocation } from "preact-iso/router";
import { Skeleton } from "../ui";
import { Boundary, Broken } from "./Broken";
import { NotFound } from "./NotFound";
import { loadPage, pageIfThere, type PageProps } from "./pages";
import { routes, type Route } from "./routes";
import styles from "./Shell.module.css";

interface Match {
  route: Route;
  /** Changes when it is another page, or the same for another thing. */
  key: string;
  props: PageProps;
}

/** The page of an address. */
export function matchRoute(path: string): Match | undefined {
  for (const route of routes) {
    let matched: { params: Record<string, string> } | undefined;
    try {
      matched = exec(path, route.path) as typeof matched;
    } catch {
      // An address that isn't well-formed percent-encoding leads nowhere.
      return undefined;
    }
    if (matched) {
      const { rest = "", ...params } = matched.params;
      return { route, key: `${route.page} ${JSON.stringify(params)}`, props: { params, rest } };
    }
  }
  return undefined;
}

type Shown = { match: Match; page: ComponentType<PageProps> } | { match: Match; failed: true } | { match: undefined };

/** The page of the address. While a new one is fetched the old one stays; if that takes long, a skeleton shows. */
export function Outlet() {
  const { path, wasPush } = useLocation() as ReturnType<typeof useLocation> & { wasPush?: boolean };
  const match = matchRoute(path);
  const [shown, setShown] = useState<Shown | null>(() => {
    const page = match && pageIfThere(match.route.page);
    return match && page ? { match, page } : null;
  });
  const [slow, setSlow] = useState(false);

  useEffect(() => {
    // It was there when the outlet was made.
    if (match && shown?.match === match) return;
    let gone = false;
    const show = (next: Shown) => {
      if (gone) return;
      setShown(next);
      setSlow(false);
      if (wasPush) scrollTo(0, 0);
    };
    const timer = setTimeout(() => !gone && setSlow(true), 250);
    if (!match) show({ match });
    else if (!(shown?.match?.key === match.key && "page" in shown)) {
      loadPage(match.route.page).then(
        (page) => show({ match, page }),
        (error) => {
          console.error(error);
          show({ match, failed: true });
        },
      );
    } else show({ match, page: shown.page });
    return () => {
      gone = true;
      clearTimeout(timer);
    };
  }, [path]);

  if (!shown || (slow && shown.match?.key !== match?.key)) {
    return (
      <div class={styles.waiting}>
        <Skeleton rows={6} />
      </div>
    );
  }
  if (!shown.match) return <NotFound />;
  if ("failed" in shown) return <Broken update />;
  const PageOf = shown.page;
  return (
    <Boundary page={shown.match.key}>
      <PageOf key={shown.match.key} {...shown.match.props} />
    </Boundary>
  );
}
