/** A plugin of the build that keeps entries (of the page and of workers) apart from the other chunks. */
import type { Plugin } from 'vite';

/**
 * Refuses a build in which a chunk imports an entry, statically or dynamically.
 *
 * WebKit (seen in WebKitGTK 2.50) evaluates the entry of a module worker again when another module imports it; Firefox
 * (seen in 153) fires an `error` at a `modulepreload` of the page's entry, which Vite adds for such an import.
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
            `${fileName} imports ${entry}, an entry, which not every browser takes. Keep shared code out of the entry's chunk (output.codeSplitting in vite.config.ts).`,
          );
        }
      }
    },
  };
}
