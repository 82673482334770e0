import { useEffect, useId, useState } from "preact/hooks";
import { api, isAbort, type Schemas } from "../../../api";
import { Field } from "../../../ui";
import { words } from "./words";

/** A place of the caller's, or any text: what is written and is the name of a place means that place. */
export function Place({ text, location, onPlace, error }: { text: string; location: number | null; onPlace: (text: string, location: number | null) => void; error?: string | undefined }) {
  const w = words.use();
  const id = useId();
  const [found, setFound] = useState<readonly Schemas["Location"][]>([]);

  useEffect(() => {
    const abort = new AbortController();
    const timer = setTimeout(() => {
      api
        .GET("/api/locations", { params: { query: { limit: 20, ...(text.trim() && location === null && { search: text.trim() }) } }, signal: abort.signal })
        .then(({ data }) => setFound(data))
        // It is a help alone: any text is fine.
        .catch((error: unknown) => !isAbort(error) && setFound([]));
    }, 200);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [text, location]);

  return (
    <>
      <Field label={w.place} hint={location !== null ? found.find((one) => one.id === location)?.address?.replaceAll("\n", ", ") : w.placeHint} error={error}>
        {(control) => (
          <input
            {...control}
            type="text"
            list={id}
            value={text}
            maxLength={500}
            autoComplete="off"
            onInput={(event) => {
              const next = event.currentTarget.value;
              const named = found.find((one) => one.name.toLowerCase() === next.trim().toLowerCase());
              onPlace(next, named?.id ?? null);
            }}
          />
        )}
      </Field>
      <datalist id={id}>
        {found.map((one) => (
          <option key={one.id} value={one.name} label={one.address?.replaceAll("\n", ", ") ?? undefined} />
        ))}
      </datalist>
    </>
  );
}
