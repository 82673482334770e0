// The two halves of WebAuthn: the browser wants buffers, JSON has base64url (WebAuthn level 3, 5.1).
import type { Schemas } from "./types";

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
 * @param options `options` of an answer of the API
 * @throws DOMException `NotAllowedError` when the person declines, `AbortError` when the signal aborts
 */
export async function usePasskey(options: Schemas["PasskeyRequestOptions"], ask: AskOptions = {}): Promise<Schemas["PasskeyAssertion"]> {
  const credential = await navigator.credentials.get({
    ...(ask.whileTyping ? { mediation: "conditional" as const } : {}),
    ...(ask.signal ? { signal: ask.signal } : {}),
    publicKey: {
      ...options,
      challenge: fromBase64Url(options.challenge),
      allowCredentials: options.allowCredentials.map(described),
    },
  });
  const used = credential as PublicKeyCredential;
  const { clientDataJSON, authenticatorData, signature, userHandle } = used.response as AuthenticatorAssertionResponse;
  return {
    ...named(used),
    response: {
      clientDataJSON: toBase64Url(clientDataJSON),
      authenticatorData: toBase64Url(authenticatorData),
      signature: toBase64Url(signature),
      ...(userHandle ? { userHandle: toBase64Url(userHandle) } : {}),
    },
  };
}

/** Makes a passkey, and gives what the API takes as `credential`. */
export async function makePasskey(options: Schemas["PasskeyCreationOptions"], signal?: AbortSignal): Promise<Schemas["PasskeyAttestation"]> {
  const credential = await navigator.credentials.create({
    ...(signal ? { signal } : {}),
    publicKey: {
      ...options,
      challenge: fromBase64Url(options.challenge),
      user: { ...options.user, id: fromBase64Url(options.user.id) },
      excludeCredentials: options.excludeCredentials.map(described),
    },
  });
  const made = credential as PublicKeyCredential;
  const response = made.response as AuthenticatorAttestationResponse;
  return {
    ...named(made),
    response: {
      clientDataJSON: toBase64Url(response.clientDataJSON),
      attestationObject: toBase64Url(response.attestationObject),
      transports: response.getTransports?.() ?? [],
    },
  };
}

function described({ id, type, transports }: Schemas["PasskeyDescriptor"]): PublicKeyCredentialDescriptor {
  // Browsers pass over ways that they don't know, and TypeScript's list of them lacks one.
  return { type, id: fromBase64Url(id), transports: transports as AuthenticatorTransport[] };
}

/** What both kinds of answers have, as `PublicKeyCredential.toJSON` writes it, which not every browser has. */
function named(credential: PublicKeyCredential) {
  return {
    id: credential.id,
    rawId: toBase64Url(credential.rawId),
    type: "public-key" as const,
    clientExtensionResults: credential.getClientExtensionResults() as Record<string, never>,
    ...(credential.authenticatorAttachment ? { authenticatorAttachment: credential.authenticatorAttachment } : {}),
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
