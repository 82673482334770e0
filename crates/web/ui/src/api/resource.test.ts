import { afterEach, beforeEach, expect, test } from "vitest";
import { Problem } from "./problem";
import { invalidate, type Resource, resource } from "./resource";
import { session } from "./session";

const made: Resource<unknown>[] = [];
function load<T>(key: string, loader: (signal: AbortSignal) => Promise<T>): Resource<T> {
  const one = resource(key, loader);
  made.push(one);
  return one;
}

/** Lets everything run that waits for nothing but its turn. */
const settle = () => new Promise((resolve) => setTimeout(resolve));

beforeEach(() => {
  session.value = "open";
});
afterEach(() => {
  for (const one of made.splice(0)) one.dispose();
  session.value = "unknown";
});

test("something is loading, then there", async () => {
  const one = load("/api/todos", async () => [1]);
  expect(one.loading.value).toBe(true);
  expect(one.data.value).toBeUndefined();
  await settle();
  expect(one.loading.value).toBe(false);
  expect(one.data.value).toEqual([1]);
});

test("what failed keeps what is shown, and is over once it succeeds", async () => {
  let fails = false;
  const one = load("/api/todos", async () => {
    if (fails) throw new Problem(503, { code: "saturated" });
    return 1;
  });
  await settle();
  fails = true;
  await one.reload();
  expect(one.error.value?.code).toBe("saturated");
  expect(one.data.value).toBe(1);
  fails = false;
  await one.reload();
  expect(one.error.value).toBeUndefined();
});

test("of two requests the later one counts, and the earlier is given up", async () => {
  const signals: AbortSignal[] = [];
  const answers: ((value: number) => void)[] = [];
  const one = load("/api/todos", (signal) => {
    signals.push(signal);
    return new Promise<number>((resolve) => answers.push(resolve));
  });
  void one.reload();
  expect(signals.map(({ aborted }) => aborted)).toEqual([true, false]);
  answers[1]?.(2);
  await settle();
  answers[0]?.(1);
  await settle();
  expect(one.data.value).toBe(2);
});

test("a change loads again what is shown of it, and nothing else", async () => {
  const count = { list: 0, one: 0, tags: 0 };
  load("/api/todos?completed=false", async () => ++count.list);
  load("/api/todos/17", async () => ++count.one);
  load("/api/todos-of-others", async () => ++count.tags);
  await settle();
  invalidate("/api/todos");
  await settle();
  expect(count).toEqual({ list: 2, one: 2, tags: 1 });
});

test("what nobody shows any more is given up, and not loaded again", async () => {
  let count = 0;
  let given: AbortSignal | undefined;
  const one = load("/api/todos", (signal) => {
    count += 1;
    given = signal;
    return new Promise<number>(() => {});
  });
  one.dispose();
  expect(given?.aborted).toBe(true);
  invalidate("/api/todos");
  await one.reload();
  expect(count).toBe(1);
});

test("a page that is opened again shows what it showed, until somebody locks", async () => {
  load("/api/todos", async () => 1).data.value;
  await settle();
  expect(load("/api/todos", async () => 2).data.value).toBe(1);
  session.value = "locked";
  session.value = "open";
  expect(load("/api/todos", async () => 3).data.value).toBeUndefined();
});

test("an answer to a change is shown at once, whatever was under way", async () => {
  const answers: ((value: number) => void)[] = [];
  const one = load("/api/todos/1", () => new Promise<number>((resolve) => answers.push(resolve)));
  one.set(5);
  answers[0]?.(1);
  await settle();
  expect(one.data.value).toBe(5);
  answers[1]?.(6);
  await settle();
  expect(one.data.value).toBe(6);
});
