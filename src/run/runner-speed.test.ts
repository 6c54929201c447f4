import { expect, test, vi } from 'vitest';
import { problem } from '../errors/problems';
import { wasmFiles } from '../test-support/backends';
import { forget } from '../test-support/database';
import type { BackendInfo, Probe, RunEvent } from './protocol';
import { parseCommand, parseEvent } from './protocol/parse';
import { Runner } from './runner';

vi.mock('idb', () => import('../test-support/database'));

const INFO: BackendInfo = { name: 'cpu', adapter: '', threads: 1, reasons: [], advice: null };
const PROBE: Probe = {
  ...{ adapter: 'acme', faster: 'processor', reason: problem('probe-late', { adapter: 'acme' }) },
  ...{ flopsPerSecond: 3e9, milliseconds: 450 },
};

const opened = vi.hoisted(() => ({ info: {} as BackendInfo }));
vi.mock('./resources/device', async (original) => ({
  ...(await original<typeof import('./resources/device')>()),
  openDevice: async () => ({ info: opened.info, settled: Promise.resolve(opened.info), gpu: null }),
}));

async function speedsOf(info: BackendInfo): Promise<readonly number[]> {
  forget();
  opened.info = info;
  const events: RunEvent[] = [];
  const runner = new Runner((event) => events.push(parseEvent(event)), wasmFiles);
  await runner.handle(parseCommand({ type: 'open', backend: 'auto', assets: 'https://example.org/' }));
  return events.flatMap((event) => (event.type === 'speed' ? [event.flopsPerSecond] : []));
}

test('what a probe measured is the speed until training steps have been timed', async () => {
  expect(await speedsOf({ ...INFO, probe: PROBE })).toEqual([3e9]);
  expect(await speedsOf({ ...INFO, probe: { ...PROBE, flopsPerSecond: null } })).toEqual([]);
  expect(await speedsOf(INFO)).toEqual([]);
});
