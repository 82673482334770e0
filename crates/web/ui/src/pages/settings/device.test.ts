import { expect, test } from "vitest";
import { deviceOf } from "./device";
import { isZone, locales, zones } from "./zones";

test("browsers and systems by the names that people know", () => {
  for (const [agent, browser, system] of [
    ["Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox", "Linux"],
    ["Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36 Edg/140.0", "Edge", "Windows"],
    ["Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Safari/605.1.15", "Safari", "macOS"],
    ["Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1", "Safari", "iPhone"],
    ["Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Mobile Safari/537.36", "Chrome", "Android"],
    ["curl/8.5.0", "curl", ""],
    ["MyScript/1.0", "MyScript", ""],
  ] as const) {
    expect(deviceOf(agent)).toEqual({ browser, system });
  }
  expect(deviceOf(null)).toEqual({ browser: "", system: "" });
});

test("zones and locales always have the one in use", () => {
  expect(zones("Europe/Kyiv")).toContain("Europe/Kyiv");
  expect(isZone("Europe/Vienna")).toBe(true);
  expect(isZone("Europe/Nowhere")).toBe(false);
  expect(isZone("")).toBe(false);
  const offered = locales("de-LI", "en");
  expect(offered.map(({ value }) => value)).toContain("de-LI");
  expect(offered.slice(0, 9).every(({ value }) => /^(en|de)/.test(value))).toBe(true);
});
