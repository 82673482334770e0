import type { ComponentChildren, ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";
import { ErrorState, Skeleton } from "../ui";

/**
 * A part of a page that is fetched when it is first shown: `const Editor = lazyPart(() => import("./Editor"))`.
 *
 * @param frame what stands around it while it is fetched
 */
export function lazyPart<P extends object>(
  load: () => Promise<{ default: ComponentType<P> }>,
  frame: (props: P, waiting: ComponentChildren) => ComponentChildren = (_, waiting) => waiting,
): ComponentType<P> {
  let loaded: ComponentType<P> | undefined;
  return function Part(props: P) {
    const [Loaded, setLoaded] = useState(() => loaded);
    const [error, setError] = useState<unknown>(null);
    const [tries, setTries] = useState(0);
    useEffect(() => {
      if (Loaded) return;
      let gone = false;
      setError(null);
      load().then(
        (module) => {
          loaded = module.default;
          if (!gone) setLoaded(() => module.default);
        },
        (thrown: unknown) => !gone && setError(thrown),
      );
      return () => void (gone = true);
    }, [tries]);
    if (Loaded) return <Loaded {...props} />;
    return <>{frame(props, error ? <ErrorState error={error} onRetry={() => setTries(tries + 1)} /> : <Skeleton rows={5} />)}</>;
  };
}
