/** An earlier commit of this project with its own packages, in a folder below .cache/ that later runs find again. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const READY = '.ready';

export interface EarlierCommit {
  readonly name: string;
  readonly folder: string;
}

/** @throws Error with the program's last words when it fails */
function run(program: string, args: readonly string[], cwd: string): string {
  const { status, stdout, stderr, error } = spawnSync(program, args, {
    cwd,
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
    // On Windows npm is a script.
    shell: process.platform === 'win32',
  });
  if (status === 0) return stdout.trim();
  const words = (error?.message ?? stderr).trim().split('\n').slice(-3).join(' ');
  throw new Error(`${program} ${args[0]}: ${words}`);
}

/**
 * Takes a commit's files out of the repository and installs its packages, unless an earlier run has.
 * @param asked whatever git takes for a commit
 * @throws Error when there is no such commit, or its packages cannot be installed
 */
export function prepareCommit(asked: string, say: (line: string) => void): EarlierCommit {
  let sha: string;
  try {
    sha = run('git', ['rev-parse', '--verify', '--end-of-options', `${asked}^{commit}`], ROOT);
  } catch (error) {
    throw new Error(`--against ${asked}: there is no such commit in this repository.`, { cause: error });
  }
  const name = `commit ${sha.slice(0, 7)}`;
  const folder = join(ROOT, '.cache', 'commits', sha);
  if (existsSync(join(folder, READY))) return { name, folder };
  say(`${name}: installing its packages; a minute or two, once`);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  try {
    const archive = join(folder, 'files.tar');
    run('git', ['archive', `--output=${archive}`, sha], ROOT);
    run('tar', ['-xf', 'files.tar'], folder);
    rmSync(archive);
    run('npm', ['ci', '--no-audit', '--no-fund'], folder);
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error);
    throw new Error(`--against ${asked}: its packages could not be installed (${words}).`, { cause: error });
  }
  writeFileSync(join(folder, READY), '');
  return { name, folder };
}
