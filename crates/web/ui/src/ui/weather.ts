import { inlineWords } from "../i18n";
import type { IconName } from "./icons";

type Sky = "clear" | "fair" | "cloudy" | "fog" | "drizzle" | "rain" | "freezing" | "snow" | "showers" | "snowShowers" | "storm" | "unknown";

const useSkyWords = inlineWords<Record<Sky, string>>(
  {
    clear: "Clear",
    fair: "Partly cloudy",
    cloudy: "Cloudy",
    fog: "Fog",
    drizzle: "Drizzle",
    rain: "Rain",
    freezing: "Freezing rain",
    snow: "Snow",
    showers: "Showers",
    snowShowers: "Snow showers",
    storm: "Thunderstorms",
    unknown: "Unknown",
  },
  {
    clear: "Klar",
    fair: "Leicht bewölkt",
    cloudy: "Bewölkt",
    fog: "Nebel",
    drizzle: "Nieselregen",
    rain: "Regen",
    freezing: "Gefrierender Regen",
    snow: "Schnee",
    showers: "Schauer",
    snowShowers: "Schneeschauer",
    storm: "Gewitter",
    unknown: "Unbekannt",
  },
);

const ICONS: Record<Sky, IconName> = {
  clear: "sun",
  fair: "cloud-sun",
  cloudy: "cloud",
  fog: "fog",
  drizzle: "rain",
  rain: "rain",
  freezing: "rain",
  snow: "snow",
  showers: "rain",
  snowShowers: "snow",
  storm: "storm",
  unknown: "cloud",
};

/** The sky that a code of WMO table 4677 means, of those that Open-Meteo uses. */
function skyOf(code: number | null | undefined): Sky {
  if (code === null || code === undefined) return "unknown";
  if (code <= 1) return "clear";
  if (code === 2) return "fair";
  if (code === 3) return "cloudy";
  if (code === 45 || code === 48) return "fog";
  if ([56, 57, 66, 67].includes(code)) return "freezing";
  if (code >= 51 && code <= 55) return "drizzle";
  if (code >= 61 && code <= 65) return "rain";
  if (code >= 71 && code <= 77) return "snow";
  if (code >= 80 && code <= 82) return "showers";
  if (code === 85 || code === 86) return "snowShowers";
  if (code >= 95) return "storm";
  return "unknown";
}

/** A picture and a word for a weather code of the API. */
export function weatherOf(code: number | null | undefined, isDay = true): { icon: IconName; text: string } {
  const sky = skyOf(code);
  return { icon: sky === "clear" && !isDay ? "moon" : ICONS[sky], text: useSkyWords()[sky] };
}
