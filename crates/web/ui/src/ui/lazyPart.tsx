import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";

/**
 * A part of a page in a chunk of its own, fetched when it is first shown: `const Sheet = lazyPart(() => import("./Sheet"))`.
 * Where its file is gone, the page's boundary says so.
 */
export function lazyPart<P extends object>(load: () => Promise<{ default: ComponentType<P> }>): ComponentType<P> {
  let loaded: ComponentType<P> | undefined;
  return function Lazy(props: P) {
    const [state, setState] = useState<{ Part?: ComponentType<P> | undefined; failed?: unknown }>({ Part: loaded });
    useEffect(() => {
      if (loaded) return;
      let gone = false;
      load().then(
        (module) => {
          loaded = module.default;
          if (!gone) setState({ Part: loaded });
        },
        (failed: unknown) => !gone && setState({ failed }),
      );
      return () => {
        gone = true;
      };
    }, []);
    if (state.failed) throw state.failed;
    const { Part } = state;
    return Part ? <Part {...props} /> : null;
  };
}
