// Mentions while they are written: `@` and a name, of which the API knows the username alone.
import type { Member } from "./people";

/** A mention that is being written. */
export interface Begun {
  /** Where its at sign is. */
  from: number;
  /** Where the name ends, perhaps beyond the caret. */
  to: number;
  /** What of the name stands before the caret. */
  word: string;
}

/** What a username is made of. Where one of these, or a slash, is before it, an at sign begins no mention. */
const PART = "[\\p{L}\\p{N}\\p{M}._@+-]";
const BEFORE = new RegExp(`(?<!${PART}|/)@((?:(?!@)${PART})*)$`, "u");
const AFTER = new RegExp(`^${PART}*`, "u");

/** The mention that the caret is in. */
export function mentionAt(text: string, caret: number): Begun | undefined {
  const found = BEFORE.exec(text.slice(0, caret));
  if (!found) return undefined;
  const rest = AFTER.exec(text.slice(caret))?.[0] ?? "";
  return { from: found.index, to: caret + rest.length, word: found[1] ?? "" };
}

const plain = (text: string) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

/** Whom somebody may mean: whose username, or a word of whose name, begins so. Nobody needs to be told of themselves. */
export function suggested(members: readonly Member[], { word }: Begun, self: number | undefined, most = 6): Member[] {
  const wanted = plain(word);
  const names = ({ username, preferred_name }: Member) => [username, ...(preferred_name ?? "").split(/\s+/)].map(plain);
  const fits = members.filter((one) => one.user_id !== self && names(one).some((name) => name !== "" && name.startsWith(wanted)));
  // What is there in full needs no help.
  return fits.length === 1 && plain(fits[0]!.username) === wanted ? [] : fits.slice(0, most);
}

/** The text with the mention in full, and where the caret is then: after a space, unless another sign follows. */
export function completed(text: string, { from, to }: Begun, username: string): { text: string; caret: number } {
  const rest = text.slice(to) || " ";
  const mention = `@${username}`;
  return { text: `${text.slice(0, from)}${mention}${rest}`, caret: from + mention.length + (/^\s/.test(rest) ? 1 : 0) };
}
