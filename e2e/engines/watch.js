/**
 * Runs before the page's own scripts. Collects its errors, for browsers that tell their driver nothing of them, and counts
 * how often this tab has loaded it.
 */
const watched = [];
const loads = Number(sessionStorage.getItem('loads')) + 1;
sessionStorage.setItem('loads', String(loads));
Object.assign(window, { watched, loads, settled: false });

const { error: report } = console;
console.error = (...values) => {
  watched.push(`console: ${values.join(' ')}`);
  report.apply(console, values);
};
const loadFailed = ({ target }) => `could not be loaded: ${target?.outerHTML}`;
addEventListener('error', (event) => watched.push(event.message ?? loadFailed(event)), true);
addEventListener('unhandledrejection', ({ reason }) => watched.push(`unhandled: ${reason}`));

// What the page does once its service worker is at work, such as to load itself again, it has done in the next task.
const { serviceWorker } = navigator;
const register = serviceWorker?.register.bind(serviceWorker);
if (register) {
  serviceWorker.register = async (...given) => {
    const registration = await register(...given);
    serviceWorker.ready.then(() => setTimeout(() => Object.assign(window, { settled: true })));
    return registration;
  };
}
