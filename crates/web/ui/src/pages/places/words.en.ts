/** The words of the list of places. */
const en = {
  title: "Places",
  add: "New place",
  search: "Search places",
  favorites: "Favourites",
  favorite: (name: string) => `Favourite: ${name}`,
  categories: "Show only",
  list: "Places",
  found: (n: string) => (n === "1" ? "1 place" : `${n} places`),
  foundMore: (n: string) => `More than ${n} places`,
  empty: "No places yet",
  emptyText: "Keep the doctor, the school and the holiday flat here, and choose them when you write down an event.",
  none: "No place matches",
  noneText: "Try another word of its name, address or notes.",
  noneFilter: "No place fits these filters.",
  showAll: "Show all places",
};

export type PlacesWords = typeof en;
export default en;
