/** Compiles the engine (src/ops/engine/assembly, AssemblyScript) where its sources have changed since the last time. */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Plugin } from 'vite';
import { MOST_PAGES } from '../src/ops/engine/layout.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const SOURCES = 'src/ops/engine';
/** One thread, with a memory of its own; or any number, with a shared one, which not every page may load. */
const fileOf = (shared: boolean, relaxed: boolean): string =>
  `engine${shared ? '-threads' : ''}${relaxed ? '-relaxed' : ''}.wasm`;
const STAMP = join(root, '.cache/engine.sha256');

const OPTIONS = [
  '--optimizeLevel=3',
  '--converge',
  '--enable=simd',
  // A heap with `free`, but no garbage collector: the engine makes no objects.
  '--runtime=minimal',
  '--noAssert',
  '--importMemory',
  '--use=abort=',
  '--disableWarning=112',
];

const THREADS = ['--enable=threads', '--sharedMemory', `--maximumMemory=${MOST_PAGES}`];
/** Multiply–add in one instruction where the processor has one: faster, and rounded otherwise. */
const RELAXED = ['--enable=relaxed-simd'];

const BUILDS = [
  { file: fileOf(false, false), options: [] },
  { file: fileOf(false, true), options: RELAXED },
  { file: fileOf(true, false), options: THREADS },
  { file: fileOf(true, true), options: [...THREADS, ...RELAXED] },
] as const;

/** A fingerprint of everything that the compiled module depends on. */
function fingerprint(): string {
  const hash = createHash('sha256').update(JSON.stringify([OPTIONS, BUILDS]));
  hash.update(readFileSync(join(root, 'node_modules/assemblyscript/package.json')));
  const assembly = readdirSync(join(root, SOURCES, 'assembly')).sort();
  for (const file of ['layout.ts', ...assembly.map((name) => `assembly/${name}`)]) {
    hash.update(file).update(readFileSync(join(root, SOURCES, file)));
  }
  return hash.digest('hex');
}

const isBuilt = (wanted: string): boolean =>
  BUILDS.every(({ file }) => existsSync(join(root, SOURCES, file))) &&
  existsSync(STAMP) &&
  readFileSync(STAMP, 'utf8') === wanted;

/**
 * The path of the compiled module; compiles first if that is needed, in a few seconds.
 * @param shared the module for several threads
 * @param relaxed the one with relaxed SIMD
 * @throws Error with the compiler's messages
 */
export async function buildEngine(shared = false, relaxed = false): Promise<string> {
  const path = join(root, SOURCES, fileOf(shared, relaxed));
  const wanted = fingerprint();
  if (isBuilt(wanted)) return path;
  const { default: asc } = await import('assemblyscript/asc');
  for (const { file, options } of BUILDS) {
    const fresh = `${SOURCES}/${process.pid}-${file}`;
    const { error, stderr } = await asc.main(
      [`${SOURCES}/assembly/index.ts`, `--outFile=${fresh}`, `--baseDir=${root}`, ...OPTIONS, ...options],
      {},
    );
    if (error) throw new Error(`The engine does not compile:\n${stderr.toString()}`);
    // Two processes may compile at once: the file appears whole.
    renameSync(join(root, fresh), join(root, SOURCES, file));
  }
  mkdirSync(join(root, '.cache'), { recursive: true });
  writeFileSync(STAMP, wanted);
  return path;
}

/** Compiles the engine before anything that Vite or Vitest does. */
export const engineFirst = (): Plugin => ({
  name: 'engine-first',
  async config() {
    await buildEngine();
  },
});
