/**
 * The service worker. It keeps the page's own files, so that the page works offline and a new version cannot take a script
 * away from a page that is open; and it adds the headers that isolate the page, for hosts that cannot send them.
 */
import { addPlugins, precacheAndRoute } from 'workbox-precaching';
import { registerRoute } from 'workbox-routing';
import { NetworkFirst, NetworkOnly } from 'workbox-strategies';
import { ALL_CACHE, LARGE_FOLDERS, USED_CACHE } from './caches';
import { withIsolation } from './isolation';
import { TAKE_OVER } from './take-over';

declare const self: ServiceWorkerGlobalScope & {
  /** Put in by the build. */
  readonly __WB_MANIFEST: Parameters<typeof precacheAndRoute>[0];
};

const isolating = {
  handlerWillRespond: async ({ response }: { response: Response }) => withIsolation(response),
};

const LARGE = new RegExp(`/(?:${LARGE_FOLDERS.join('|')})/[^/]+$`);

/** Without a network: what the visitor has asked to be kept. */
const kept = {
  handlerDidError: async ({ request }: { request: Request }) => (await caches.open(ALL_CACHE)).match(request),
};

addPlugins([isolating]);
// The address may ask for a backend or for threads; the file is the same.
precacheAndRoute(self.__WB_MANIFEST, { ignoreURLParametersMatching: [/./] });
registerRoute(
  ({ url, sameOrigin }) => sameOrigin && LARGE.test(url.pathname),
  new NetworkFirst({ cacheName: USED_CACHE, plugins: [isolating, kept] }),
);
registerRoute(({ sameOrigin }) => sameOrigin, new NetworkOnly({ plugins: [isolating] }));

/** Takes over from the present version, whose scripts then are gone; answers how many other tabs stand against that. */
async function takeOver(answer: MessagePort | undefined): Promise<void> {
  const windows = await self.clients.matchAll({ type: 'window', includeUncontrolled: true });
  const others = windows.filter(({ url }) => url.startsWith(self.registration.scope)).length - 1;
  answer?.postMessage(others);
  if (others === 0) await self.skipWaiting();
}

self.addEventListener('message', (event) => {
  if (event.data === TAKE_OVER) event.waitUntil(takeOver(event.ports[0]));
});

// The first version takes over pages that are open; a later one waits until they are closed, or one asks for it.
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()));
