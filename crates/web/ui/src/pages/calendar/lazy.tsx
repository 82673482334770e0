import type { ComponentChildren, ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";
import { errorText, toast } from "../../ui";

/** A part of the page in a chunk of its own, perhaps with words of its own. */
export interface Part<P> {
  default: ComponentType<P>;
  words?: { load(): Promise<unknown> };
}

/** Makes a component that is fetched when it is first shown. `onFail` is called when that fails, after it was said. */
export function part<P extends object>(load: () => Promise<Part<P>>, onFail: () => void = () => {}, meanwhile: ComponentChildren = null): ComponentType<P> {
  let loaded: ComponentType<P> | undefined;
  return function Later(props: P) {
    const [, show] = useState(0);
    useEffect(() => {
      if (loaded) return;
      load()
        .then(async (module) => {
          await module.words?.load();
          loaded = module.default;
          show((n) => n + 1);
        })
        .catch((error: unknown) => {
          console.error(error);
          toast(errorText(error), { kind: "error" });
          onFail();
        });
    }, []);
    const Loaded = loaded;
    return Loaded ? <Loaded {...props} /> : <>{meanwhile}</>;
  };
}
