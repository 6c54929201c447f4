/** The files of the site that are not part of the page (src/service-worker/caches.ts), for the build to name. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { LARGE_FOLDERS } from '../src/service-worker/caches.ts';

const PUBLIC = fileURLToPath(new URL('../public/', import.meta.url));

export interface LargeFile {
  /** On the site, for example `teachers/arithmetic.json`. */
  readonly path: string;
  readonly bytes: number;
  /** Tells two contents apart. */
  readonly revision: string;
}

/** All of them, folder by folder; licences are not read by the page. */
export function largeFiles(): LargeFile[] {
  return LARGE_FOLDERS.flatMap((folder) =>
    readdirSync(join(PUBLIC, folder))
      .filter((name) => !name.endsWith('.LICENSE.txt'))
      .sort()
      .map((name) => {
        const content = readFileSync(join(PUBLIC, folder, name));
        const revision = createHash('sha256').update(content).digest('hex').slice(0, 12);
        return { path: `${folder}/${name}`, bytes: content.length, revision };
      }),
  );
}
