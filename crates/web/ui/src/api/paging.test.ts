import { expect, test } from "vitest";
import { nextCursor, paged, pages } from "./paging";
import { Problem } from "./problem";
import type { Answer } from "./types";

const answer = (data: readonly number[], next?: string): Answer<readonly number[]> => ({
  data,
  response: new Response(null, {
    headers: next ? { link: `</api/todos?limit=2&cursor=${next}>; rel="next"` } : {},
  }),
});

/** Seven numbers, three a page. */
function list() {
  const asked: (string | undefined)[] = [];
  const load = async (cursor: string | undefined, signal?: AbortSignal) => {
    asked.push(cursor);
    await Promise.resolve();
    signal?.throwIfAborted();
    const from = Number(cursor ?? 0);
    const data = [0, 1, 2, 3, 4, 5, 6].slice(from, from + 3);
    return answer(data, from + 3 < 7 ? String(from + 3) : undefined);
  };
  return { asked, load };
}

test("the next page's cursor is in the link", () => {
  expect(nextCursor(answer([], "a%2Bb").response)).toBe("a+b");
  expect(nextCursor(answer([]).response)).toBeUndefined();
  const other = new Response(null, { headers: { link: '</docs>; rel="help", </a?cursor=x>; rel=next' } });
  expect(nextCursor(other)).toBe("x");
});

test("all pages are walked through in their order", async () => {
  const found: number[] = [];
  for await (const page of pages(list().load)) {
    found.push(...page);
  }
  expect(found).toEqual([0, 1, 2, 3, 4, 5, 6]);
});

test("a walk that is left asks for no further page", async () => {
  const { asked, load } = list();
  for await (const page of pages(load)) {
    expect(page).toHaveLength(3);
    break;
  }
  expect(asked).toEqual([undefined]);
});

test("who asks for more while a page is loading waits for that one", async () => {
  const { asked, load } = list();
  const shown = paged(load);
  void shown.more();
  await shown.more();
  expect(shown.items.value).toEqual([0, 1, 2]);
  expect(asked).toEqual([undefined]);
});

test("a list grows when it is asked to, and not beyond its end", async () => {
  const { asked, load } = list();
  const shown = paged(load);
  expect(shown.items.value).toBeUndefined();
  await Promise.all([shown.more(), shown.more()]);
  expect(shown.items.value).toEqual([0, 1, 2]);
  await shown.more();
  await shown.more();
  expect(shown.items.value).toEqual([0, 1, 2, 3, 4, 5, 6]);
  expect(shown.hasMore.value).toBe(false);
  await shown.more();
  expect(asked).toEqual([undefined, "3", "6"]);
  await shown.reload();
  expect(shown.items.value).toEqual([0, 1, 2]);
  expect(shown.hasMore.value).toBe(true);
});

test("as much as there is comes anew, and the list goes on after it", async () => {
  const { asked, load } = list();
  const shown = paged(load);
  await shown.refresh();
  expect(shown.items.value).toEqual([0, 1, 2]);
  await shown.more();
  // One was answered: as many as are left are asked for.
  shown.update((items) => items.filter((one) => one !== 4));
  asked.length = 0;
  const refreshed = shown.refresh();
  expect(shown.items.value).toEqual([0, 1, 2, 3, 5]);
  await refreshed;
  expect(asked).toEqual([undefined, "3"]);
  expect(shown.items.value).toEqual([0, 1, 2, 3, 4, 5]);
  await shown.more();
  expect(shown.items.value).toEqual([0, 1, 2, 3, 4, 5, 6]);
  await shown.refresh();
  expect(shown.items.value).toEqual([0, 1, 2, 3, 4, 5, 6]);
  expect(shown.hasMore.value).toBe(false);
});

test("who comes to the end while the list is loaded anew gets the next page after that, once", async () => {
  const { asked, load } = list();
  const shown = paged(load);
  await shown.more();
  const reloaded = shown.reload();
  await Promise.all([shown.more(), shown.more(), reloaded]);
  expect(shown.items.value).toEqual([0, 1, 2, 3, 4, 5]);
  const refreshed = shown.refresh();
  await Promise.all([shown.more(), refreshed]);
  expect(shown.items.value).toEqual([0, 1, 2, 3, 4, 5, 6]);
  expect(asked).toEqual([undefined, undefined, "3", undefined, "3", "6"]);
});

test("what failed is told, keeps what is shown, and can be tried again", async () => {
  const { load } = list();
  let fails = false;
  const shown = paged<number>((cursor, signal) => {
    if (fails) throw new Problem(503, { code: "saturated" });
    return load(cursor, signal);
  });
  await shown.more();
  fails = true;
  await shown.more();
  expect(shown.error.value?.code).toBe("saturated");
  expect(shown.items.value).toEqual([0, 1, 2]);
  fails = false;
  await shown.more();
  expect(shown.error.value).toBeUndefined();
  expect(shown.items.value).toEqual([0, 1, 2, 3, 4, 5]);
});

test.each(["more", "reload", "refresh"] as const)("a change that is answered while %s reads the list stays", async (how) => {
  // The server reads when it is asked; its answer comes later.
  let stored = [0, 1, 2];
  const answers: (() => void)[] = [];
  const shown = paged<number>(() => {
    const read = answer(stored);
    return new Promise((resolve) => answers.push(() => resolve(read)));
  });
  const settle = () => new Promise((resolve) => setTimeout(resolve));
  if (how !== "more") {
    void shown.more();
    answers.shift()?.();
    await settle();
  }
  void shown[how]();
  stored = [0, 2];
  shown.update((items) => items.filter((one) => one !== 1));
  for (const come of answers) {
    come();
    await settle();
  }
  expect(shown.items.value).toEqual([0, 2]);
  expect(shown.loading.value).toBe(false);
});

test("an answer that was given up changes nothing", async () => {
  const shown = paged(list().load);
  const loading = shown.more();
  shown.abort();
  await loading;
  expect(shown.items.value).toBeUndefined();
  expect(shown.error.value).toBeUndefined();
  expect(shown.loading.value).toBe(false);
});
