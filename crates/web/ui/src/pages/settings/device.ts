/** What a `User-Agent` says of browser and system, as far as people know them by name. */
export function deviceOf(agent: string | null | undefined): { browser: string; system: string } {
  const text = agent ?? "";
  const first = (pairs: [RegExp, string][]) => pairs.find(([pattern]) => pattern.test(text))?.[1] ?? "";
  // The order matters: most browsers also call themselves Chrome and Safari.
  const browser = first([
    [/\bEdgA?\/|EdgiOS\//, "Edge"],
    [/\bOPR\//, "Opera"],
    [/SamsungBrowser\//, "Samsung Internet"],
    [/Firefox\/|FxiOS\//, "Firefox"],
    [/Chrome\/|CriOS\/|Chromium\//, "Chrome"],
    [/Safari\//, "Safari"],
    [/^curl\//, "curl"],
    [/^node|undici/i, "Node.js"],
    [/^python|^aiohttp|^httpx/i, "Python"],
  ]);
  const system = first([
    [/iPhone/, "iPhone"],
    [/iPad/, "iPad"],
    [/Android/, "Android"],
    [/Windows/, "Windows"],
    [/CrOS/, "ChromeOS"],
    [/Macintosh|Mac OS X/, "macOS"],
    [/Linux/, "Linux"],
  ]);
  return { browser: browser || (text && !system ? (text.split(/[\s/]/)[0] ?? "") : ""), system };
}
