// What the rest of the client may know of the lock screen.
export { begin, lock, lockSession, signOut } from "./actions";
export { LockScreen } from "./LockScreen";
export { lockWords } from "./words";
