import { useState } from "preact/hooks";
import { api, type Schemas } from "../../../api";
import { Button, EmptyState, errorText, Sheet, toast } from "../../../ui";
import { nameOf } from "../data";
import { close, shared } from "../state";
import { calendarsChanged } from "./CalendarDialog";
import styles from "./calendars.module.css";
import { words } from "./words";

export { words };

/** Calendars that others offer: to be accepted or declined. */
export default function Offers() {
  const w = words.use();
  const [busy, setBusy] = useState<number | null>(null);
  const offers = shared.value.filter((one) => one.status === "pending");

  async function answer(offer: Schemas["SharedCalendar"], yes: boolean) {
    setBusy(offer.calendar_id);
    const params = { path: { calendar_id: offer.calendar_id } };
    try {
      if (yes) await api.POST("/api/shared-calendars/{calendar_id}/accept", { params });
      else await api.POST("/api/shared-calendars/{calendar_id}/decline", { params });
      toast(yes ? w.accepted(offer.name) : w.declined(offer.name));
      if (offers.length === 1) close();
      calendarsChanged();
    } catch (error) {
      toast(errorText(error), { kind: "error" });
      calendarsChanged();
    } finally {
      setBusy(null);
    }
  }

  return (
    <Sheet open onClose={close} title={w.offersTitle}>
      {offers.length ? (
        <ul class={styles.offers}>
          {offers.map((offer) => (
            <li key={offer.calendar_id} class={styles.offered}>
              <span class={styles.name}>
                <span class={styles.dot} style={{ background: offer.default_color }} />
                {offer.name}
              </span>
              <span class={styles.hint}>{w.offerOf(nameOf(offer.owner), w.youMay[offer.permission])}</span>
              <span class={styles.buttons}>
                <Button small variant="primary" busy={busy === offer.calendar_id} onClick={() => void answer(offer, true)}>
                  {w.accept}
                </Button>
                <Button small onClick={() => void answer(offer, false)}>
                  {w.decline}
                </Button>
              </span>
            </li>
          ))}
        </ul>
      ) : (
        <EmptyState small icon="share" title={w.noOffers} />
      )}
    </Sheet>
  );
}
