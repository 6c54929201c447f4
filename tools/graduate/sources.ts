/** The Python files of the PyTorch project, as they stand in src/run/graduate/python/. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const PYTHON = fileURLToPath(new URL('../../src/run/graduate/python/', import.meta.url));

/** Contents by name. */
export const readSources = (): Record<string, string> =>
  Object.fromEntries(
    readdirSync(PYTHON, { withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ name }) => [name, readFileSync(join(PYTHON, name), 'utf8')]),
  );
