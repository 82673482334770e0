import "./ui/base.css";
import "./shell/theme";
import { type ComponentType, render } from "preact";
import { useEffect, useLayoutEffect, useState } from "preact/hooks";
import { askEarly } from "./api";
import { language } from "./i18n/account";
import { begin, lock, LockScreen, lockWords, Unreachable } from "./lock";

/** Everything behind the lock screen. */
const client = () => import("./shell/Shell");
// A file that can't be fetched is fetched again when it is needed.
const fetchSoon = () => void client().catch(() => {});

/** Where a file isn't there: perhaps the server was updated, and then the page names other ones. Some browsers ask once only. */
const missing = <Unreachable again={() => location.reload()} />;

function Root() {
  const [Client, show] = useState<ComponentType>();
  const [failed, fail] = useState(false);
  document.documentElement.lang = language.value;
  const { at } = lock.value.view;
  const isOpen = at === "open";
  useLayoutEffect(() => {
    if (isOpen) client().then((loaded) => show(() => loaded.default), () => fail(true));
  }, [isOpen]);
  useEffect(() => {
    // While somebody still types: an effect comes after what is shown was drawn.
    if (!isOpen && at !== "starting") fetchSoon();
  }, [at]);
  if (!isOpen) {
    return <LockScreen />;
  }
  return Client ? <Client /> : failed ? missing : null;
}

const root = document.getElementById("app");
if (root) {
  // Who is signed in already waits for what lies behind the lock screen, and not for its words.
  void begin().then(() => {
    if (lock.peek().view.at !== "open") return;
    fetchSoon();
    // Asked for while that comes: `loadAccount` takes these answers, and Today the last one.
    askEarly("/api/settings");
    askEarly("/api/auth/me");
    if (location.pathname === "/") askEarly("/api/dashboard");
  });
  render(await lockWords.load().then(() => <Root />, () => missing), root);
}
