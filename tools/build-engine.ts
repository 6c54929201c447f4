/** Compiles the engine (src/ops/engine/assembly, AssemblyScript) where its sources have changed since the last time. */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Plugin } from 'vite';

const root = fileURLToPath(new URL('..', import.meta.url));
const SOURCES = 'src/ops/engine';
const MODULE = join(root, SOURCES, 'engine.wasm');
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

/** A fingerprint of everything that the compiled module depends on. */
function fingerprint(): string {
  const hash = createHash('sha256').update(OPTIONS.join());
  hash.update(readFileSync(join(root, 'node_modules/assemblyscript/package.json')));
  const assembly = readdirSync(join(root, SOURCES, 'assembly')).sort();
  for (const file of ['layout.ts', ...assembly.map((name) => `assembly/${name}`)]) {
    hash.update(file).update(readFileSync(join(root, SOURCES, file)));
  }
  return hash.digest('hex');
}

/**
 * The compiled module's path; compiles it first if that is needed, in a few seconds.
 * @throws Error with the compiler's messages
 */
export async function buildEngine(): Promise<string> {
  const wanted = fingerprint();
  if (existsSync(MODULE) && existsSync(STAMP) && readFileSync(STAMP, 'utf8') === wanted) return MODULE;
  const { default: asc } = await import('assemblyscript/asc');
  const fresh = `${SOURCES}/engine.${process.pid}.wasm`;
  const { error, stderr } = await asc.main(
    [`${SOURCES}/assembly/index.ts`, `--outFile=${fresh}`, `--baseDir=${root}`, ...OPTIONS],
    {},
  );
  if (error) throw new Error(`The engine does not compile:\n${stderr.toString()}`);
  // Two processes may compile at once: the file appears whole.
  renameSync(join(root, fresh), MODULE);
  mkdirSync(join(root, '.cache'), { recursive: true });
  writeFileSync(STAMP, wanted);
  return MODULE;
}

/** Compiles the engine before anything that Vite or Vitest does. */
export const engineFirst = (): Plugin => ({
  name: 'engine-first',
  async config() {
    await buildEngine();
  },
});
