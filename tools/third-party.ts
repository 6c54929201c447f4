/** Writes the notices of all packages that are in the build, page and worker, into one file beside it. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as v from 'valibot';
import type { Plugin } from 'vite';

export const NOTICES_FILE = 'THIRD-PARTY.txt';

/** Notices of packages that carry none as a file, and of what is compiled into their WebAssembly. */
const MISSING: Readonly<Record<string, readonly string[]>> = {
  '@tensorflow/tfjs-core': ['tensorflow', 'apache-2.0'],
  '@tensorflow/tfjs-backend-cpu': ['tensorflow', 'apache-2.0'],
  '@tensorflow/tfjs-backend-webgpu': ['tensorflow', 'apache-2.0'],
  '@tensorflow/tfjs-backend-wasm': ['tensorflow', 'apache-2.0', 'xnnpack', 'pthreadpool', 'emscripten'],
  // From its README.
  seedrandom: ['seedrandom'],
};

const Manifest = v.object({ name: v.string(), version: v.string(), license: v.optional(v.string()) });

interface Notice {
  /** `name version (licence)`. */
  readonly title: string;
  readonly text: string;
}

const readNotice = (name: string): string =>
  readFileSync(fileURLToPath(new URL(`./notices/${name}.txt`, import.meta.url)), 'utf8').trim();

/** The folder of the package that a module belongs to; null for the project's own. */
export function packageFolder(moduleId: string): string | null {
  const path = moduleId.replaceAll('\\', '/').replace(/^\0+/, '');
  return /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(path)?.[0] ?? null;
}

/** @throws Error when the package has no licence text that could be passed on */
function noticeOf(folder: string): Notice {
  const { name, version, license } = v.parse(
    Manifest,
    JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')),
  );
  const files = readdirSync(folder).filter((file) => /^(?:licen[cs]e|copying|notice)(?:\.|-|$)/i.test(file));
  const texts = [
    ...files.map((file) => readFileSync(join(folder, file), 'utf8').trim()),
    ...(MISSING[name] ?? []).map(readNotice),
  ];
  if (texts.length === 0) {
    throw new Error(
      `${name} has no licence file. Put its text into tools/notices/ and name it in tools/third-party.ts.`,
    );
  }
  return { title: `${name} ${version} (${license ?? 'see below'})`, text: texts.join('\n\n') };
}

const RULE = '='.repeat(80);

/** All notices as one text: packages of the same licence text share it. */
export function noticesOf(folders: Iterable<string>): string {
  const titlesByText = new Map<string, string[]>();
  for (const { title, text } of [...folders].sort().map(noticeOf)) {
    titlesByText.set(text, [...(titlesByText.get(text) ?? []), title]);
  }
  const sections = [...titlesByText].map(
    ([text, titles]) => `${RULE}\n${titles.join('\n')}\n${RULE}\n\n${text}\n`,
  );
  return [
    'Distillery, its texts and the weights of its teachers are under this licence:\n',
    `${readFileSync(fileURLToPath(new URL('../LICENSE', import.meta.url)), 'utf8').trim()}\n`,
    'The pronunciations of the task “Phonemes” come from the CMU Pronouncing Dictionary: data/phonemes.LICENSE.txt\n',
    'The sentences of the task “Positive or negative” have their terms in data/sentences.LICENSE.txt\n',
    'The packages below are part of the page or of its worker.\n',
    ...sections,
  ].join('\n');
}

/**
 * Packages of which no bundle of the page tells: the allocator of the engine's memory is compiled into its binary, and the
 * service worker is built apart.
 */
const APART = [
  'assemblyscript',
  'workbox-core',
  'workbox-precaching',
  'workbox-routing',
  'workbox-strategies',
];

/** One plugin for the build of the page and one for that of its workers, which comes first. */
export function thirdPartyNotices(): { readonly page: Plugin; readonly worker: Plugin } {
  const folders = new Set(
    APART.map((name) => fileURLToPath(new URL(`../node_modules/${name}`, import.meta.url))),
  );
  const collect = (bundle: Readonly<Record<string, { type: string; modules?: object }>>): void => {
    for (const { modules } of Object.values(bundle)) {
      for (const id of Object.keys(modules ?? {})) {
        const folder = packageFolder(id);
        if (folder) folders.add(folder);
      }
    }
  };
  return {
    page: {
      name: 'third-party-notices',
      apply: 'build',
      generateBundle(_options, bundle) {
        collect(bundle);
        this.emitFile({ type: 'asset', fileName: NOTICES_FILE, source: noticesOf(folders) });
      },
    },
    worker: {
      name: 'third-party-notices-of-workers',
      generateBundle(_options, bundle) {
        collect(bundle);
      },
    },
  };
}
