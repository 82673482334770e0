// What the rest of the client may know of the lock screen.
export { begin, lock, signOut } from "./actions";
export { LockScreen } from "./LockScreen";
export { Unreachable } from "./views";
export { lockWords } from "./words";
