// The ceremony of a passkey, fetched once the screen is shown: not every browser knows them.
import { api, offersWhileTyping, Problem, usePasskey } from "../api";
import { happen, lock, refuse } from "./actions";
import type { Proof } from "./state";

export { offersWhileTyping };

/** How a passkey is asked for. */
export interface PasskeyOptions {
  username?: string | undefined;
  unlock: boolean;
  /** Offers them where one types, and stays quiet unless one is chosen. */
  whileTyping?: boolean;
  signal?: AbortSignal;
}

/**
 * Signs in or unlocks with a passkey.
 *
 * @returns whether passkeys work at this address at all
 */
export async function provePasskey(options: PasskeyOptions): Promise<boolean> {
  const { username, unlock, whileTyping = false, signal: abort } = options;
  const stop = abort ? { signal: abort } : {};
  if (!whileTyping) {
    happen({ did: "send" });
  }
  try {
    const { data } = await api.POST("/api/auth/passkeys/login/begin", {
      body: username ? { username } : {},
      ...stop,
    });
    const credential = await usePasskey(data.options as Record<string, unknown>, {
      whileTyping,
      ...stop,
    });
    happen({ did: "send" });
    const answer = await api.POST("/api/auth/passkeys/login/complete", {
      body: { challenge_token: data.challenge_token, credential: credential as never, unlock },
    });
    happen({ did: "proved", answer: answer.data as Proof });
  } catch (error) {
    if (error instanceof Problem && error.code === "passkeys_unavailable") {
      if (!whileTyping) {
        refuse(error);
      }
      return false;
    }
    // Who chose one wants to know; who only types their name doesn't.
    if (!whileTyping || lock.peek().busy) {
      refuse(error);
    }
  }
  return true;
}
