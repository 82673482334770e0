import type { Schemas } from "../../api";
import { me } from "../../shell";
import type { Words } from "./words.en";

export type Member = Schemas["ProjectMember"];

/** What to call a member. */
export function nameOf(member: Pick<Member, "username" | "preferred_name">): string {
  return member.preferred_name || member.username;
}

/** What to call an account of the project; who is gone has no name any more. */
export function nameIn(members: readonly Member[], id: number | null | undefined, words: Words): string {
  const member = members.find(({ user_id }) => user_id === id);
  return member ? nameOf(member) : words.somebody;
}

/** The id of who is signed in. */
export function myId(): number | undefined {
  return me.value?.id;
}
