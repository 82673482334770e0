// Umbra's client for TypeScript. README.md in the folder above shows how to use it elsewhere.
export { type ClientOptions, createApi } from "./client";
export { ifMatch } from "./etag";
export { Once } from "./once";
export { further, type LoadPage, nextCursor, type Paged, paged, pages } from "./paging";
export {
  type AskOptions,
  knowsPasskeys,
  makePasskey,
  offersWhileTyping,
  usePasskey,
} from "./passkeys";
export { type FieldProblem, isAbort, Problem, report } from "./problem";
export { invalidate, onInvalidate, type Load, type Resource, resource, useResource } from "./resource";
export { api, askEarly, early, raise, type Session, session } from "./session";
export { usePaged } from "./usePaged";
export type { Answer, Api, Call, Schemas } from "./types";
