/** The Python files of the project, in the bundle of the page. The command line reads them from the folder. */

const FILES: Readonly<Record<string, string>> = import.meta.glob<string>('./python/*', {
  query: '?raw',
  import: 'default',
  eager: true,
});

/** Contents by name. */
export const SOURCES: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(FILES).map(([path, text]) => [path.slice(path.lastIndexOf('/') + 1), text]),
);
