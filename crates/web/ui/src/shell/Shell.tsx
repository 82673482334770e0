import "../ui/tokens.pages.css";
import type { ComponentType } from "preact";
import { useEffect, useLayoutEffect, useState } from "preact/hooks";
import { LocationProvider } from "preact-iso/router";
import { ConfirmHost, ErrorState, errorText, Icon, toast, ToastHost } from "../ui";
import { startWorker } from "../worker";
import { loadAccount, settings } from "./account";
import { useAutoLock } from "./autolock";
import { useKeptFocus } from "./focus";
import { useShortcuts } from "./keys";
import { BottomBar, Sidebar } from "./Nav";
import { Outlet, matchRoute } from "./Outlet";
import { closeOverlay, overlay } from "./overlays";
import { prefetchPage } from "./pages";
import styles from "./Shell.module.css";
import { useUnread } from "./unread";
import { shellWords } from "./words";

/** What links the router follows itself: not those of the API, nor of its documentation. */
const OURS = /^\/(?!api(\/|$)|docs|redoc|health)/;

function useOnline(): boolean {
  const [online, setOnline] = useState(navigator.onLine);
  useEffect(() => {
    const look = () => setOnline(navigator.onLine);
    addEventListener("online", look);
    addEventListener("offline", look);
    return () => {
      removeEventListener("online", look);
      removeEventListener("offline", look);
    };
  }, []);
  return online;
}

const overlays = {
  palette: () => import("./palette"),
  shortcuts: () => import("./shortcuts"),
};

/** Palette and help, fetched when they are first wanted. */
function Overlay() {
  const [parts, setParts] = useState<{ [K in keyof typeof overlays]?: ComponentType }>({});
  const kind = overlay.value?.kind;
  useEffect(() => {
    if (!kind || parts[kind]) return;
    overlays[kind]()
      .then(async (module) => {
        await module.words.load();
        setParts((old) => ({ ...old, [kind]: module.default }));
      })
      .catch((error: unknown) => {
        console.error(error);
        overlay.value = null;
        toast(errorText(error), { kind: "error" });
      });
  }, [kind]);
  const Part = kind && parts[kind];
  return Part ? <Part /> : null;
}

function Frame() {
  const words = shellWords.use();
  const unread = useUnread();
  const online = useOnline();
  useShortcuts();
  useKeptFocus();
  useAutoLock();
  useEffect(() => closeOverlay, []);
  useEffect(startWorker, []);
  return (
    <>
      <a
        href="#main"
        class={styles.skip}
        onClick={(event) => {
          event.preventDefault();
          document.getElementById("main")?.focus();
        }}
      >
        {words.skip}
      </a>
      <div class={styles.shell}>
        <Sidebar unread={unread} />
        <main id="main" tabIndex={-1} class={styles.main}>
          <div role="status">
            {!online && (
              <p class={styles.offline}>
                <Icon name="offline" size={18} />
                {words.offline}
              </p>
            )}
          </div>
          <Outlet />
        </main>
        <BottomBar unread={unread} />
      </div>
      <Overlay />
      <ConfirmHost />
      <ToastHost />
    </>
  );
}

// The page of the address comes while the account is asked for; if that fails, the outlet tells.
const opened = matchRoute(location.pathname);
const page = opened && prefetchPage(opened.route.page);

/** Everything behind the lock screen. It is mounted while the session is open, and fetches what it needs by itself. */
export default function Shell() {
  const [error, setError] = useState<unknown>(null);
  const [ready, setReady] = useState(false);

  async function start() {
    setError(null);
    try {
      // Most likely in the language of the account; in another one they come with it.
      shellWords.load().catch(() => {});
      // The frame is drawn once, with the page in it: both come at about the same time. It doesn't wait for one that hangs.
      const late = new Promise((resolve) => setTimeout(resolve, 250));
      await Promise.all([loadAccount(), Promise.race([page, late])]);
      await shellWords.load();
      setReady(true);
    } catch (thrown) {
      setError(thrown);
    }
  }

  // Before the next frame: what is shown waits for it.
  useLayoutEffect(() => void start(), []);

  if (error) {
    return (
      <main class={styles.starting}>
        <ErrorState error={error} onRetry={start} />
      </main>
    );
  }
  if (!ready || !settings.value) return null;
  return (
    <LocationProvider scope={OURS}>
      <Frame />
    </LocationProvider>
  );
}
