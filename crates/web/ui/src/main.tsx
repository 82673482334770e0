import "./ui/base.css";
import "./shell/theme";
import { type ComponentType, render } from "preact";
import { useEffect, useLayoutEffect, useState } from "preact/hooks";
import { language } from "./i18n/account";
import { begin, lock, LockScreen, lockWords } from "./lock";

/** Everything behind the lock screen. */
const client = () => import("./shell/Shell");
// A file that can't be fetched is fetched again when it is needed.
const fetchSoon = () => void client().catch(() => {});

function Root() {
  const [Client, show] = useState<ComponentType>();
  document.documentElement.lang = language.value;
  const { at } = lock.value.view;
  const isOpen = at === "open";
  useLayoutEffect(() => {
    if (isOpen) client().then((loaded) => show(() => loaded.default), () => {});
  }, [isOpen]);
  useEffect(() => {
    // While somebody still types: an effect comes after what is shown was drawn.
    if (!isOpen && at !== "starting") fetchSoon();
  }, [at]);
  if (!isOpen) {
    return <LockScreen />;
  }
  return Client ? <Client /> : null;
}

const root = document.getElementById("app");
if (root) {
  // Who is signed in already waits for what lies behind the lock screen, and not for its words.
  void begin().then(() => {
    if (lock.peek().view.at !== "open") return;
    fetchSoon();
    // Asked for while that comes: `loadAccount` takes these answers, and Today the last one.
    for (const what of ["settings", "auth/me", location.pathname === "/" && "dashboard"]) {
      if (what) document.head.append(Object.assign(document.createElement("link"), { rel: "preload", as: "fetch", crossOrigin: "use-credentials", href: `/api/${what}` }));
    }
  });
  await lockWords.load();
  render(<Root />, root);
}
