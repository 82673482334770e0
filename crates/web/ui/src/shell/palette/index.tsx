export { default } from "./Palette";
export { words } from "./words";
