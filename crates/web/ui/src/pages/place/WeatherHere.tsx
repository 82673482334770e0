import { useState } from "preact/hooks";
import { api, invalidate, type Schemas } from "../../api";
import { applySettings, settings } from "../../shell";
import { Button, errorText, lazyPart, toast } from "../../ui";
import styles from "./place.module.css";
import { useWords } from "./words";

const Weather = lazyPart(() => import("./Weather"));

/** Umbra asks for the weather within a kilometre. */
const NEAR = 0.01;

/** The weather here, or the offer to make this the place whose weather is shown: there is one of them. */
export function WeatherHere({ place }: { place: Schemas["Location"] }) {
  const words = useWords();
  const [busy, setBusy] = useState(false);
  const now = settings.value?.weather_place;
  const { latitude, longitude } = place;
  if (typeof latitude !== "number" || typeof longitude !== "number") return <p class={styles.muted}>{words.noPosition}</p>;
  if (now && Math.abs(now.latitude - latitude) < NEAR && Math.abs(now.longitude - longitude) < NEAR) return <Weather />;

  async function choose(weather_place: Schemas["WeatherPlace"] | null) {
    setBusy(true);
    try {
      const { data } = await api.PUT("/api/settings", { body: { weather_place } });
      await applySettings(data);
      invalidate("/api/settings", "/api/weather", "/api/dashboard");
      return true;
    } catch (thrown) {
      toast(errorText(thrown), { kind: "error" });
      return false;
    } finally {
      setBusy(false);
    }
  }

  async function here() {
    const before = now ?? null;
    const name = [...place.name].slice(0, 100).join("");
    if (await choose({ name, latitude: latitude!, longitude: longitude! })) {
      toast(words.weatherSet(place.name), { action: { label: words.undo, run: () => void choose(before) } });
    }
  }

  return (
    <div class={styles.offer}>
      <Button icon="cloud-sun" busy={busy} onClick={() => void here()}>
        {words.useWeather}
      </Button>
      <span class={styles.muted}>{words.useWeatherHint(now?.name)}</span>
    </div>
  );
}
