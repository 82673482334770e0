// The service worker, which keeps files that never change: with it the client can be installed.

interface Policy {
  createScriptURL(url: string): string;
}

interface TrustedTypes {
  createPolicy(name: string, rules: Policy): Policy;
}

const ADDRESS = "/sw.js";

/** Starts it, where the browser knows such a thing: over https, and on localhost. */
export function startWorker(): void {
  if (!("serviceWorker" in navigator)) {
    return;
  }
  // What is run has to be named by a policy of Trusted Types; this one knows one address.
  const { trustedTypes } = window as { trustedTypes?: TrustedTypes };
  const rules: Policy = { createScriptURL: () => ADDRESS };
  const policy = trustedTypes?.createPolicy("umbra-worker", rules) ?? rules;
  // Without it everything works as well.
  navigator.serviceWorker.register(policy.createScriptURL(ADDRESS)).catch(() => {});
}
