import type { ComponentChildren, ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";
import { Button } from "./Button";
import { EmptyState } from "./EmptyState";
import { Skeleton } from "./Skeleton";
import { toast } from "./toasts";
import { useUiWords } from "./words";

/** A part of a page in a chunk of its own, perhaps with words of its own that come with it. */
export interface PartModule<P> {
  default: ComponentType<P>;
  words?: { load(): Promise<unknown> };
}

interface Options<P> {
  /** What stands there while it is fetched. Default: a skeleton; nothing where `onFail` is given. */
  meanwhile?: ComponentChildren;
  /** What stands around it until it is there: around `meanwhile`, or around what went wrong. */
  frame?: (props: P, waiting: ComponentChildren) => ComponentChildren;
  /** For what lies over the page: when it can't be fetched a toast says so, and this takes it away again. */
  onFail?: (props: P) => void;
}

/**
 * A part of a page that is fetched when it is first shown: `const Board = lazyPart(() => import("./Board"))`, or
 * `const Sheet = lazyPart(() => import("./Sheet"), { onFail: ({ onClose }) => onClose() })`.
 * Where its file is gone, say because the server was updated, the rest of the page stays.
 */
export function lazyPart<P extends object>(load: () => Promise<PartModule<P>>, options: Options<P> = {}): ComponentType<P> {
  const { frame, onFail, meanwhile = onFail ? null : <Skeleton rows={5} /> } = options;
  let loaded: ComponentType<P> | undefined;
  return function Part(props: P) {
    const words = useUiWords();
    const [Loaded, setLoaded] = useState(() => loaded);
    const [tries, setTries] = useState(0);
    const [failed, setFailed] = useState(false);
    useEffect(() => {
      if (Loaded) return;
      let gone = false;
      setFailed(false);
      const fetched = async () => {
        const module = await load();
        await module.words?.load();
        loaded = module.default;
        if (!gone) setLoaded(() => module.default);
      };
      fetched().catch((error: unknown) => {
        console.error(error);
        if (gone) return;
        if (!onFail) return setFailed(true);
        toast(words.partText, { kind: "error", action: { label: words.reload, run: reload } });
        onFail(props);
      });
      return () => void (gone = true);
    }, [tries]);
    if (Loaded) return <Loaded {...props} />;
    const waiting = failed ? <Missing onRetry={() => setTries(tries + 1)} /> : meanwhile;
    return <>{frame ? frame(props, waiting) : waiting}</>;
  };
}

const reload = () => location.reload();

function Missing({ onRetry }: { onRetry: () => void }) {
  const words = useUiWords();
  return (
    <div role="alert">
      <EmptyState
        icon="warning"
        title={words.errorTitle}
        action={
          <>
            <Button icon="refresh" onClick={onRetry}>
              {words.retry}
            </Button>
            <Button onClick={reload}>{words.reload}</Button>
          </>
        }
      >
        {words.partText}
      </EmptyState>
    </div>
  );
}
