// The two halves of WebAuthn: the browser wants buffers, JSON has base64url (WebAuthn level 3, 5.1).

type Options = Record<string, unknown>;

/** Tells whether this browser, on this page, knows passkeys: it does over https and on localhost. */
export function knowsPasskeys(): boolean {
  return typeof PublicKeyCredential !== "undefined" && "credentials" in navigator;
}

/** Tells whether passkeys can be offered where one types one's name. */
export async function offersWhileTyping(): Promise<boolean> {
  return (
    knowsPasskeys() &&
    typeof PublicKeyCredential.isConditionalMediationAvailable === "function" &&
    (await PublicKeyCredential.isConditionalMediationAvailable())
  );
}

/** How a passkey is asked for. */
export interface AskOptions {
  /** Offer them where one types one's name, instead of in a window. */
  whileTyping?: boolean;
  signal?: AbortSignal;
}

/**
 * Asks for a passkey, and gives what the API takes as `credential`.
 *
 * @param options `options` of an answer of the API, as it is or with a `publicKey` around it
 * @throws DOMException `NotAllowedError` when the person declines, `AbortError` when the signal aborts
 */
export async function usePasskey(options: Options, ask: AskOptions = {}): Promise<Options> {
  const { publicKey, ...rest } = unwrap(options);
  const credential = await navigator.credentials.get({
    ...(ask.whileTyping ? { mediation: "conditional" as const } : rest),
    ...(ask.signal ? { signal: ask.signal } : {}),
    publicKey: buffers(publicKey) as unknown as PublicKeyCredentialRequestOptions,
  });
  return toJson(credential as PublicKeyCredential);
}

/** Makes a passkey, and gives what the API takes as `credential`. */
export async function makePasskey(options: Options, signal?: AbortSignal): Promise<Options> {
  const { publicKey } = unwrap(options);
  const credential = await navigator.credentials.create({
    ...(signal ? { signal } : {}),
    publicKey: buffers(publicKey) as unknown as PublicKeyCredentialCreationOptions,
  });
  return toJson(credential as PublicKeyCredential);
}

function unwrap(options: Options): { publicKey: Options } & Options {
  return "publicKey" in options
    ? (options as { publicKey: Options })
    : { publicKey: options };
}

/** Makes buffers of the values that the browser wants as such. */
function buffers(options: Options): Options {
  const made: Options = { ...options };
  for (const [name, value] of Object.entries(options)) {
    if (name === "challenge" && typeof value === "string") {
      made[name] = fromBase64Url(value);
    } else if (name === "user") {
      const user = value as { id: string };
      made[name] = { ...user, id: fromBase64Url(user.id) };
    } else if (name === "allowCredentials" || name === "excludeCredentials") {
      const listed = value as { id: string }[];
      made[name] = listed.map((one) => ({ ...one, id: fromBase64Url(one.id) }));
    }
  }
  return made;
}

/** Writes a credential as `PublicKeyCredential.toJSON` does, which not every browser has. */
export function toJson(credential: PublicKeyCredential): Options {
  const { response } = credential;
  const json: Options = { clientDataJSON: toBase64Url(response.clientDataJSON) };
  if ("attestationObject" in response) {
    const made = response as AuthenticatorAttestationResponse;
    json.attestationObject = toBase64Url(made.attestationObject);
    json.transports = made.getTransports?.() ?? [];
  } else {
    const used = response as AuthenticatorAssertionResponse;
    json.authenticatorData = toBase64Url(used.authenticatorData);
    json.signature = toBase64Url(used.signature);
    if (used.userHandle) {
      json.userHandle = toBase64Url(used.userHandle);
    }
  }
  return {
    id: credential.id,
    rawId: toBase64Url(credential.rawId),
    type: credential.type,
    response: json,
    clientExtensionResults: credential.getClientExtensionResults(),
    ...(credential.authenticatorAttachment
      ? { authenticatorAttachment: credential.authenticatorAttachment }
      : {}),
  };
}

/** Reads base64url without padding. */
export function fromBase64Url(text: string): ArrayBuffer {
  const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (character) => character.charCodeAt(0)).buffer;
}

/** Writes base64url without padding. */
export function toBase64Url(buffer: ArrayBuffer): string {
  const plain = String.fromCharCode(...new Uint8Array(buffer));
  return btoa(plain).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}
