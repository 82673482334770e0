import { useState } from "preact/hooks";
import { SearchField, Select } from "../../ui";
import { matches, type Task } from "./tasks";
import { useWords } from "./words";

interface Props {
  label: string;
  hint?: string;
  error?: string | undefined;
  /** What stands there while none is chosen. */
  none: string;
  value: number | null;
  /** Those that may be chosen. */
  tasks: readonly Task[];
  onValue: (id: number | null) => void;
}

/** How many stand there to choose from. */
const SOME = 100;

/** One of the tasks. Where there are many, one writes which are meant. */
export function TaskSelect({ label, hint, error, none, value, tasks, onValue }: Props) {
  const words = useWords();
  const [search, setSearch] = useState("");
  const shown = (search ? tasks.filter((one) => matches(one, search)) : tasks).slice(0, SOME);
  const chosen = tasks.find(({ id }) => id === value);
  if (chosen && !shown.includes(chosen)) shown.unshift(chosen);
  return (
    <>
      {tasks.length > SOME && <SearchField label={`${label}: ${words.search}`} value={search} onSearch={setSearch} />}
      <Select
        label={label}
        hint={hint}
        error={error}
        value={String(value ?? "")}
        options={[{ value: "", label: none }, ...shown.map((one) => ({ value: String(one.id), label: one.title }))]}
        onValue={(id) => onValue(id ? Number(id) : null)}
      />
    </>
  );
}
