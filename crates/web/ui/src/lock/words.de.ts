import type en from "./words.en";

/** The words of the lock screen in German. */
const de: typeof en = {
  product: "Umbra",
  starting: "Einen Moment …",
  signIn: "Anmelden",
  createAccount: "Konto anlegen",
  unlock: "Entsperren",
  unreachable: "Umbra ist nicht erreichbar",

  username: "Benutzername",
  password: "Passwort",

  continue: "Weiter",
  signOut: "Abmelden",
  tryAgain: "Noch einmal versuchen",
  usePasskey: "Passkey verwenden",
  showPassword: "Passwort zeigen",
  or: "oder",

  signInText: "Willkommen zurück.",
  lockedText: (name) => `Angemeldet als ${name}.`,
  lockedTextNobody: "Deine Sitzung ist gesperrt.",
  unreachableText: "Prüf deine Verbindung. Betreibst du den Server selbst, sieh nach, ob er läuft.",

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
    already_set_up: "Umbra ist schon eingerichtet. Melde dich an.",
    codes_frozen:
      "Zu viele Codes waren falsch. Nimm einen Ersatzcode oder Passkey, oder frag, wer den Server verwaltet.",
    database_unavailable: "Der Server ist noch nicht bereit. Versuch es gleich noch einmal.",
    invalid_code: "Dieser Code ist falsch.",
    invalid_credentials: "Der Name oder das Passwort ist falsch.",
    invalid_mfa_token: "Das hat zu lange gedauert. Melde dich noch einmal an.",
    invalid_passkey: "Dieser Passkey wurde nicht angenommen. Versuch es noch einmal, oder nimm dein Passwort.",
    offline: "Umbra ist nicht erreichbar. Prüf deine Verbindung und versuch es noch einmal.",
    origin_not_allowed:
      "Unter dieser Adresse erwartet der Server niemanden. Wer ihn betreibt, setzt UMBRA_PUBLIC_URL darauf.",
    passkeys_unavailable: "Passkeys gehen unter dieser Adresse nicht. Nimm dein Passwort.",
    passkey_declined: "Es wurde kein Passkey verwendet. Versuch es noch einmal, oder nimm dein Passwort.",
    passwordless: "Dieses Konto meldet sich mit einem Passkey an.",
    registration_closed: "Hier kann sich niemand mehr selbst anmelden. Frag, wer den Server verwaltet.",
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
    invalid_characters: "Nimm nur Buchstaben, Ziffern und . _ - @ +.",
    invalid_code: "Das ist kein Code. Er hat sechs Ziffern.",
    password_too_short: "Das ist zu kurz.",
    password_like_username: "Das ist deinem Namen zu ähnlich.",
    password_too_common: "Das ist zu leicht zu erraten.",
    password_unchanged: "Das ist dein jetziges Passwort. Wähl ein anderes.",
    username_taken: "Diesen Namen hat schon jemand. Wähl einen anderen.",
    setup_token_wrong: "Das ist nicht der Einrichtungsschlüssel.",
    setup_token_required: "Gib den Einrichtungsschlüssel ein.",
    unknown: "Das geht nicht.",
  },
};

export default de;
