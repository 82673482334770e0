import "./ui/base.css";
import "./shell/theme";
import { type ComponentType, render } from "preact";
import { useEffect, useState } from "preact/hooks";
import { language } from "./i18n/account";
import { begin, lock, LockScreen, lockWords } from "./lock";

/** Everything behind the lock screen, fetched while somebody still types. */
const client = () => import("./shell/Shell");

function Root() {
  const [Client, show] = useState<ComponentType>();
  document.documentElement.lang = language.value;
  const isOpen = lock.value.view.at === "open";
  useEffect(() => {
    // A file that can't be fetched is fetched again when it is needed.
    client().then(
      (loaded) => show(() => loaded.default),
      () => {},
    );
  }, [isOpen]);
  if (!isOpen) {
    return <LockScreen />;
  }
  return Client ? <Client /> : null;
}

const root = document.getElementById("app");
if (root) {
  void begin();
  await lockWords.load();
  render(<Root />, root);
}
