/** The words of the lock screen in English. */
const en = {
  starting: "Just a moment…",
  signIn: "Sign in",
  createAccount: "Create an account",
  unlock: "Unlock",

  username: "Username",
  password: "Password",

  continue: "Continue",
  signOut: "Sign out",
  usePasskey: "Use a passkey",
  showPassword: "Show password",
  or: "or",

  signInText: "Welcome back.",
  lockedText: (name: string) => `Signed in as ${name}.`,
  lockedTextNobody: "Your session is locked.",

  wait: (seconds: number) =>
    seconds < 60
      ? `Too many tries. Wait ${seconds} ${seconds === 1 ? "second" : "seconds"}.`
      : `Too many tries. Wait ${Math.ceil(seconds / 60)} ${seconds <= 60 ? "minute" : "minutes"}.`,
  busy: (seconds: number) => `The server is busy. Try again in ${seconds} ${seconds === 1 ? "second" : "seconds"}.`,
  attemptsLeft: (left: number) =>
    left === 0
      ? "Signing in is locked for 30 minutes now."
      : left === 1
        ? "One more wrong try locks signing in for 30 minutes."
        : `${left} more wrong tries lock signing in for 30 minutes.`,

  problems: {
    account_inactive: "This account is switched off. Ask an admin.",
    database_unavailable: "The server isn't ready. Try again in a moment.",
    invalid_credentials: "The username or the password is wrong.",
    offline: "Umbra can't be reached. Check your connection and try again.",
    origin_not_allowed:
      "This server doesn't expect to be reached at this address. Its operator sets UMBRA_PUBLIC_URL to it.",
    passwordless: "This account signs in with a passkey.",
    saturated: "The server is busy. Try again in a moment.",
    temporary_password_expired: "This password was for a short time, which is over. Ask an admin for a new one.",
    too_many_requests: "Too many tries. Wait a moment.",
    unauthenticated: "Your session has ended. Sign in again.",
    wrong_password: "This password is wrong.",
    unknown: "Something went wrong. Try again.",
  } as Record<string, string>,

  fields: {
    blank: "Fill this in.",
    required: "Fill this in.",
    too_long: "This is too long.",
    unknown: "This can't be used.",
  } as Record<string, string>,
};

export default en;
