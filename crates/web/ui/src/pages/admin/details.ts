// What else an entry of the audit log says. The server has it as words, codes and values for programs; here it is told to people.
import { formatNumber, inlineWords } from "../../i18n";
import type { AdminWords } from "./words.en";

const en = {
  said: {
    "command line": "on the command line",
    "the secret key is lost": "the secret key is lost",
    "new device": "new device",
    inactive: "the account is switched off",
    passwordless: "the account has no password",
    "second factor required": "a second factor is needed",
    "enrolment required": "two-factor codes have to be set up first",
    "temporary password expired": "the one-time password has run out",
    "session ended": "the session was ended",
    "this can't be done to one's own account": "not with one's own account",
    "the last admin has to stay one": "it is the last admin",
    "the caller is no admin any more": "was no admin any more",
    last_admin: "it is the last admin",
    not_allowed: "it isn't allowed on this server",
    too_few_passkeys: "too few passkeys",
    passwordless_needs_two_passkeys: "without a password two passkeys are needed",
    too_many: "too many passkeys",
    bad_token: "begun too long ago, or elsewhere",
    passkey_changed: "the passkey was changed meanwhile",
    foreign_passkey: "the passkey is somebody else's",
    already_registered: "the passkey is there already",
    unknown_credential: "the passkey isn't known",
    credential_not_allowed: "another passkey was asked for",
    foreign_user_handle: "the passkey is of another account",
    missing_user_handle: "the passkey doesn't say whose it is",
    wrong_origin: "from another address than this server's",
    cross_origin: "from within another page",
    wrong_rp_id: "made for another server",
    wrong_challenge: "an answer to another question",
    wrong_type: "another kind of answer",
    malformed_credential: "the answer can't be read",
    user_not_present: "nobody confirmed it",
    user_not_verified: "nobody proved to the passkey who they are",
    bad_signature: "the signature is wrong",
    counter_regressed: "the passkey may have been copied",
    invalid_backup_state: "contradicts itself about being backed up",
    backup_eligibility_changed: "says otherwise than before whether it can be backed up",
    unsupported_key: "a kind of key that isn't supported",
    invalid_attestation: "its origin can't be checked",
    damaged_key: "what is stored of the passkey is damaged",
  } as Record<string, string>,
  counters: (n: string) => (n === "1" ? "1 counter of wrong guesses cleared" : `${n} counters of wrong guesses cleared`),
  sessions: (n: string) => (n === "1" ? "1 session ended" : `${n} sessions ended`),
  resealed: (n: string) => `${n} sealed anew`,
  unopened: (n: string) => `${n} can't be opened`,
  delivery: (id: string) => `delivery ${id}`,
  username: (name: string) => `was called ${name}`,
  enforce: ["not demanded any more", "demanded"],
  active: ["switched off", "switched on"],
  setting: (what: string, on: boolean) => `${what}: ${on ? "on" : "off"}`,
  upTo: (id: string) => `up to entry ${id}`,
};

