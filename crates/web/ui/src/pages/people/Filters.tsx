import { useState } from "preact/hooks";
import { Button, Chip, IconButton, Menu, SearchField } from "../../ui";
import type { Sort } from "./groups";
import styles from "./people.module.css";
import { useWords } from "./words";

/** What is shown of all people. */
export interface Filter {
  search: string;
  favorites: boolean;
  category: string;
  sort: Sort;
}

interface Props {
  filter: Filter;
  /** Those that are known up to now. */
  categories: readonly string[];
  onFilter: (change: Partial<Filter>) => void;
}

/** How many categories stand there before one asks for more. */
const FEW = 5;

/** Search, favourites, categories and the order. */
export function Filters({ filter, categories, onFilter }: Props) {
  const words = useWords();
  const [more, setMore] = useState(false);
  const all = filter.category && !categories.includes(filter.category) ? [filter.category, ...categories] : categories;
  const shown = more ? all : all.slice(0, FEW);
  const sorts = [
    { value: "last_name", label: words.byLast },
    { value: "first_name", label: words.byFirst },
  ] as const;
  return (
    <div class={styles.filters}>
      <div class={styles.searchRow}>
        <SearchField label={words.search} value={filter.search} onSearch={(search) => onFilter({ search })} />
        <Menu
          align="end"
          trigger={(props) => <IconButton {...props} icon="sort" label={words.sort} />}
          items={sorts.map(({ value, label }) => ({
            label,
            checked: filter.sort === value,
            onSelect: () => onFilter({ sort: value }),
          }))}
        />
      </div>
      <div class={styles.chips} role="group" aria-label={words.categories}>
        <Chip icon="star" selected={filter.favorites} onToggle={() => onFilter({ favorites: !filter.favorites })}>
          {words.favorites}
        </Chip>
        {shown.map((category) => (
          <Chip
            key={category}
            selected={filter.category === category}
            onToggle={() => onFilter({ category: filter.category === category ? "" : category })}
          >
            {category}
          </Chip>
        ))}
        {all.length > shown.length && (
          <Button small variant="ghost" onClick={() => setMore(true)}>
            {words.moreCategories}
          </Button>
        )}
      </div>
    </div>
  );
}
