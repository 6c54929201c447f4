/** The service worker of the built page (src/service-worker), where there can be one. */
import { TAKE_OVER } from '../../service-worker/take-over';

/** A page in a frame belongs to another one, which decides about its isolation; the dev server has no service worker. */
const canRegister = (): boolean =>
  import.meta.env.PROD && window.top === window && 'serviceWorker' in navigator;

/** Registers it; resolves once one is at work, to null where there can be none. */
export async function registerServiceWorker(): Promise<ServiceWorkerRegistration | null> {
  if (!canRegister()) return null;
  try {
    const registration = await navigator.serviceWorker.register(
      new URL('service-worker.js', document.baseURI),
    );
    await navigator.serviceWorker.ready;
    return registration;
  } catch {
    // Refused, for example in a private window: the page works as before, online.
    return null;
  }
}

/** Calls `found` once for each later version that has been fetched and waits. */
export function watchForNewVersion(registration: ServiceWorkerRegistration, found: () => void): void {
  const watch = (worker: ServiceWorker | null): void =>
    worker?.addEventListener('statechange', () => {
      if (registration.waiting === worker) found();
    });
  if (registration.waiting) found();
  watch(registration.installing);
  registration.addEventListener('updatefound', () => watch(registration.installing));
}

/** Milliseconds that a waiting service worker has to answer. */
const ANSWER = 5000;

/**
 * Lets the waiting version take over, and loads the page anew from it.
 * @returns how many other tabs show the page, which keep the version as it is; null where the new version does not answer
 */
export async function changeToNewVersion(registration: ServiceWorkerRegistration): Promise<number | null> {
  const { waiting } = registration;
  if (!waiting) {
    // It has taken over already.
    location.reload();
    return 0;
  }
  waiting.addEventListener('statechange', () => {
    if (waiting.state === 'activated') location.reload();
  });
  const { port1, port2 } = new MessageChannel();
  const others = await new Promise<number | null>((resolve) => {
    port1.onmessage = ({ data }) => resolve(Number.isInteger(data) ? data : null);
    setTimeout(() => resolve(null), ANSWER);
    waiting.postMessage(TAKE_OVER, [port2]);
  });
  port1.close();
  return others;
}
