// What becomes of two people who are the same: computed as the server does, so that it can be seen before.
import type { Schemas } from "../../api";
import { readBirthday } from "./birthday";
import { hasCountry, isSameNumber } from "./number";

type Person = Schemas["Person"];
export type Field = Schemas["MergeField"];

export const FIELDS = ["prefix", "first_name", "middle_name", "last_name", "suffix", "nickname", "company", "job_title", "category", "birthday"] as const satisfies readonly Field[];

/** A field of which a person has one only. */
export interface Single {
  field: Field;
  value: string;
  /** The two to choose from, where they differ: of the one that stays, and of the other. */
  choice?: [string, string];
  /** Whether it comes from the other person. */
  taken: boolean;
}

/** One of several, and whether the other person brings it. */
export interface Item<T> {
  value: T;
  added: boolean;
}

export interface Preview {
  singles: Single[];
  emails: Item<Schemas["PersonEmail"]>[];
  phones: Item<Schemas["PersonPhone"]>[];
  addresses: Item<Schemas["PersonAddress"]>[];
  notes: string;
  is_favorite: boolean;
}

const folded = (text: string) => text.normalize("NFKC").toLowerCase();
const oneLine = (address: Schemas["PersonAddress"]) =>
  [...(address.street ?? "").split("\n"), address.postal_code, address.city, address.region, address.country].filter(Boolean).join(", ");

/** Whether two birthdays say the same as far as either says it. */
function fits(one: string, other: string): boolean {
  const [a, b] = [readBirthday(one), readBirthday(other)];
  if (!a || !b || a.month !== b.month || a.day !== b.day) return false;
  return a.year === undefined || b.year === undefined || a.year === b.year;
}

/** Shows what becomes of each field. `take` names the fields of which the other person's value is taken. */
export function preview(mine: Person, other: Person, take: ReadonlySet<Field>): Preview {
  const lines: string[] = [];
  const singles: Single[] = [];
  for (const field of FIELDS) {
    const [a, b] = [mine[field] ?? "", other[field] ?? ""];
    if (!a && !b) continue;
    if (!a || !b || a === b) {
      singles.push({ field, value: a || b, taken: !a });
    } else if (field === "birthday" && fits(a, b)) {
      const value = a.startsWith("-") ? b : a;
      singles.push({ field, value, taken: value !== a });
    } else {
      const taken = take.has(field);
      lines.push(`${field}: ${taken ? a : b}`);
      singles.push({ field, value: taken ? b : a, choice: [a, b], taken });
    }
  }

  function put<T extends { label?: string | null }>(list: string, old: T[], fresh: T[], same: (a: T, b: T) => boolean, show: (one: T) => string, better?: (a: T, b: T) => T): Item<T>[] {
    const items: Item<T>[] = old.map((value) => ({ value: { ...value }, added: false }));
    for (const one of fresh) {
      const known = items.find(({ value }) => same(value, one));
      if (!known) {
        items.push({ value: one, added: true });
        continue;
      }
      if (known.value.label && one.label && known.value.label !== one.label) lines.push(`${list}: ${show(one)} (${one.label})`);
      else if (!known.value.label && one.label) known.value = { ...known.value, label: one.label };
      if (better) known.value = better(known.value, one);
    }
    return items;
  }

  const emails = put("emails", mine.emails, other.emails, (a, b) => folded(a.email) === folded(b.email), ({ email }) => email);
  const phones = put(
    "phones",
    mine.phones,
    other.phones,
    (a, b) => isSameNumber(a.phone, b.phone),
    ({ phone }) => phone,
    // The one with its country can be called from anywhere.
    (a, b) => (hasCountry(a.phone) ? a : { ...a, phone: b.phone }),
  );
  const addresses = put("addresses", mine.addresses, other.addresses, sameAddress, oneLine);

  const notes: string[] = [];
  for (const part of [mine.notes ?? "", other.notes ?? "", lines.join("\n")]) if (part && !notes.includes(part)) notes.push(part);
  return { singles, emails, phones, addresses, notes: notes.join("\n\n"), is_favorite: mine.is_favorite || other.is_favorite };
}

function sameAddress(a: Schemas["PersonAddress"], b: Schemas["PersonAddress"]): boolean {
  return (["street", "postal_code", "city", "region", "country"] as const).every((part) => (a[part] ?? "") === (b[part] ?? ""));
}
