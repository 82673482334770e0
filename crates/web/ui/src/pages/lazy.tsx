import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";
import { ErrorState, Skeleton } from "../ui";

/** A part of a page that is fetched when it is first shown: `const Editor = lazyPart(() => import("./Editor"))`. */
export function lazyPart<P extends object>(load: () => Promise<{ default: ComponentType<P> }>): ComponentType<P> {
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
    if (error) return <ErrorState error={error} onRetry={() => setTries(tries + 1)} />;
    return Loaded ? <Loaded {...props} /> : <Skeleton rows={5} />;
  };
}
