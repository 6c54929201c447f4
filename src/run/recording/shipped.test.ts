import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { PRESETS } from '../../experiment/presets';
import { recordedPreset } from '../../experiment/recording-link';
import { readRecording } from './file';
import { recordingFile } from './shipped';

const MOST_BYTES = 300_000;
const MOST_BYTES_TOGETHER = 2_500_000;

const read = (preset: string): Uint8Array<ArrayBuffer> => {
  const recorded = recordedPreset(preset);
  if (!recorded) throw new Error(`no recording of ${preset}`);
  return Uint8Array.from(
    readFileSync(new URL(`../../../public/recordings/${recordingFile(recorded)}`, import.meta.url)),
  );
};

test.each(PRESETS)('the recording of $id is of its settings, and has what is played', async (preset) => {
  const file = read(preset.id);
  expect(file.length).toBeLessThanOrEqual(MOST_BYTES);
  const { facts, recording } = await readRecording(file, preset.id);
  expect(facts.experiment).toEqual(preset.experiment);
  expect(facts.changes).toEqual([]);
  expect(facts.finished || facts.step < preset.experiment.steps).toBe(true);
  expect(recording.reports.lastStep).toBe(facts.step);
  expect(recording.reports.sftSteps).toBe(preset.experiment.sftSteps);
  expect(recording.strips.length).toBeGreaterThan(9);
  expect(recording.evaluations.at(-1)?.step).toBeGreaterThanOrEqual(facts.step / 2);
  expect(facts.device).toMatchObject({ name: 'wasm', adapter: '' });
  expect(facts.device?.architecture).toMatch(/^\w{3,8}$/);
});

test('all recordings together are small', () => {
  const bytes = PRESETS.reduce((sum, { id }) => sum + read(id).length, 0);
  expect(bytes).toBeLessThanOrEqual(MOST_BYTES_TOGETHER);
});
