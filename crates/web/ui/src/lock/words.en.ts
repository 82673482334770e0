/** The words of the lock screen in English. */
const en = {
  product: "Umbra",
  starting: "Just a moment…",
  signIn: "Sign in",
  createAccount: "Create an account",
  unlock: "Unlock",
  unreachable: "Umbra can't be reached",

  username: "Username",
  password: "Password",

  continue: "Continue",
  signOut: "Sign out",
  tryAgain: "Try again",
  usePasskey: "Use a passkey",
  showPassword: "Show password",
  or: "or",

  signInText: "Welcome back.",
  lockedText: (name: string) => `Signed in as ${name}.`,
  lockedTextNobody: "Your session is locked.",
  unreachableText: "Check your connection. If you run this server, see whether it is up.",

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
    already_set_up: "Umbra is set up already. Sign in.",
    codes_frozen: "Too many codes were wrong. Use a backup code or a passkey, or ask an admin.",
    database_unavailable: "The server isn't ready. Try again in a moment.",
    invalid_code: "This code is wrong.",
    invalid_credentials: "The username or the password is wrong.",
    invalid_mfa_token: "This took too long. Sign in again.",
    invalid_passkey: "This passkey was not accepted. Try again, or use your password.",
    offline: "Umbra can't be reached. Check your connection and try again.",
    origin_not_allowed:
      "This server doesn't expect to be reached at this address. Its operator sets UMBRA_PUBLIC_URL to it.",
    passkeys_unavailable: "Passkeys don't work at this address. Use your password.",
    passkey_declined: "No passkey was used. Try again, or use your password.",
    passwordless: "This account signs in with a passkey.",
    registration_closed: "Nobody can register here any more. Ask an admin for an account.",
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
    invalid_characters: "Use letters, digits and . _ - @ + only.",
    invalid_code: "This isn't a code. It has six digits.",
    password_too_short: "This is too short.",
    password_like_username: "This is too much like your username.",
    password_too_common: "This is too easy to guess.",
    password_unchanged: "This is the password that you have. Choose another one.",
    username_taken: "Somebody has this username. Choose another one.",
    setup_token_wrong: "This is not the setup token.",
    setup_token_required: "Enter the setup token.",
    unknown: "This can't be used.",
  } as Record<string, string>,
};

export default en;
