import { Button, ColorField, Select } from "../../../ui";
import styles from "./editor.module.css";
import type { Form } from "./form";
import { words } from "./words";

/** What few events need: a colour of their own, and how sure, how busy and how private they are. */
export default function More({ form, onForm }: { form: Form; onForm: (more: Partial<Form>) => void }) {
  const w = words.use();
  return (
    <>
      <ColorField label={w.color} value={form.color} onValue={(color) => onForm({ color })} />
      {form.color && (
        <Button small variant="ghost" class={styles.start} onClick={() => onForm({ color: null })}>
          {w.calendarColor}
        </Button>
      )}
      <div class={styles.pair}>
        <Select
          label={w.status}
          value={form.status}
          onValue={(status) => onForm({ status })}
          options={(["confirmed", "tentative", "cancelled"] as const).map((value) => ({ value, label: w.statuses[value] }))}
        />
        <Select
          label={w.transparency}
          value={form.transparency ?? (form.allDay ? "free" : "busy")}
          onValue={(transparency) => onForm({ transparency })}
          options={(["busy", "free"] as const).map((value) => ({ value, label: w.transparencies[value] }))}
        />
      </div>
      <Select
        label={w.visibility}
        value={form.visibility}
        onValue={(visibility) => onForm({ visibility })}
        options={(["default", "private"] as const).map((value) => ({ value, label: w.visibilities[value] }))}
      />
    </>
  );
}
