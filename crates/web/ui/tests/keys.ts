// What somebody does who has a keyboard alone, and where they see that they are.
import type { Page } from "playwright-core";
import { expect } from "vitest";
import { focused, tabTo } from "./harness";

/** Goes on with Tab to something, and presses Enter there. */
export async function enter(page: Page, name: string | RegExp, key: "Tab" | "Shift+Tab" = "Tab"): Promise<void> {
  await tabTo(page, name, key);
  await page.keyboard.press("Enter");
}

/** What is chosen in the list that has the focus. */
export const chosen = (page: Page) => page.evaluate(() => (document.activeElement as HTMLSelectElement).selectedOptions?.[0]?.label);

/** Writes a choice of the list that has the focus. After a second without a letter a browser begins anew, and so does this then. */
export async function writeChoice(page: Page, option: string): Promise<void> {
  const written = async () => {
    if ((await chosen(page)) !== option) await page.keyboard.type(option);
    return chosen(page);
  };
  await expect.poll(written, { interval: 2_000 }).toBe(option);
}

/** Goes on with Tab to a list of choices, and writes one of them. */
export async function choose(page: Page, label: string, option: string, key: "Tab" | "Shift+Tab" = "Tab"): Promise<void> {
  await tabTo(page, label, key);
  await writeChoice(page, option);
}

/** Goes on with Tab to a field, and writes something else into it. */
export async function write(page: Page, label: string, text: string): Promise<void> {
  await tabTo(page, label);
  await page.keyboard.press("Control+A");
  await page.keyboard.type(text);
}

/** Chooses what a menu that was just opened has: the arrows lead there. */
export async function pick(page: Page, item: string): Promise<void> {
  await page.getByRole("menuitem", { name: item, exact: true }).waitFor();
  for (let steps = 0; steps < 10 && (await focused(page)) !== item; steps += 1) await page.keyboard.press("ArrowDown");
  expect(await focused(page)).toBe(item);
  await page.keyboard.press("Enter");
}

/** Answers a question: the safe answer has the focus, the other one is next to it. */
export async function answer(page: Page, question: string, yes: boolean): Promise<void> {
  const asked = page.getByRole("alertdialog", { name: question });
  await asked.waitFor();
  await expectFocus(page, "Cancel");
  if (yes) await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await asked.waitFor({ state: "detached" });
}

/** Says yes to a question. */
export const agree = (page: Page, question: string) => answer(page, question, true);

/** Waits until something has the focus, and checks that this is seen: it is in the window, and has the ring of what the keyboard is at. */
export async function expectFocus(page: Page, name: string | RegExp): Promise<void> {
  if (typeof name === "string") await expect.poll(() => focused(page)).toBe(name);
  else await expect.poll(() => focused(page)).toMatch(name);
  const seen = () =>
    page.evaluate(() => {
      const one = document.activeElement!;
      const { top, bottom, left, right } = one.getBoundingClientRect();
      const inWindow = bottom > 0 && right > 0 && top < innerHeight && left < innerWidth;
      // A round or square box may have its ring around its words.
      const marked = [one, one.closest("label")].some((at) => at && (getComputedStyle(at).outlineStyle !== "none" || getComputedStyle(at).boxShadow !== "none"));
      return { inWindow, ring: marked && one.matches(":focus-visible") };
    });
  await expect.poll(seen).toEqual({ inWindow: true, ring: true });
}
