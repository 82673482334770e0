import { expect, test } from "vitest";
import { completed, mentionAt, suggested } from "./mention";
import type { Member } from "./people";

const member = (user_id: number, username: string, preferred_name: string | null = null) => ({ user_id, username, preferred_name }) as Member;
const members = [member(1, "ana", "Ana"), member(2, "ben"), member(3, "b.keller", "Jonas Keller"), member(4, "zoe", "Zoë")];

/** The caret is where the bar is. */
const at = (written: string) => mentionAt(written.replace("|", ""), written.indexOf("|"));
const whom = (written: string, self?: number) => {
  const begun = at(written);
  return begun && suggested(members, begun, self).map(({ username }) => username);
};

test("a mention begins where the API sees one", () => {
  expect(at("Hello @be|")).toEqual({ from: 6, to: 9, word: "be" });
  expect(at("@|")).toEqual({ from: 0, to: 1, word: "" });
  expect(at("(@b|en)")).toEqual({ from: 1, to: 5, word: "b" });
  for (const none of ["Hello |", "ben@exam|ple.org", "/@be|n", "@ben |", "@@be|", "Hello|"]) expect(at(none), none).toBeUndefined();
});

test("somebody is found by the username or a word of the name, and oneself isn't", () => {
  expect(whom("@b|")).toEqual(["ben", "b.keller"]);
  expect(whom("@kel|")).toEqual(["b.keller"]);
  expect(whom("@ZOE|")).toEqual([]);
  expect(whom("@Zo|")).toEqual(["zoe"]);
  expect(whom("@|", 1)).toEqual(["ben", "b.keller", "zoe"]);
  expect(whom("@a|", 1)).toEqual([]);
  expect(whom("@ben|")).toEqual([]);
  expect(whom("@x|")).toEqual([]);
});

test("it is completed by the username, with a space after it where nothing else stands", () => {
  const complete = (written: string) => {
    const { text, caret } = completed(written.replace("|", ""), at(written)!, "b.keller");
    return `${text.slice(0, caret)}|${text.slice(caret)}`;
  };
  expect(complete("Ask @kel|")).toBe("Ask @b.keller |");
  expect(complete("Ask @k|el, please")).toBe("Ask @b.keller|, please");
  expect(complete("Ask @kel| first")).toBe("Ask @b.keller |first");
});
