/** What a run was computed by. */
import { spawnSync } from 'node:child_process';
import { cpus } from 'node:os';
import * as tf from '../../src/ops/tf';
import type { BackendInfo } from '../../src/run/protocol';
import type { Machine } from './raw';

function git(...options: string[]): string | null {
  const { status, stdout } = spawnSync('git', options, { encoding: 'utf8' });
  return status === 0 ? stdout.trim() : null;
}

/** The commit of this project, “+” behind it where the working tree has changes. */
function commit(): string | null {
  const head = git('rev-parse', '--short=12', 'HEAD');
  return head && `${head}${git('status', '--porcelain') === '' ? '' : '+'}`;
}

export const machineOf = ({ name, adapter }: BackendInfo): Machine => ({
  processor: cpus()[0]?.model.trim() ?? 'unknown',
  cores: cpus().length,
  system: `${process.platform} ${process.arch}`,
  backend: name,
  adapter,
  node: process.versions.node,
  tfjs: tf.version_core,
  commit: commit(),
});
