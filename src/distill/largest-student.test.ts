import { describe, expect, test } from 'vitest';
import { FIELDS } from '../experiment/fields';
import { parameterSize } from '../model/shape';
import { onEachBackend } from '../test-support/backends';
import { take } from '../test-support/numbers';
import { shapeFor, sharpModel, TINY_TASK } from '../test-support/tiny';
import { dataBatch } from './batches';
import { readMetrics, supervisedStep } from './step';
import { Trainer } from './trainer';

await onEachBackend('a student of the largest size', (backend) => {
  // Without WebGPU there is no limit that it could meet.
  describe.runIf(backend === 'webgpu')('beyond one dimension of workgroups', () => {
    test('takes a step that moves its last parameters', async () => {
      const [width, layers] = [FIELDS.studentWidth.max, FIELDS.studentLayers.max];
      const shape = shapeFor(TINY_TASK, { width, layers, heads: 4 });
      expect(parameterSize(shape)).toBeGreaterThan(65_535 * 64);
      const trainer = new Trainer(sharpModel(shape, 1, 1));
      const last = async (): Promise<number[]> => [...(await trainer.model.flat.data())].slice(-width);
      const before = await last();
      const batch = dataBatch(TINY_TASK, TINY_TASK.split().train.slice(0, 2));
      const rate = { learningRate: 0.01, weightDecay: 0, clipNorm: 1 };
      const made = supervisedStep(trainer, TINY_TASK.promptLength, batch, rate);
      const { loss, gradientNorm } = readMetrics(await take(made.metrics), made.lossTerms);
      expect([loss, gradientNorm].every((value) => value > 0 && Number.isFinite(value))).toBe(true);
      const after = await last();
      // Adam's first update is as long as the learning rate, wherever there is a gradient.
      const moved = after.map((value, i) => Math.abs(value - (before[i] ?? Number.NaN)));
      expect(moved.filter((by) => Math.abs(by - 0.01) < 1e-3).length).toBeGreaterThan(width / 2);
      made.studentLogits.dispose();
      trainer.dispose();
    });
  });
});
