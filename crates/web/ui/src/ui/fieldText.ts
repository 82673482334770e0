import { inlineWords, language } from "../i18n";

/** What is said of a refused field, by the API's stable codes. */
const useFieldWords = inlineWords(
  {
    blank: "Write something here.",
    missing_field: "Write something here.",
    too_long: "This is too long.",
    out_of_range: "This is out of range.",
    invalid_email: "Write an e-mail address like ana@example.org.",
    invalid_url: "Write an address that begins with http:// or https://.",
    invalid_birthday: "There is no such day.",
    invalid_instant: "Choose a day and a time.",
    invalid_characters: "Only letters, digits and . _ - @ + are possible here.",
    nameless: "Write a name, a nickname, a company, an e-mail address or a number.",
    missing_coordinate: "Latitude and longitude go together.",
    invalid_rule: "This isn't a way to repeat something.",
    password_too_short: "This is too short.",
    password_too_common: "This is too easy to guess.",
    password_like_username: "This is too much like the username.",
    password_unchanged: "This is the password that you have. Choose another one.",
    username_taken: "Somebody has this username. Choose another one.",
    ntfy_address_not_allowed: "This server is in a private network, which the operator hasn't allowed.",
    unknown_timezone: "There is no such time zone.",
    other: "This isn't accepted.",
  } as Record<string, string>,
  {
    blank: "Schreib hier etwas hin.",
    missing_field: "Schreib hier etwas hin.",
    too_long: "Das ist zu lang.",
    out_of_range: "Das liegt außerhalb des Möglichen.",
    invalid_email: "Schreib eine E-Mail-Adresse wie ana@example.org.",
    invalid_url: "Schreib eine Adresse, die mit http:// oder https:// beginnt.",
    invalid_birthday: "Diesen Tag gibt es nicht.",
    invalid_instant: "Wähl einen Tag und eine Uhrzeit.",
    invalid_characters: "Hier gehen nur Buchstaben, Ziffern und . _ - @ +.",
    nameless: "Schreib einen Namen, Spitznamen, eine Firma, E-Mail-Adresse oder Nummer.",
    missing_coordinate: "Breite und Länge gehören zusammen.",
    invalid_rule: "So kann sich nichts wiederholen.",
    password_too_short: "Das ist zu kurz.",
    password_too_common: "Das ist zu leicht zu erraten.",
    password_like_username: "Das ähnelt dem Benutzernamen zu sehr.",
    password_unchanged: "Das ist das Passwort, das du hast. Wähl ein anderes.",
    username_taken: "Diesen Namen hat schon jemand. Wähl einen anderen.",
    ntfy_address_not_allowed: "Dieser Server ist in einem privaten Netz, das der Betreiber nicht erlaubt hat.",
    unknown_timezone: "Diese Zeitzone gibt es nicht.",
    other: "Das wird so nicht angenommen.",
  },
);

/** What `Problem` of the API tells of its fields. */
interface Refused {
  fields?: ReadonlyMap<string, { code: string; detail: string }>;
}

/** What is wrong with a field, in the account's language; nothing if it wasn't refused. The first pointer that was is taken. */
export function fieldText(error: unknown, ...pointers: string[]): string | undefined {
  const words = useFieldWords();
  const { fields } = (error ?? {}) as Refused;
  for (const pointer of pointers) {
    const refused = fields?.get(pointer);
    if (refused) return words[refused.code] ?? (language.value === "en" ? refused.detail : words.other);
  }
  return undefined;
}
