// What the form of a place holds.
import type { Schemas } from "../../api";

type Place = Schemas["Location"];
export type Body = Schemas["UpdateLocation"];

const TEXTS = ["name", "address", "category", "phone", "email", "website", "notes"] as const;

export interface Draft extends Record<(typeof TEXTS)[number], string> {
  latitude: string;
  longitude: string;
  is_favorite: boolean;
}

/** Fills the form. */
export function toDraft(place?: Place | Body): Draft {
  const texts = Object.fromEntries(TEXTS.map((field) => [field, place?.[field] ?? ""])) as Record<(typeof TEXTS)[number], string>;
  return {
    ...texts,
    latitude: String(place?.latitude ?? ""),
    longitude: String(place?.longitude ?? ""),
    is_favorite: place?.is_favorite ?? false,
  };
}

/** A number with a point or a comma; null for nothing, NaN for what is none. */
export function degrees(text: string): number | null {
  const plain = text.trim().replace(",", ".").replace("−", "-");
  if (!plain) return null;
  return /^-?\d{1,3}(\.\d+)?$/.test(plain) ? Number(plain) : Number.NaN;
}

/** A website as people write it gets what the API wants before it. */
export function website(text: string): string | null {
  const plain = text.trim();
  if (!plain) return null;
  return /^[a-z][a-z0-9+.-]*:/i.test(plain) ? plain : `https://${plain}`;
}

/** What the form says. */
export function toBody(draft: Draft): Body {
  const texts = Object.fromEntries(TEXTS.map((field) => [field, draft[field].trim() || null])) as Record<(typeof TEXTS)[number], string | null>;
  return {
    ...texts,
    name: draft.name.trim(),
    website: website(draft.website),
    latitude: degrees(draft.latitude),
    longitude: degrees(draft.longitude),
    is_favorite: draft.is_favorite,
  };
}

/** What differs: only that is sent. A position goes as a whole. */
export function changes(before: Body, after: Body): Body {
  const keys = (Object.keys(after) as (keyof Body)[]).filter((key) => (before[key] ?? null) !== (after[key] ?? null));
  const found = Object.fromEntries(keys.map((key) => [key, after[key]])) as Body;
  if ("latitude" in found || "longitude" in found) return { ...found, latitude: after.latitude ?? null, longitude: after.longitude ?? null };
  return found;
}
