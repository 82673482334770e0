// Keeps files with a hash in their names, which never change, and nothing else: neither the page nor anything
// of an account.
const KEPT = "umbra-files";
const AT_MOST = 300;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("fetch", (event) => {
  const { origin, pathname } = new URL(event.request.url);
  if (event.request.method === "GET" && origin === self.location.origin && pathname.startsWith("/assets/")) {
    event.respondWith(answer(event));
  }
});

async function answer(event) {
  const files = await caches.open(KEPT);
  const kept = await files.match(event.request);
  if (kept) {
    return kept;
  }
  const response = await fetch(event.request);
  if (response.ok) {
    event.waitUntil(keep(files, event.request, response.clone()));
  }
  return response;
}

async function keep(files, request, response) {
  await files.put(request, response);
  const all = await files.keys();
  // The oldest are those of earlier versions.
  await Promise.all(all.slice(0, Math.max(0, all.length - AT_MOST)).map((old) => files.delete(old)));
}
