import type { Schemas } from "../../api";
import { formatNumber } from "../../i18n";
import { Icon, type IconName } from "../../ui";
import styles from "./today.module.css";
import { useWords } from "./words";
import type { TodayWords } from "./words.en";

type Sky = keyof TodayWords["sky"];

/** What WMO code table 4677 calls it, as far as a day needs to know. */
export function skyOf(code: number | null | undefined): Sky | null {
  if (code == null) return null;
  if (code === 0) return "clear";
  if (code <= 2) return "partly";
  if (code === 3) return "cloudy";
  if (code <= 48) return "fog";
  if (code <= 57) return "drizzle";
  if (code <= 67) return "rain";
  if (code <= 77 || code === 85 || code === 86) return "snow";
  if (code <= 82) return "showers";
  return "storm";
}

const ICONS: Record<Sky, IconName> = {
  clear: "sun",
  partly: "cloud-sun",
  cloudy: "cloud",
  fog: "fog",
  drizzle: "rain",
  rain: "rain",
  snow: "snow",
  showers: "rain",
  storm: "storm",
};

/** The weather of the day in one line, with where it is from. */
export function Weather({ weather }: { weather: Schemas["Weather"] }) {
  const w = useWords();
  const today = weather.daily[0];
  const sky = skyOf(weather.current.weather_code ?? today?.weather_code);
  const degrees = (n: number) => formatNumber(Math.round(n), { style: "unit", unit: "celsius", unitDisplay: "narrow" });
  const details = [
    sky && w.sky[sky],
    today?.temperature_max != null && w.high(degrees(today.temperature_max)),
    today?.temperature_min != null && w.low(degrees(today.temperature_min)),
    today?.precipitation_probability != null && today.precipitation_probability >= 20 && w.rain(formatNumber(today.precipitation_probability / 100, { style: "percent" })),
    weather.is_stale && w.stale,
  ].filter(Boolean);
  return (
    <div class={styles.weather}>
      <Icon name={sky === "clear" && weather.current.is_day === false ? "moon" : sky ? ICONS[sky] : "cloud"} size={26} />
      <span class={styles.degrees}>{degrees(weather.current.temperature)}</span>
      <span class={styles.sky}>
        <span>{weather.place.name}</span>
        <span>{details.join(", ")}</span>
        <a href={weather.attribution.url} target="_blank" rel="noreferrer" class={styles.source}>
          {weather.attribution.text}
        </a>
      </span>
    </div>
  );
}
