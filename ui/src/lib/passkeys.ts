/** Passkeys between the browser's bytes and the server's text (base64url, as WebAuthn's own JSON has it). */

export interface KeyOptions {
  publicKey: Record<string, unknown>;
}

export const passkeysWork = () => typeof window.PublicKeyCredential === "function" && !!navigator.credentials;

function bytes(text: unknown): ArrayBuffer {
  const plain = atob(String(text).replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (sign) => sign.charCodeAt(0)).buffer;
}

function text(buffer: ArrayBuffer | null): string | null {
  if (!buffer) return null;
  const plain = String.fromCharCode(...new Uint8Array(buffer));
  return btoa(plain).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

const named = (list: unknown) => (Array.isArray(list) ? list : []).map((one: Record<string, unknown>) => ({ ...one, id: bytes(one["id"]) }));

/** Makes a passkey on this device or key; the person confirms it there. */
export async function makePasskey({ publicKey: given }: KeyOptions): Promise<object> {
  const user = given["user"] as Record<string, unknown>;
  const publicKey = {
    ...given, challenge: bytes(given["challenge"]), user: { ...user, id: bytes(user["id"]) }, excludeCredentials: named(given["excludeCredentials"]),
  } as unknown as PublicKeyCredentialCreationOptions;
  const made = (await navigator.credentials.create({ publicKey })) as PublicKeyCredential | null;
  if (!made) throw new Error("No passkey was made.");
  const answer = made.response as AuthenticatorAttestationResponse;
  return {
    ...outside(made),
    response: { clientDataJSON: text(answer.clientDataJSON), attestationObject: text(answer.attestationObject), transports: answer.getTransports() },
  };
}

/** Signs with a passkey that is there. */
export async function signWithPasskey({ publicKey: given }: KeyOptions): Promise<object> {
  const publicKey = {
    ...given, challenge: bytes(given["challenge"]), allowCredentials: named(given["allowCredentials"]),
  } as unknown as PublicKeyCredentialRequestOptions;
  const found = (await navigator.credentials.get({ publicKey })) as PublicKeyCredential | null;
  if (!found) throw new Error("No passkey was chosen.");
  const answer = found.response as AuthenticatorAssertionResponse;
  return {
    ...outside(found),
    response: {
      clientDataJSON: text(answer.clientDataJSON), authenticatorData: text(answer.authenticatorData), signature: text(answer.signature), userHandle: text(answer.userHandle),
    },
  };
}

function outside(key: PublicKeyCredential) {
  return { id: key.id, rawId: text(key.rawId), type: key.type, authenticatorAttachment: key.authenticatorAttachment, clientExtensionResults: key.getClientExtensionResults() };
}
