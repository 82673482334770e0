import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Problem } from "../api/problem";
import { problemOf } from "../api/unfetched";
import { errorText, isOffline } from "./ErrorState";
import { useUiWords } from "./words";

const reports: unknown[] = [];

beforeEach(() => {
  reports.length = 0;
  vi.stubGlobal("reportError", (error: unknown) => reports.push(error));
});
afterEach(() => {
  vi.unstubAllGlobals();
});

test("only a network that fails is being offline", () => {
  const words = useUiWords();
  const offline = Problem.offline(new TypeError("Failed to fetch"));
  expect([isOffline(offline), errorText(offline)]).toEqual([true, words.offlineText]);
  const mistake = new TypeError("x is undefined");
  expect([isOffline(mistake), errorText(mistake)]).toEqual([false, words.errorText]);
  expect(reports[0]).toBe(mistake);
});

test("a file of the client's that isn't there is no mistake of the program's", () => {
  for (const said of [
    "Failed to fetch dynamically imported module: https://umbra.test/assets/Board-1.js",
    "error loading dynamically imported module: https://umbra.test/assets/Board-1.js",
    "Importing a module script failed.",
    "Unable to preload CSS for /assets/Board-1.css",
  ]) {
    expect(errorText(new TypeError(said)), said).toBe(useUiWords().partText);
    // Also where it was wanted in the middle of a load.
    expect(errorText(problemOf(new TypeError(said))), said).toBe(useUiWords().partText);
  }
  expect(reports).toEqual([]);
});
