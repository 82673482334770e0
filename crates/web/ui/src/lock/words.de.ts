import type en from "./words.en";

/** The words of the lock screen in German. */
const de: typeof en = {
  starting: "Einen Moment …",
  signIn: "Anmelden",
  createAccount: "Konto anlegen",
  unlock: "Entsperren",

  username: "Benutzername",
  password: "Passwort",

  continue: "Weiter",
  signOut: "Abmelden",
  usePasskey: "Passkey verwenden",
  showPassword: "Passwort zeigen",
  or: "oder",

  signInText: "Willkommen zurück.",
  lockedText: (name) => `Angemeldet als ${name}.`,
  lockedTextNobody: "Deine Sitzung ist gesperrt.",

  wait: (seconds) =>
    seconds < 60
      ? `Zu viele Versuche. Warte ${seconds} ${seconds === 1 ? "Sekunde" : "Sekunden"}.`
      : `Zu viele Versuche. Warte ${Math.ceil(seconds / 60)} ${seconds <= 60 ? "Minute" : "Minuten"}.`,
  busy: (seconds) =>
    `Der Server ist ausgelastet. Versuch es in ${seconds} ${seconds === 1 ? "Sekunde" : "Sekunden"} noch einmal.`,
  attemptsLeft: (left) =>
    left === 0
      ? "Das Anmelden ist jetzt für 30 Minuten gesperrt."
      : left === 1
        ? "Noch ein falscher Versuch sperrt das Anmelden für 30 Minuten."
        : `Noch ${left} falsche Versuche sperren das Anmelden für 30 Minuten.`,

  problems: {
    account_inactive: "Dieses Konto ist abgeschaltet. Frag, wer den Server verwaltet.",
    database_unavailable: "Der Server ist noch nicht bereit. Versuch es gleich noch einmal.",
    invalid_credentials: "Der Name oder das Passwort ist falsch.",
    offline: "Umbra ist nicht erreichbar. Prüf deine Verbindung und versuch es noch einmal.",
    origin_not_allowed:
      "Unter dieser Adresse erwartet der Server niemanden. Wer ihn betreibt, setzt UMBRA_PUBLIC_URL darauf.",
    passwordless: "Dieses Konto meldet sich mit einem Passkey an.",
    saturated: "Der Server ist ausgelastet. Versuch es gleich noch einmal.",
    temporary_password_expired:
      "Dieses Passwort galt nur für kurze Zeit, und die ist um. Lass dir ein neues geben.",
    too_many_requests: "Zu viele Versuche. Warte einen Moment.",
    unauthenticated: "Deine Sitzung ist zu Ende. Melde dich wieder an.",
    wrong_password: "Dieses Passwort ist falsch.",
    unknown: "Etwas ist schiefgegangen. Versuch es noch einmal.",
  },

  fields: {
    blank: "Füll das aus.",
    required: "Füll das aus.",
    too_long: "Das ist zu lang.",
    unknown: "Das geht nicht.",
  },
};

export default de;
