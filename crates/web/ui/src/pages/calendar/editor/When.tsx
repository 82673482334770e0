import { useState } from "preact/hooks";
import { formatEventTime, localOf, region } from "../../../i18n";
import { followStart } from "../../../i18n/rule";
import { Button, DateField, RecurrenceField, Select, Switch, TimeField } from "../../../ui";
import { instantOf } from "../times";
import styles from "./editor.module.css";
import { endOf, startOf, withStart, type Form } from "./form";
import { words } from "./words";
import { offsetName, zones } from "./zones";

interface Props {
  form: Form;
  isNew: boolean;
  onForm: (form: Form) => void;
  errors: { start?: string | undefined; end?: string | undefined; zone?: string | undefined; rule?: string | undefined };
}

/** When an event is: days, times, zones, and how it recurs. */
export function When({ form, isNew, onForm, errors }: Props) {
  const w = words.use();
  const home = region.value.zone;
  const [zonesShown, showZones] = useState(form.zone !== home || form.endZone !== null);
  const setStart = (date: string, time: string) => {
    const next = withStart(form, date, time);
    // The rule of what is there already is moved by the server, which knows all of the series.
    onForm(isNew && form.rule ? { ...next, rule: followStart(form.rule, form.startDate, date) } : next);
  };
  const away = !form.allDay && (form.zone !== home || (form.endZone ?? form.zone) !== home);
  const instant = instantOf(startOf({ ...form, allDay: false }), form.zone);
  const options = () =>
    zones([form.zone, form.endZone, home]).map((zone) => ({
      value: zone,
      label: `${zone === home ? w.yours(zone.replaceAll("_", " ")) : zone.replaceAll("_", " ")} · ${offsetName(zone, instant, region.value.locale)}`,
    }));
  return (
    <>
      <Switch label={w.allDay} checked={form.allDay} onChecked={(allDay) => onForm({ ...form, allDay, ...(form.endDate < form.startDate && { endDate: form.startDate }) })} />
      <div class={styles.times}>
        <DateField label={w.startDate} required value={form.startDate} error={errors.start} onValue={(date) => date && setStart(date, form.startTime)} />
        {!form.allDay && <TimeField label={w.startTime} required value={form.startTime} onValue={(time) => time && setStart(form.startDate, time)} />}
        <DateField
          label={form.allDay ? w.lastDay : w.endDate}
          required
          min={form.endZone ? undefined : form.startDate}
          value={form.endDate}
          error={errors.end}
          onValue={(date) => date && onForm({ ...form, endDate: date })}
        />
        {!form.allDay && <TimeField label={w.endTime} required value={form.endTime} onValue={(time) => time && onForm({ ...form, endTime: time })} />}
      </div>
      {away && (
        <p class={styles.hint}>
          {w.onYourClock(
            formatEventTime({
              start_local: localOf(instant, home),
              end_local: localOf(instantOf(endOf(form), form.endZone ?? form.zone), home),
              all_day: false,
            }),
          )}
        </p>
      )}
      {!form.allDay &&
        (zonesShown ? (
          <div class={styles.pair}>
            <Select label={w.zone} error={errors.zone} value={form.zone} onValue={(zone) => onForm({ ...form, zone })} options={options()} />
            <Select
              label={w.endZone}
              value={form.endZone ?? ""}
              onValue={(zone) => onForm({ ...form, endZone: zone && zone !== form.zone ? zone : null })}
              options={[{ value: "", label: w.sameZone }, ...options()]}
            />
          </div>
        ) : (
          <Button variant="ghost" small icon="globe" class={styles.start} onClick={() => showZones(true)}>
            {w.zonesShow}
          </Button>
        ))}
      <RecurrenceField value={form.rule} onValue={(rule) => onForm({ ...form, rule })} start={form.startDate} shortMonths="OMIT" error={errors.rule} />
    </>
  );
}
