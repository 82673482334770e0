// Changing only what one has seen.
import type { Answer } from "./types";

/**
 * Gives the value of `If-Match` for a change of what was read: the `ETag` of its answer, or made of its
 * `version`. Where it was changed meanwhile, the change is a {@link Problem} with `isConflict`.
 *
 * ```ts
 * const read = await api.GET("/api/todos/{id}", { params: { path: { id } } });
 * await api.PATCH("/api/todos/{id}", { params: { path: { id }, header: ifMatch(read) }, body });
 * ```
 */
export function ifMatch(seen: Answer<unknown> | number): { "If-Match"?: string } {
  if (typeof seen === "number") {
    return { "If-Match": `"${seen}"` };
  }
  const tag = seen.response.headers.get("etag");
  return tag === null ? {} : { "If-Match": tag };
}
