import { useId, useState } from "preact/hooks";
import { formatDate, formatNumber, language, localOf, region, timeOf, today, formatTime } from "../../i18n";
import { Button, ButtonLink, Card, Field, fieldText, Select, TextField, toast } from "../../ui";
import { FormCard, useSettingsForm } from "./form";
import styles from "./settings.module.css";
import { useWords } from "./words";
import { isZone, locales, zones } from "./zones";

const LOCKS = [1, 5, 10, 15, 30, 60, 120, 480];

/** Language, time zone, week, weather and locking. */
export default function Region() {
  const words = useWords().region;
  const form = useSettingsForm();
  const id = useId();
  const { now } = form;
  const [zone, setZone] = useState<string | null>(null);
  const [days, setDays] = useState<string | null>(null);
  const [wrong, setWrong] = useState<{ zone?: string; days?: string }>({});
  const chosen = zone ?? now?.timezone ?? "";
  const upcoming = days ?? String(now?.upcoming_days ?? "");
  const mine = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const locale = now?.locale ?? region.value.locale;

  function sample(): string {
    try {
      const date = new Date(`${today()}T12:00:00Z`);
      return words.localeHint(
        new Intl.DateTimeFormat(locale, { dateStyle: "long", timeZone: "UTC" }).format(date),
        new Intl.DateTimeFormat(locale, { timeStyle: "short", timeZone: "UTC" }).format(new Date("2026-01-01T15:30:00Z")),
        new Intl.NumberFormat(locale).format(1234.5),
      );
    } catch {
      return "";
    }
  }

  function check(): boolean {
    const number = Number(upcoming);
    const bad = {
      ...(!isZone(chosen) && { zone: words.zoneBad }),
      ...(!(Number.isInteger(number) && number >= 1 && number <= 90) && { days: words.upcomingBad }),
    };
    setWrong(bad);
    return Object.keys(bad).length === 0;
  }

  const lock = now?.auto_lock_minutes ?? null;
  const locks = lock !== null && !LOCKS.includes(lock) ? [...LOCKS, lock].sort((a, b) => a - b) : LOCKS;
  return (
    <div class={styles.cards}>
      <FormCard form={form} title={words.language} onSave={check} also={{}}>
        <Select
          label={words.locale}
          hint={`${sample()}. ${words.localeEnglish}`}
          value={locale}
          onValue={(value) => form.set({ locale: value })}
          options={locales(locale, language.value)}
          error={fieldText(form.error, "/locale")}
        />
        <Field
          label={words.zone}
          hint={isZone(chosen) ? words.zoneHint(formatTime(timeOf(localOf(Date.now(), chosen)))) : undefined}
          error={wrong.zone ?? fieldText(form.error, "/timezone")}
        >
          {(control) => (
            <>
              <input
                {...control}
                type="text"
                list={`${id}-zones`}
                autoComplete="off"
                spellcheck={false}
                value={chosen}
                onInput={(event) => {
                  setZone(event.currentTarget.value);
                  if (isZone(event.currentTarget.value)) form.set({ timezone: event.currentTarget.value });
                }}
              />
              <datalist id={`${id}-zones`}>
                {zones(now?.timezone ?? "UTC").map((name) => (
                  <option key={name} value={name} />
                ))}
              </datalist>
            </>
          )}
        </Field>
        {mine !== chosen && (
          <Button
            small
            variant="ghost"
            class={styles.start}
            onClick={() => {
              setZone(mine);
              form.set({ timezone: mine });
            }}
          >
            {words.zoneUse(mine)}
          </Button>
        )}
        <div class={styles.two}>
          <Select
            label={words.week}
            value={String(now?.first_day_of_week ?? 0)}
            onValue={(value) => form.set({ first_day_of_week: Number(value) })}
            options={Array.from({ length: 7 }, (_, i) => ({
              value: String(i),
              label: formatDate(`2026-${i === 0 ? "11-30" : `12-0${i}`}`, "weekday"),
            }))}
          />
          <TextField
            label={words.upcoming}
            inputMode="numeric"
            maxLength={2}
            value={upcoming}
            error={wrong.days ?? fieldText(form.error, "/upcoming_days")}
            onValue={(value) => {
              setDays(value);
              if (/^\d+$/.test(value)) form.set({ upcoming_days: Number(value) });
            }}
          />
        </div>
        <Select
          label={words.lock}
          hint={words.lockHint}
          value={String(lock ?? "")}
          onValue={(value) => form.set({ auto_lock_minutes: value ? Number(value) : null })}
          options={[
            { value: "", label: words.never },
            ...locks.map((minutes) => ({
              value: String(minutes),
              label: minutes % 60 === 0 ? words.hours(formatNumber(minutes / 60)) : words.minutes(formatNumber(minutes)),
            })),
          ]}
        />
      </FormCard>
      {now && (
        <Card title={words.weather}>
          <div class={styles.form}>
            <p>{now.weather_place ? words.weatherNow(now.weather_place.name) : words.weatherNone}</p>
            <div class={styles.buttons}>
              {now.weather_place && (
                <Button
                  busy={form.busy}
                  onClick={async () => {
                    await form.save({ weather_place: null });
                    toast(words.weatherGone);
                  }}
                >
                  {words.weatherOff}
                </Button>
              )}
              <ButtonLink href="/places">{words.weatherPlaces}</ButtonLink>
            </div>
          </div>
        </Card>
      )}
    </div>
  );
}
