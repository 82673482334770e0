// Telephone numbers as they are dialled: the same rules as on the server, so that a preview is right.

/** Of fewer digits there are too many for one to tell it from others. */
const TELLING = 7;

/** Country calling codes of one and two digits; all others have three (ITU-T E.164). */
const SHORT_CODES =
  "1 7 20 27 30 31 32 33 34 36 39 40 41 43 44 45 46 47 48 49 51 52 53 54 55 56 57 58 60 61 62 63 64 65 66 81 82 84 86 90 91 92 93 94 95".split(" ");

interface Number {
  code: string | undefined;
  rest: string;
}

function read(text: string): Number {
  const trimmed = text.normalize("NFKC").trim();
  const plus = trimmed.startsWith("+");
  const digits = (plus ? trimmed.replace("(0)", "") : trimmed).replace(/\D/g, "");
  const abroad = plus ? digits : digits.startsWith("00") ? digits.slice(2) : "";
  if (abroad.length <= 3) return { code: undefined, rest: digits };
  const length = SHORT_CODES.find((code) => abroad.startsWith(code))?.length ?? 3;
  return { code: abroad.slice(0, length), rest: abroad.slice(length) };
}

/** Whether a number says its country, so that it can be called from anywhere. */
export function hasCountry(text: string): boolean {
  return read(text).code !== undefined;
}

/** Whether two are one number: one of them may leave its country out. What is written beside a number makes another one. */
export function isSameNumber(one: string, other: string): boolean {
  if (one === other) return true;
  if (/\p{Alphabetic}/u.test(other)) return false;
  const [a, b] = [read(one), read(other)];
  const key = ({ rest }: Number) => rest.replace(/^0+/, "");
  const apart = a.code !== undefined && b.code !== undefined && a.code !== b.code;
  if (key(a).length >= TELLING && key(b).length >= TELLING) return key(a) === key(b) && !apart;
  return a.rest !== "" && a.rest === b.rest && a.code === b.code;
}

/** What `tel:` takes of a number as people write it. */
export function telLink(text: string): string {
  const plain = text.normalize("NFKC").replace("(0)", text.trim().startsWith("+") ? "" : "0");
  return `tel:${plain.replace(/[^\d+#*]/g, "")}`;
}
