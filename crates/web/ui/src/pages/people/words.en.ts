/** The words of the people list. */
const en = {
  title: "People",
  add: "New person",
  search: "Search people",
  favorites: "Favourites",
  favorite: (name: string) => `Favourite: ${name}`,
  all: "All",
  categories: "Show only",
  moreCategories: "More categories",
  sort: "Sort",
  byLast: "By family name",
  byFirst: "By first name",
  list: "People",
  letters: "Jump to a letter",
  jump: (letter: string) => `Jump to ${letter}`,
  seeking: (letter: string) => `Looking for ${letter}…`,
  noLetter: (letter: string) => `Nobody under ${letter}.`,
  loading: "Loading more people…",
  found: (n: string) => (n === "1" ? "1 person" : `${n} people`),
  foundMore: (n: string) => `More than ${n} people`,
  empty: "Nobody is here yet",
  emptyText: "Keep phone numbers, addresses and birthdays of the people you know. Birthdays show up on Today.",
  none: "Nobody matches",
  noneText: "Try fewer words, or a part of a number or an address.",
  noneFilter: "Nobody fits these filters.",
  showAll: "Show everybody",
  failed: "That couldn't be saved.",
  other: "Without a letter",
};

export type PeopleWords = typeof en;
export default en;
