// The demo household, for tests of pages that show something.
import { cookieOf, open, type OpenOptions, type Umbra, type Watched } from "./harness";

export const DEMO_PASSWORD = "seven green lanterns";

/** Fills a fresh server with the demo household: ana (admin), ben, mia and piet. */
export async function seedDemo(umbra: Umbra): Promise<void> {
  umbra.command("seed", "--demo");
}

/** Signs somebody of the household in, and gives the cookie. */
export async function cookieFor(umbra: Umbra, username = "ana"): Promise<string> {
  const answer = await umbra.api("POST", "/api/auth/login", { username, password: DEMO_PASSWORD });
  if (!answer.ok) throw new Error(`sign-in: ${await answer.text()}`);
  return cookieOf(answer);
}

/** Opens a page as somebody of the household. */
export async function openAs(umbra: Umbra, username: string, path: string, options: OpenOptions = {}): Promise<Watched & { cookie: string }> {
  const cookie = await cookieFor(umbra, username);
  return { ...(await open(umbra, { ...options, cookie, path })), cookie };
}
