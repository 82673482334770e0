import { useEffect, useRef } from "preact/hooks";
import { Button, fieldText, IconButton, TextArea, TextField } from "../../ui";
import { type Address, isBlank, newAddress } from "./draft";
import styles from "./editor.module.css";
import { LabelField } from "./Entries";
import { useWords } from "./words";

interface Props {
  addresses: readonly Address[];
  onAddresses: (addresses: Address[]) => void;
  error: unknown;
}

/** Postal addresses, each with what it is for. */
export function Addresses({ addresses, onAddresses, error }: Props) {
  const words = useWords();
  const root = useRef<HTMLDivElement>(null);
  const focus = useRef<number | null>(null);
  useEffect(() => {
    if (focus.current === null) return;
    root.current?.querySelector<HTMLElement>(`[data-row="${focus.current}"] textarea`)?.focus();
    focus.current = null;
  }, [addresses]);

  return (
    <div ref={root} class={styles.addresses}>
      {addresses.map((address, i) => {
        const name = addresses.length > 1 ? words.form.address(i + 1) : words.addresses;
        const sent = addresses.filter((one) => !isBlank(one)).indexOf(address);
        const change = (part: Partial<Address>) => onAddresses(addresses.map((one) => (one === address ? { ...one, ...part } : one)));
        const part = (field: "postal_code" | "city" | "region" | "country") => ({
          label: words.form[field],
          value: address[field],
          onValue: (value: string) => change({ [field]: value }),
          error: fieldText(error, `/addresses/${sent}/${field}`),
          maxLength: 100,
          autoComplete: "off",
        });
        return (
          <fieldset key={address.key} data-row={address.key} class={styles.group}>
            <legend class={styles.legend}>{name}</legend>
            <div class={styles.addressHead}>
              <LabelField kinds={["home", "work"]} of={name} value={address.label} onValue={(label) => change({ label })} />
              <IconButton
                small
                icon="close"
                label={words.form.remove(name)}
                onClick={() => {
                  onAddresses(addresses.filter((one) => one !== address));
                  root.current?.querySelector<HTMLElement>("[data-add]")?.focus();
                }}
              />
            </div>
            <TextArea
              label={words.form.street}
              rows={1}
              maxLength={500}
              autoComplete="off"
              value={address.street}
              onValue={(street) => change({ street })}
              error={fieldText(error, `/addresses/${sent}/street`, `/addresses/${sent}`)}
            />
            <div class={styles.town}>
              <TextField {...part("postal_code")} />
              <TextField {...part("city")} />
            </div>
            <div class={styles.two}>
              <TextField {...part("region")} />
              <TextField {...part("country")} />
            </div>
          </fieldset>
        );
      })}
      <Button
        data-add
        small
        variant="ghost"
        icon="plus"
        class={styles.start}
        onClick={() => {
          const address = newAddress();
          focus.current = address.key;
          onAddresses([...addresses, address]);
        }}
      >
        {words.form.addAddress}
      </Button>
    </div>
  );
}
