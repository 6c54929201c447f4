/**
 * Isolation of the page on hosts that do not send its headers: the service worker adds them from the second load on. So
 * the page is loaded again, once in a tab, while a visitor has done nothing yet.
 */
import { registerServiceWorker, watchForNewVersion } from '../browser/service-worker';
import { recallInTab, rememberInTab } from '../browser/session-storage';
import { useRun } from './experiment/state';
import { useNewVersion } from './new-version';

const RELOADED = 'reloaded';

/** Whether threads would gain from isolation; null while that is not known. */
function wouldGain(): boolean | null {
  const { backend } = useRun.getState();
  if (!backend) return null;
  return backend.reasons.some(({ code }) => code === 'threads-not-isolated');
}

/** Whether the visitor has done anything that a reload could lose. */
let touched = false;

function watchVisitor(): void {
  for (const type of ['pointerdown', 'keydown', 'input', 'drop'] as const) {
    addEventListener(
      type,
      () => {
        touched = true;
      },
      { capture: true, once: true },
    );
  }
}

function reloadOnce(): void {
  if (touched || recallInTab(RELOADED) !== null) return;
  rememberInTab(RELOADED, 'yes');
  // Where the mark cannot be kept there could be a second time, and a third.
  if (recallInTab(RELOADED) !== null) location.reload();
}

const loaded = (): Promise<unknown> =>
  document.readyState === 'complete'
    ? Promise.resolve()
    : new Promise((resolve) => addEventListener('load', resolve, { once: true }));

/** Registers the service worker, loads the page again where that isolates it, and watches for new versions. */
export async function isolate(): Promise<void> {
  watchVisitor();
  await loaded();
  const registration = await registerServiceWorker();
  if (!registration) return;
  watchForNewVersion(registration, () => useNewVersion.setState({ offered: registration }));
  if (wouldGain() === true) return reloadOnce();
  if (wouldGain() === false) return;
  const stop = useRun.subscribe(() => {
    if (wouldGain() === null) return;
    stop();
    if (wouldGain() === true) reloadOnce();
  });
}
