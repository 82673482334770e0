// The ceremony of a passkey, fetched once the screen is shown: not every browser knows them.
import { api, offersWhileTyping, Problem, usePasskey } from "../api";
import { inlineWords } from "../i18n/words";
import { happen, lock, refuse } from "./actions";
import type { Proof } from "./state";
import { sayAlso } from "./words";

sayAlso(
  inlineWords(
    {
      problems: {
        invalid_passkey: "This passkey was not accepted. Try again, or use your password.",
        passkeys_unavailable: "Passkeys don't work at this address. Use your password.",
        passkey_declined: "No passkey was used. Try again, or use your password.",
      },
    },
    {
      problems: {
        invalid_passkey: "Dieser Passkey wurde nicht angenommen. Versuch es noch einmal, oder nimm dein Passwort.",
        passkeys_unavailable: "Passkeys gehen unter dieser Adresse nicht. Nimm dein Passwort.",
        passkey_declined: "Es wurde kein Passkey verwendet. Versuch es noch einmal, oder nimm dein Passwort.",
      },
    },
  ),
);

/** A challenge counts for five minutes; before that it is asked for anew. */
const ANEW_AFTER = 4 * 60_000;

/** What is offered where one types: a browser asks for one passkey at a time. */
let offered: AbortController | undefined;

/**
 * Offers passkeys where one types until `over`.
 *
 * @param onWork is told whether passkeys work at this address at all
 */
export async function offer(unlock: boolean, over: AbortSignal, onWork: (work: boolean) => void): Promise<void> {
  if (over.aborted || !(await offersWhileTyping()) || over.aborted) {
    return;
  }
  offered?.abort();
  const mine = new AbortController();
  offered = mine;
  const anew = setTimeout(() => void offer(unlock, over, onWork).catch(() => {}), ANEW_AFTER);
  over.addEventListener("abort", () => {
    clearTimeout(anew);
    mine.abort();
  });
  onWork(await provePasskey({ unlock, whileTyping: true, signal: mine.signal }));
}

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
    offered?.abort();
    happen({ did: "send" });
  }
  try {
    const { data } = await api.POST("/api/auth/passkeys/login/begin", {
      body: username ? { username } : {},
      ...stop,
    });
    const credential = await usePasskey(data.options, {
      whileTyping,
      ...stop,
    });
    happen({ did: "send" });
    const answer = await api.POST("/api/auth/passkeys/login/complete", {
      body: { challenge_token: data.challenge_token, credential, unlock },
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
