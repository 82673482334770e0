import { expect, test } from "vitest";
import { isPressed, keymap, keysOf } from "./keymap";

const press = (key: string, more: Partial<KeyboardEvent> = {}) => ({ key, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...more }) as KeyboardEvent;

test("what is pressed is known by its name", () => {
  expect(isPressed("everywhere.palette", press("k", { ctrlKey: true }))).toBe(true);
  expect(isPressed("everywhere.palette", press("k", { metaKey: true, shiftKey: true }))).toBe(false);
  expect(isPressed("everywhere.palette", press("k"))).toBe(false);
  expect(isPressed("everywhere.help", press("?", { shiftKey: true }))).toBe(true);
  expect(isPressed("calendar.move", press("M"))).toBe(true);
  expect(isPressed("calendar.move", press("M", { shiftKey: true }))).toBe(false);
  expect(isPressed("calendar.remove", press("Backspace"))).toBe(true);
  expect(isPressed("lists.up", press("ArrowUp", { shiftKey: true }))).toBe(true);
  expect(isPressed("lists.up", press("ArrowUp"))).toBe(false);
  expect(isPressed("pages.add", press("n", { ctrlKey: true }))).toBe(false);
});

test("without single letters, those with Ctrl and those of what has the focus are left", () => {
  expect(keysOf(keymap.everywhere.palette, false)).toEqual(["mod k"]);
  expect(keysOf(keymap.pages.add, false)).toEqual([]);
  expect(keysOf(keymap.calendar.move, false)).toEqual(["m"]);
});

test("no key means two things on one page", () => {
  const keys = (group: keyof typeof keymap) => Object.values(keymap[group]).flatMap(({ keys }) => [...keys] as string[]);
  for (const page of ["lists", "calendar"] as const) {
    const all = [...keys("everywhere"), ...keys("pages"), ...keys(page), "g"];
    expect(new Set(all).size, page).toBe(all.length);
  }
});