const de: typeof en = {
  said: {
    "command line": "auf der Kommandozeile",
    "the secret key is lost": "der geheime Schlüssel ist verloren",
    "new device": "neues Gerät",
    inactive: "das Konto ist ausgeschaltet",
    passwordless: "das Konto hat kein Passwort",
    "second factor required": "ein zweiter Faktor ist nötig",
    "enrolment required": "zuerst sind Zwei-Faktor-Codes einzurichten",
    "temporary password expired": "das Einmalpasswort ist abgelaufen",
    "session ended": "die Sitzung wurde beendet",
    "this can't be done to one's own account": "nicht mit dem eigenen Konto",
    "the last admin has to stay one": "es ist das letzte Verwalterkonto",
    "the caller is no admin any more": "hatte keine Verwalterrechte mehr",
    last_admin: "es ist das letzte Verwalterkonto",
    not_allowed: "auf diesem Server nicht erlaubt",
    too_few_passkeys: "zu wenige Passkeys",
    passwordless_needs_two_passkeys: "ohne Passwort sind zwei Passkeys nötig",
    too_many: "zu viele Passkeys",
    bad_token: "zu lange her oder anderswo begonnen",
    passkey_changed: "der Passkey wurde inzwischen geändert",
    foreign_passkey: "der Passkey gehört jemand anderem",
    already_registered: "der Passkey ist schon da",
    unknown_credential: "der Passkey ist unbekannt",
    credential_not_allowed: "ein anderer Passkey war verlangt",
    foreign_user_handle: "der Passkey ist von einem anderen Konto",
    missing_user_handle: "der Passkey sagt nicht, wem er gehört",
    wrong_origin: "von einer anderen Adresse als der dieses Servers",
    cross_origin: "aus einer anderen Seite heraus",
    wrong_rp_id: "für einen anderen Server gemacht",
    wrong_challenge: "Antwort auf eine andere Frage",
    wrong_type: "eine andere Art von Antwort",
    malformed_credential: "die Antwort ist nicht lesbar",
    user_not_present: "niemand hat es bestätigt",
    user_not_verified: "niemand hat sich dem Passkey ausgewiesen",
    bad_signature: "die Unterschrift ist falsch",
    counter_regressed: "der Passkey ist vielleicht kopiert",
    invalid_backup_state: "widersprüchlich dazu, ob er gesichert ist",
    backup_eligibility_changed: "sagt anders als zuvor, ob er gesichert werden kann",
    unsupported_key: "eine Art von Schlüssel, die nicht unterstützt wird",
    invalid_attestation: "die Herkunft lässt sich nicht prüfen",
    damaged_key: "was vom Passkey gespeichert ist, ist beschädigt",
  },
  counters: (n) => (n === "1" ? "1 Zähler falscher Versuche gelöscht" : `${n} Zähler falscher Versuche gelöscht`),
  sessions: (n) => (n === "1" ? "1 Sitzung beendet" : `${n} Sitzungen beendet`),
  resealed: (n) => `${n} neu versiegelt`,
  unopened: (n) => `${n} nicht zu öffnen`,
  delivery: (id) => `Zustellung ${id}`,
  username: (name) => `hieß ${name}`,
  enforce: ["nicht mehr verlangt", "verlangt"],
  active: ["ausgeschaltet", "eingeschaltet"],
  setting: (what, on) => `${what}: ${on ? "an" : "aus"}`,
  upTo: (id) => `bis zum Eintrag ${id}`,
};

export const useDetailWords = inlineWords(en, de);

/** Tells what else an entry says. What isn't known is of a newer server, and stays as it is. */
export function tellDetail(detail: string, w: typeof en, { config, accounts }: Pick<AdminWords, "config" | "accounts">): string {
  const said = w.said[detail];
  if (said) return said;
  const [, place] = /^(\d+):[0-9a-f]{64}$/.exec(detail) ?? [];
  if (place) return w.upTo(formatNumber(Number(place)));
  const which = (two: string[]) => (value: string) => two[["false", "true"].indexOf(value)];
  const number = (tell: (n: string) => string) => (value: string) => tell(formatNumber(Number(value)));
  const setting = (what: string) => which([w.setting(what, false), w.setting(what, true)]);
  const values: Record<string, (value: string) => string | undefined> = {
    counters: number(w.counters),
    sessions: number(w.sessions),
    resealed: number(w.resealed),
    unopened: number(w.unopened),
    delivery: w.delivery,
    username: w.username,
    enforce: which(w.enforce),
    is_active: which(w.active),
    role: (value) => accounts.roles[value],
    allow_registration: setting(config.registration),
    enforce_mfa_new_users: setting(config.mfa),
    allow_passwordless: setting(config.passwordless),
  };
  const told = detail.split(" ").map((one) => {
    const [, key = "", value = ""] = /^(\w+)=(.*)$/.exec(one) ?? [];
    return values[key]?.(value);
  });
  return told.every((one) => one !== undefined) ? told.join(" · ") : detail;
}
