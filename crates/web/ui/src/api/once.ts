// Creating something once, however often a request has to be repeated.
import { Problem } from "./problem";

/**
 * Gives the `Idempotency-Key` for what a form creates: the same one while the same body is tried again
 * after a failure, so that an answer that got lost creates nothing twice, and another one after it
 * was created, or for another body.
 *
 * ```ts
 * const adding = new Once();
 * const { data } = await adding.send(body, (key) =>
 *   api.POST("/api/todos", { params: { header: { "Idempotency-Key": key } }, body }),
 * );
 * ```
 */
export class Once {
  #key: string | undefined;
  #body: string | undefined;

  /** Sends the body with its key. */
  async send<T>(body: unknown, request: (key: string) => Promise<T>): Promise<T> {
    const text = JSON.stringify(body);
    if (this.#key === undefined || this.#body !== text) {
      this.#key = newKey();
      this.#body = text;
    }
    try {
      const answer = await request(this.#key);
      this.#key = undefined;
      return answer;
    } catch (error) {
      // Refused for good: nothing was created, and a later try is another one.
      if (error instanceof Problem && [403, 404, 422].includes(error.status)) {
        this.#key = undefined;
      }
      throw error;
    }
  }
}

function newKey(): string {
  // `randomUUID` is missing where the page came over plain HTTP from another machine.
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
