import { afterEach, expect, test, vi } from "vitest";
import { fromBase64Url, makePasskey, toBase64Url, usePasskey } from "./passkeys";

const bytes = (...values: number[]) => Uint8Array.from(values).buffer;

afterEach(() => {
  vi.unstubAllGlobals();
});

test("bytes are written as base64url, and read back", () => {
  for (const [text, ...values] of [
    ["", ],
    ["-_8", 0xfb, 0xff],
    ["AAEC", 0, 1, 2],
    ["_w", 255],
  ] as [string, ...number[]][]) {
    expect(toBase64Url(bytes(...values))).toBe(text);
    expect([...new Uint8Array(fromBase64Url(text))]).toEqual(values);
  }
});

function browser(credential: unknown) {
  const asked: CredentialRequestOptions[] = [];
  const ask = async (options: CredentialRequestOptions) => {
    asked.push(options);
    return credential;
  };
  vi.stubGlobal("navigator", { credentials: { get: ask, create: ask } });
  return asked;
}

const used = {
  id: "AAEC",
  rawId: bytes(0, 1, 2),
  type: "public-key",
  authenticatorAttachment: "platform",
  response: {
    clientDataJSON: bytes(1),
    authenticatorData: bytes(2),
    signature: bytes(3),
    userHandle: bytes(4),
  },
  getClientExtensionResults: () => ({}),
};

test("a passkey is asked for with buffers, and its answer is JSON", async () => {
  const asked = browser(used);
  const options = {
    challenge: "AAEC",
    rpId: "localhost",
    timeout: 300_000,
    allowCredentials: [{ type: "public-key" as const, id: "_w", transports: [] }],
    userVerification: "required" as const,
  };
  const signal = new AbortController().signal;
  const answer = await usePasskey(options, { whileTyping: true, signal });
  expect(asked[0]?.mediation).toBe("conditional");
  expect(asked[0]?.signal).toBe(signal);
  const sent = asked[0]?.publicKey;
  expect(new Uint8Array(sent?.challenge as ArrayBuffer)).toEqual(Uint8Array.of(0, 1, 2));
  expect(new Uint8Array(sent?.allowCredentials?.[0]?.id as ArrayBuffer)).toEqual(Uint8Array.of(255));
  expect(sent).toMatchObject({ rpId: "localhost", userVerification: "required" });
  expect(answer).toEqual({
    id: "AAEC",
    rawId: "AAEC",
    type: "public-key",
    authenticatorAttachment: "platform",
    clientExtensionResults: {},
    response: { clientDataJSON: "AQ", authenticatorData: "Ag", signature: "Aw", userHandle: "BA" },
  });
});

test("a passkey is made for the person, not again on the same device", async () => {
  const asked = browser({
    ...used,
    response: { clientDataJSON: bytes(1), attestationObject: bytes(2), getTransports: () => ["internal"] },
  });
  const answer = await makePasskey({
    attestation: "none",
    authenticatorSelection: { requireResidentKey: false, residentKey: "preferred", userVerification: "required" },
    challenge: "AA",
    excludeCredentials: [{ type: "public-key", id: "AAEC", transports: ["internal"] }],
    pubKeyCredParams: [{ alg: -7, type: "public-key" }],
    rp: { id: "localhost", name: "Umbra" },
    timeout: 300_000,
    user: { id: "_w", name: "ana", displayName: "Ana" },
  });
  const sent = (asked[0] as CredentialCreationOptions).publicKey;
  expect(sent?.user).toMatchObject({ name: "ana" });
  expect(new Uint8Array(sent?.user.id as ArrayBuffer)).toEqual(Uint8Array.of(255));
  expect(answer.response).toEqual({ clientDataJSON: "AQ", attestationObject: "Ag", transports: ["internal"] });
});
