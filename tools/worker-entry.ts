/** A plugin of the build that keeps the entry of a worker apart from its other chunks. */
import type { Plugin } from 'vite';

/**
 * Refuses a build in which a chunk imports an entry, statically or dynamically.
 *
 * For workers: WebKit (seen in WebKitGTK 2.50) evaluates the entry of a module worker again when another module imports it.
 */
export function refuseImportsOfEntry(): Plugin {
  return {
    name: 'refuse-imports-of-entry',
    generateBundle(_options, bundle) {
      const chunks = Object.values(bundle).filter((file) => file.type === 'chunk');
      const entries = new Set(chunks.filter(({ isEntry }) => isEntry).map(({ fileName }) => fileName));
      for (const { fileName, imports, dynamicImports } of chunks) {
        const entry = [...imports, ...dynamicImports].find((imported) => entries.has(imported));
        if (entry) {
          this.error(
            `${fileName} imports ${entry}, the entry of a worker, which WebKit then evaluates twice. Keep shared code out of the entry's chunk (worker.rolldownOptions.output.codeSplitting in vite.config.ts).`,
          );
        }
      }
    },
  };
}
