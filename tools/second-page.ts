/** Another page of the site. */
import { parse } from 'node:path';
import { build, type Plugin, type ResolvedConfig, type UserConfig } from 'vite';

/** True in the build of another page than the first. */
export const isSecondPage = (config: UserConfig): boolean =>
  config.build?.rolldownOptions?.input !== undefined;

/**
 * Builds a page after the first one, into the same folder and by the same configuration. Not as a second input of one build: the two
 * would share chunks, the shared code of the first page is in a chunk that starts it, and its first screen would grow.
 * @param html of the page, from the root
 */
export function secondPage(html: string): Plugin {
  let first: ResolvedConfig;
  return {
    name: 'second-page',
    apply: (config, { command }) => command === 'build' && !isSecondPage(config),
    configResolved(config) {
      first = config;
    },
    async closeBundle(error) {
      if (error) return;
      const { configFile, root, mode, logLevel } = first;
      await build({
        configFile: configFile ?? false,
        root,
        mode,
        ...(logLevel ? { logLevel } : {}),
        build: {
          outDir: first.build.outDir,
          emptyOutDir: false,
          // A folder of its own, so that what is kept for working offline can leave it out.
          assetsDir: parse(html).name,
          copyPublicDir: false,
          rolldownOptions: { input: html },
        },
      });
    },
  };
}
