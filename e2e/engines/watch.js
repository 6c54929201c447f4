/** Runs before the page's own scripts and collects its errors, for browsers that tell their driver nothing of them. */
const watched = [];
Object.assign(window, { watched });

const { error: report } = console;
console.error = (...values) => {
  watched.push(`console: ${values.join(' ')}`);
  report.apply(console, values);
};
const loadFailed = ({ target }) => `could not be loaded: ${target?.outerHTML}`;
addEventListener('error', (event) => watched.push(event.message ?? loadFailed(event)), true);
addEventListener('unhandledrejection', ({ reason }) => watched.push(`unhandled: ${reason}`));
