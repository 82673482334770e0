import { batch, effect, signal } from "@preact/signals";
import { api, early, session, type Schemas } from "../api";
import { forgetRegion, languageOf, loadWords, setRegion } from "../i18n";
import { setAccent } from "../ui/accent";

/** The settings of who is signed in. There before any page is shown. */
export const settings = signal<Schemas["Settings"] | undefined>(undefined);
/** Who is signed in. */
export const me = signal<Schemas["Me"] | undefined>(undefined);

/** How many sessions have ended on this page. What was asked for in one of them isn't for the next one. */
let ended = 0;

/** Takes over changed settings: language, zone, first day of the week and colour follow at once. */
export async function applySettings(next: Schemas["Settings"]): Promise<void> {
  const before = ended;
  await loadWords(languageOf(next.locale));
  if (ended !== before) return;
  batch(() => {
    settings.value = next;
    setRegion({ locale: next.locale, zone: next.timezone, weekStart: next.first_day_of_week });
  });
  setAccent(next.accent_color);
}

/** Fetches what the shell has to know before it can show anything. */
export async function loadAccount(): Promise<void> {
  const before = ended;
  const [mine, who] = await Promise.all([
    early<Schemas["Settings"]>("/api/settings") ?? api.GET("/api/settings"),
    early<Schemas["Me"]>("/api/auth/me") ?? api.GET("/api/auth/me"),
  ]);
  if (ended !== before) return;
  me.value = who.data;
  await applySettings(mine.data);
}

/** What to call who is signed in. */
export function nameOfMe(): string {
  return settings.value?.preferred_name || me.value?.preferred_name || me.value?.username || "";
}

effect(() => {
  // Signing out and locking leave nothing behind.
  if (session.value !== "open") {
    ended += 1;
    settings.value = undefined;
    me.value = undefined;
  }
  // Whoever signs in next is perhaps somebody else: language, zone and colour are the browser's again. A locked
  // session is unlocked by the one whose it is.
  if (session.value === "signed-out") {
    forgetRegion();
    setAccent(null);
  }
});

/** Locks the session. What is shown goes at once; unlocking leads back to it. */
export async function lock(): Promise<void> {
  await api.POST("/api/auth/lock");
  session.value = "locked";
}

/** Signing out leaves nothing. */
export { signOut } from "../lock";
