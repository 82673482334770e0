import type { ComponentChildren } from "preact";
import type { Schemas } from "../../api";
import { formatNumber } from "../../i18n";
import { Card, EmptyState, Icon, type IconName } from "../../ui";
import { telLink } from "../person/number";
import styles from "./place.module.css";
import { useWords } from "./words";

/** Address, position, contact and notes. */
export function Facts({ place }: { place: Schemas["Location"] }) {
  const words = useWords();
  const { address, latitude, longitude, phone, email, website, notes } = place;
  const positioned = typeof latitude === "number" && typeof longitude === "number";
  if (!address && !positioned && !phone && !email && !website && !notes) {
    return (
      <EmptyState small icon="place" title={words.nothing}>
        {words.nothingText}
      </EmptyState>
    );
  }
  const degrees = (value: number) => formatNumber(value, { maximumFractionDigits: 5 });
  const map = positioned
    ? `https://www.openstreetmap.org/?mlat=${latitude}&mlon=${longitude}#map=16/${latitude}/${longitude}`
    : address && `https://www.openstreetmap.org/search?query=${encodeURIComponent(address.split("\n").join(", "))}`;
  return (
    <>
      {(address || positioned || phone || email || website) && (
        <Card class={styles.card}>
          <ul class={styles.lines}>
            {(address || positioned) && (
              <Line icon="place" label={address ? words.address : words.position}>
                {address && <address class={styles.address}>{address}</address>}
                {positioned && !address && (
                  <span>
                    {degrees(latitude)}, {degrees(longitude)}
                  </span>
                )}
                {map && (
                  <a class={styles.map} href={map} target="_blank" rel="noreferrer noopener" title={words.mapHint}>
                    {words.map} <Icon name="external" size={14} />
                  </a>
                )}
              </Line>
            )}
            {phone && (
              <Line icon="phone" label={words.phone}>
                <a href={telLink(phone)}>{phone}</a>
              </Line>
            )}
            {email && (
              <Line icon="mail" label={words.email}>
                <a href={`mailto:${encodeURIComponent(email).replaceAll("%40", "@")}`}>{email}</a>
              </Line>
            )}
            {website && (
              <Line icon="globe" label={words.website}>
                <a href={/^https?:\/\//i.test(website) ? website : "#"} target="_blank" rel="noreferrer noopener">
                  {website.replace(/^https?:\/\//i, "").replace(/\/$/, "")}
                </a>
              </Line>
            )}
          </ul>
        </Card>
      )}
      {notes && (
        <Card title={words.notes}>
          <p class={styles.notes}>{notes}</p>
        </Card>
      )}
    </>
  );
}

function Line({ icon, label, children }: { icon: IconName; label: string; children: ComponentChildren }) {
  return (
    <li class={styles.line}>
      <span class={styles.lineIcon}>
        <Icon name={icon} label={label} />
      </span>
      <div class={styles.lineText}>{children}</div>
    </li>
  );
}
