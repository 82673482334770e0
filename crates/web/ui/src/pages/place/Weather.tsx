import { api, useResource } from "../../api";
import { dateOf, formatAgo, formatDate, formatNumber, inlineWords } from "../../i18n";
import { Card, ErrorState, Icon, Skeleton, weatherOf } from "../../ui";
import { settings } from "../../shell";
import styles from "./weather.module.css";

/** The words are few, and the card is on two pages, so they come with it. */
const useWords = inlineWords(
  {
    title: (name: string) => `Weather in ${name}`,
    feels: (t: string) => `Feels like ${t}`,
    wind: (speed: string) => `Wind ${speed}`,
    stale: (when: string) => `As of ${when}: the source doesn't answer at the moment.`,
    days: "The coming days",
    today: "Today",
    rain: (chance: string) => `${chance} rain`,
    high: "Highest",
    low: "Lowest",
    off: "The weather is switched off on this server.",
    away: "The weather can't be had at the moment.",
  },
  {
    title: (name: string) => `Wetter in ${name}`,
    feels: (t: string) => `Gefühlt ${t}`,
    wind: (speed: string) => `Wind ${speed}`,
    stale: (when: string) => `Stand ${when}: Die Quelle antwortet gerade nicht.`,
    days: "Die nächsten Tage",
    today: "Heute",
    rain: (chance: string) => `${chance} Regen`,
    high: "Höchstens",
    low: "Mindestens",
    off: "Das Wetter ist auf diesem Server ausgeschaltet.",
    away: "Das Wetter ist gerade nicht zu bekommen.",
  },
);

const degrees = (value: number | null | undefined) => (value === null || value === undefined ? "–" : `${formatNumber(Math.round(value))}°`);
const percent = (value: number) => formatNumber(value / 100, { style: "percent", maximumFractionDigits: 0 });
const speed = (value: number) => formatNumber(Math.round(value), { style: "unit", unit: "kilometer-per-hour" });

/** The weather at the place of the settings: now, and the coming days. */
export default function Weather() {
  const words = useWords();
  const place = settings.value?.weather_place;
  const weather = useResource(
    `/api/weather?at=${place?.latitude},${place?.longitude}`,
    async (signal) => (await api.GET("/api/weather", { signal })).data,
  );
  if (!place) return null;
  const title = words.title(place.name);
  const said = weather.data.value;
  const error = weather.error.value;
  if (!said) {
    return (
      <Card title={title} class={styles.card}>
        {!error ? (
          <Skeleton kind="line" rows={2} />
        ) : error.code === "weather_off" || error.code === "weather_unavailable" ? (
          <p class={styles.muted}>{error.code === "weather_off" ? words.off : words.away}</p>
        ) : (
          <ErrorState small error={error} onRetry={() => void weather.reload()} />
        )}
      </Card>
    );
  }
  const now = weatherOf(said.current.weather_code, said.current.is_day ?? true);
  const { temperature, apparent_temperature: feels, wind_speed: wind } = said.current;
  return (
    <Card title={title} class={styles.card}>
      <div class={styles.columns}>
        <div class={styles.now}>
          <Icon name={now.icon} size={40} class={styles.icon} />
          <span class={styles.degrees}>{degrees(temperature)}</span>
          <span class={styles.sky}>
            <span>{now.text}</span>
            <span class={styles.muted}>
              {[feels !== null && feels !== undefined && words.feels(degrees(feels)), wind !== null && wind !== undefined && words.wind(speed(wind))]
                .filter(Boolean)
                .join(" · ")}
            </span>
          </span>
        </div>
        <ul class={styles.days} aria-label={words.days}>
          {said.daily.slice(0, 6).map((day) => {
            const sky = weatherOf(day.weather_code);
            const chance = day.precipitation_probability;
            return (
              <li key={day.date} class={styles.day}>
                <span class={styles.name} title={formatDate(day.date, "long-day")}>
                  {day.date === dateOf(said.current.time) ? words.today : formatDate(day.date, "weekday-short")}
                </span>
                <Icon name={sky.icon} size={22} label={sky.text} />
                <span>
                  <span class="sr-only">{words.high} </span>
                  {degrees(day.temperature_max)}{" "}
                  <span class={styles.muted}>
                    <span class="sr-only">{words.low} </span>
                    {degrees(day.temperature_min)}
                  </span>
                </span>
                <span class={styles.rain}>{chance !== null && chance !== undefined && chance >= 20 ? words.rain(percent(chance)) : ""}</span>
              </li>
            );
          })}
        </ul>
      </div>
      <p class={styles.source}>
        {said.is_stale && <span>{words.stale(formatAgo(said.fetched_at))} </span>}
        <a href={said.attribution.url} target="_blank" rel="noreferrer noopener">
          {said.attribution.text}
        </a>
      </p>
    </Card>
  );
}
