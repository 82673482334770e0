import { useEffect, useState } from "preact/hooks";
import { happen, lock, lookAgain } from "./actions";
import type { RareView } from "./rare";
import { Locked, SignIn, Starting, Unreachable } from "./views";

const rare = () => import("./rare");

/** What is shown instead of the client until somebody may use it. */
export function LockScreen() {
  const { view } = lock.value;
  const starts = view.at === "starting";
  useEffect(() => {
    // Likely needed soon; what can't be fetched now is fetched when it is needed.
    if (!starts) rare().catch(() => {});
  }, [starts]);
  useEffect(() => {
    const look = () => {
      if (document.visibilityState === "visible") {
        void lookAgain();
      }
    };
    document.addEventListener("visibilitychange", look);
    return () => document.removeEventListener("visibilitychange", look);
  }, []);
  switch (view.at) {
    case "starting":
      return <Starting />;
    case "unreachable":
      return <Unreachable />;
    case "sign-in":
      return <SignIn />;
    case "locked":
      return <Locked />;
    case "open":
      return null;
    default:
      return <Fetched view={view} />;
  }
}

/** A view of the part that comes later. */
function Fetched({ view }: { view: RareView }) {
  const [part, show] = useState<Awaited<ReturnType<typeof rare>>>();
  useEffect(() => {
    rare().then(show, () => happen({ did: "unreachable", told: { code: "offline", detail: "", fields: {} } }));
  }, []);
  return part ? <part.Rare view={view} /> : <Starting />;
}
