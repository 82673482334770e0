import { Button, cx, Icon, Menu, SearchField, Segmented, usePriorityWords, useStrip, PRIORITIES, type MenuItem } from "../../ui";
import { DUES, isNarrowed, SORTS, type Filter } from "./filters";
import styles from "./todos.module.css";
import { useWords } from "./words";

interface Props {
  filter: Filter;
  onFilter: (change: Partial<Filter>) => void;
  categories: readonly string[];
}

/** What of the todos is shown, and in which order. */
export function Filters({ filter, onFilter, categories }: Props) {
  const words = useWords();
  const priorities = usePriorityWords();
  const strip = useStrip<HTMLDivElement>();
  const any: MenuItem = { label: words.filter.any, checked: false, onSelect: () => {} };

  /** A button with a menu: "Priority", or what was chosen. */
  const choice = <V extends string>(label: string, value: V | null, names: readonly (readonly [V, string])[], choose: (value: V | null) => void, empty?: string) => (
    <Menu
      trigger={(trigger) => (
        <Button {...trigger} small class={value ? styles.chosen : undefined}>
          {value ? `${label}: ${names.find(([one]) => one === value)?.[1] ?? value}` : label}
          <Icon name="chevron-down" size={16} />
        </Button>
      )}
      items={[
        { ...any, checked: value === null, onSelect: () => choose(null) },
        ...names.map(([one, name]) => ({ label: name, checked: value === one, onSelect: () => choose(one) })),
        names.length === 0 && empty !== undefined && { heading: empty },
      ]}
    />
  );

  return (
    <div class={styles.filters}>
      <div class={styles.search}>
        <SearchField narrow label={words.search} value={filter.search} onSearch={(search) => onFilter({ search })} />
      </div>
      <Segmented
        label={words.show}
        value={filter.done ? "done" : "open"}
        onValue={(show) => onFilter({ done: show === "done", due: null })}
        options={[
          { value: "open", label: words.open },
          { value: "done", label: words.done },
        ]}
      />
      <div ref={strip.ref} class={cx(strip.class, styles.choices)}>
        {!filter.done && choice(words.filter.due, filter.due, DUES.map((due) => [due, words.filter.dues[due]] as const), (due) => onFilter({ due }))}
        {choice(priorities.label, filter.priority, PRIORITIES.map((one) => [one, priorities.of[one]] as const), (priority) => onFilter({ priority }))}
        {choice(words.filter.category, filter.category, categories.map((one) => [one, one] as const), (category) => onFilter({ category }), words.filter.noCategories)}
        <Menu
          trigger={(trigger) => (
            <Button {...trigger} small variant="ghost" icon="sort">
              <span class={styles.sort}>{words.filter.sorts[filter.sort]}</span>
            </Button>
          )}
          items={SORTS.map((sort) => ({ label: words.filter.sorts[sort], checked: filter.sort === sort, onSelect: () => onFilter({ sort }) }))}
        />
        {isNarrowed(filter) && (
          <Button small variant="ghost" icon="close" onClick={() => onFilter({ search: "", priority: null, category: null, due: null })}>
            {words.filter.clear}
          </Button>
        )}
      </div>
    </div>
  );
}
