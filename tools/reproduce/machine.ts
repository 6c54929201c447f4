/** What a run was computed by. */
import { spawnSync } from 'node:child_process';
import { cpus } from 'node:os';
import * as tf from '../../src/ops/tf';
import type { BackendInfo } from '../../src/run/protocol';
import type { Machine } from './raw';

function git(...options: string[]): string | null {
  const { status, stdout } = spawnSync('git', options, { encoding: 'utf8' });
  return status === 0 ? stdout.trimEnd() : null;
}

/** What the tool itself writes is no change of the code. */
const WRITTEN = [':!docs/results', ':!docs/results.md'];

/** Files that differ from the commit or are not in it, a line each; null outside a repository. */
export const uncommitted = (): string | null => git('status', '--porcelain', '--', '.', ...WRITTEN);

/** The commit of this project, “+” behind it where files have changes. */
function commit(): string | null {
  const head = git('rev-parse', '--short=12', 'HEAD');
  return head && `${head}${uncommitted() === '' ? '' : '+'}`;
}

/** The machine of this process, with the backend that its runs are computed by. */
export const machineOf = ({ name, adapter, threads }: BackendInfo): Machine => ({
  processor: cpus()[0]?.model.trim() ?? 'unknown',
  cores: cpus().length,
  system: `${process.platform} ${process.arch}`,
  backend: name,
  adapter: adapter || `processor, ${threads === 1 ? 'one thread' : `${threads} threads`}`,
  node: process.versions.node,
  tfjs: tf.version_core,
  commit: commit(),
});
