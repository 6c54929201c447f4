/**
 * The sources that decide what a run computes, and their fingerprint: every module that the runner of the studies imports,
 * itself or through others, the versions of the packages that those import, and the data of the tasks. Words decide nothing.
 */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as v from 'valibot';

/** Where the walk through the imports begins. */
const ENTRIES = ['tools/reproduce/run-one.ts', 'tools/prepare.ts', 'tools/node-device.ts'] as const;
/** Folders whose files are read at run time. */
const DATA = ['public/data'] as const;
/** Words of the page, which tools print. */
const WORDS = /^src\/app\//;

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
/** `import … from 'x'`, `export … from 'x'`, `import 'x'` and `import('x')`; types leave no trace in what runs. */
const IMPORTS =
  /(?:^|\n)\s*(?:import|export)\s(?!type\s)[^'";]*?from\s*'([^']+)'|(?:^|\n)\s*import\s*'([^']+)'|\bimport\(\s*'([^']+)'\s*\)/g;

export interface Sources {
  /** Modules of this project, relative to its root, in alphabetical order. */
  readonly modules: readonly string[];
  /** Names of the packages that they import. */
  readonly packages: readonly string[];
}

/** Text of a file of this project; null where there is none. */
export type ReadText = (path: string) => string | null;

const readProject: ReadText = (path) => {
  try {
    return readFileSync(join(ROOT, path), 'utf8');
  } catch {
    return null;
  }
};

const packageOf = (name: string): string =>
  name
    .split('/')
    .slice(0, name.startsWith('@') ? 2 : 1)
    .join('/');

/** The file that a relative import means; null for one that is no module of ours, such as a style sheet. */
function moduleOf(from: string, name: string, read: ReadText): string | null {
  const path = normalize(join(dirname(from), name)).replaceAll('\\', '/');
  return (
    [`${path}.ts`, `${path}/index.ts`, path].find((one) => one.endsWith('.ts') && read(one) !== null) ?? null
  );
}

/**
 * Walks through the imports from `ENTRIES`.
 * @throws Error when an entry or an imported module is not there
 */
export function findSources(read: ReadText = readProject): Sources {
  const modules = new Set<string>();
  const packages = new Set<string>();
  const open: string[] = [...ENTRIES];
  for (let path = open.pop(); path !== undefined; path = open.pop()) {
    if (modules.has(path) || WORDS.test(path)) continue;
    const text = read(path);
    if (text === null) throw new Error(`${path}, a source of the runs, is not there.`);
    modules.add(path);
    for (const [, ...names] of text.matchAll(IMPORTS)) {
      const name = names.find((one) => one !== undefined) ?? '';
      if (name.startsWith('node:')) continue;
      if (!name.startsWith('.')) packages.add(packageOf(name));
      else {
        const module = moduleOf(path, name, read);
        if (module === null) throw new Error(`${path} imports ${name}, which is not there.`);
        open.push(module);
      }
    }
  }
  return { modules: [...modules].sort(), packages: [...packages].sort() };
}

const Lock = v.object({ packages: v.record(v.string(), v.object({ version: v.optional(v.string()) })) });

function dataFiles(): string[] {
  return DATA.flatMap((folder) => {
    try {
      return readdirSync(join(ROOT, folder))
        .sort()
        .map((file) => `${folder}/${file}`);
    } catch {
      return [];
    }
  });
}

const DIGITS = 12;

/** Fingerprint of the sources as they lie on the disk now: another one means that other numbers are possible. */
export function sourceFingerprint(read: ReadText = readProject): string {
  const { modules, packages } = findSources(read);
  const lock = v.parse(Lock, JSON.parse(read('package-lock.json') ?? '{}'));
  const hash = createHash('sha256');
  for (const path of [...modules, ...dataFiles()]) hash.update(`${path}\0${read(path)}\0`);
  for (const name of packages) {
    hash.update(`${name}@${lock.packages[`node_modules/${name}`]?.version ?? 'unknown'}\0`);
  }
  return hash.digest('hex').slice(0, DIGITS);
}
