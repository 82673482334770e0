// What the form holds, and how it goes to the API and comes from it.
import type { Schemas } from "../../api";
import type { CivilDate } from "../../i18n";
import { birthdayOf, readBirthday } from "./birthday";

type Person = Schemas["Person"];
export type Body = Schemas["UpdatePerson"];

/** One of several e-mail addresses or numbers. */
export interface Entry {
  /** Names the row while the form is open. */
  key: number;
  label: string;
  value: string;
}

export interface Address {
  key: number;
  label: string;
  street: string;
  postal_code: string;
  city: string;
  region: string;
  country: string;
}

const NAMES = ["prefix", "first_name", "middle_name", "last_name", "suffix", "nickname", "company", "job_title", "category", "notes"] as const;
const PARTS = ["street", "postal_code", "city", "region", "country"] as const;
type Name = (typeof NAMES)[number];

export interface Draft extends Record<Name, string> {
  emails: Entry[];
  phones: Entry[];
  addresses: Address[];
  day: string;
  month: string;
  year: string;
  is_favorite: boolean;
}

let lastKey = 0;
export const newEntry = (label = "", value = ""): Entry => ({ key: ++lastKey, label, value });
export const newAddress = (given: Partial<Omit<Address, "key">> = {}): Address => ({
  ...{ label: "home", street: "", postal_code: "", city: "", region: "", country: "" },
  ...given,
  key: ++lastKey,
});

/** Fills the form. */
export function toDraft(person?: Person | Body): Draft {
  const born = person?.birthday ? readBirthday(person.birthday) : undefined;
  const names = Object.fromEntries(NAMES.map((name) => [name, person?.[name] ?? ""])) as Record<Name, string>;
  return {
    ...names,
    emails: (person?.emails ?? []).map(({ label, email }) => newEntry(label ?? "", email)),
    phones: (person?.phones ?? []).map(({ label, phone }) => newEntry(label ?? "", phone)),
    addresses: (person?.addresses ?? []).map(({ label, ...parts }) =>
      newAddress({ label: label ?? "", ...(Object.fromEntries(PARTS.map((part) => [part, parts[part] ?? ""])) as Omit<Address, "key" | "label">) }),
    ),
    day: born ? String(born.day) : "",
    month: born ? String(born.month) : "",
    year: born?.year === undefined ? "" : String(born.year),
    is_favorite: person?.is_favorite ?? false,
  };
}

const text = (value: string) => value.trim() || null;
export const isBlank = (address: Address) => PARTS.every((part) => !address[part].trim());

/** What the form says, without rows that were left empty. */
export function toBody(draft: Draft, today: CivilDate): Body {
  const birthday = birthdayOf(draft.day, draft.month, draft.year, today);
  return {
    ...(Object.fromEntries(NAMES.map((name) => [name, text(draft[name])])) as Record<Name, string | null>),
    emails: filled(draft.emails).map(({ label, value }) => ({ label: text(label), email: value.trim() })),
    phones: filled(draft.phones).map(({ label, value }) => ({ label: text(label), phone: value.trim() })),
    addresses: draft.addresses
      .filter((address) => !isBlank(address))
      .map((address) => ({
        label: text(address.label),
        ...(Object.fromEntries(PARTS.map((part) => [part, text(address[part])])) as Record<(typeof PARTS)[number], string | null>),
      })),
    birthday,
    is_favorite: draft.is_favorite,
  };
}

/** The rows that are sent, so that the API's `/emails/0` is the first of these. */
export function filled(entries: readonly Entry[]): Entry[] {
  return entries.filter(({ value }) => value.trim());
}

/** What differs between two states: only that is sent, so that nothing else is undone. */
export function changes(before: Body, after: Body): Body {
  const differs = (key: keyof Body) => JSON.stringify(before[key] ?? null) !== JSON.stringify(after[key] ?? null);
  return Object.fromEntries((Object.keys(after) as (keyof Body)[]).filter(differs).map((key) => [key, after[key]]));
}
