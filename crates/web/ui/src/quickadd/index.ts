export { QuickAdd } from "./QuickAdd";
export { quickAddWords } from "./words";
