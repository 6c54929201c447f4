import { expect, test, vi } from 'vitest';
import * as tf from '../../ops/tf';
import { setSoftwareAdapter } from '../../ops/webgpu/kernel';
import { onEachBackend } from '../../test-support/backends';
import { DeviceAccess } from './device-access';
import { measureSpeed } from './speed';

/** The smallest step, for the adapter in software. */
vi.mock('../../experiment/fields', async (original) => {
  const real = await original<typeof import('../../experiment/fields')>();
  const small = { batchSize: 1, studentWidth: 8, studentLayers: 1, studentHeads: 1, responseLimit: 3 };
  return { ...real, DEFAULT_EXPERIMENT: { ...real.DEFAULT_EXPERIMENT, ...small, evaluatePrompts: 1 } };
});

const idle = (): boolean => true;

await onEachBackend('the speed of this device', (backend) => {
  test('is measured in training steps, and leaves nothing behind', async () => {
    // Kernels as a hardware adapter gets them, which alone is measured.
    setSoftwareAdapter(false);
    try {
      // Constants that are kept for ever are made by the first.
      await measureSpeed(new DeviceAccess(), idle);
      const { numTensors } = tf.memory();
      const access = new DeviceAccess();
      const speed = await measureSpeed(access, idle);
      expect(tf.memory().numTensors).toBe(numTensors);
      if (backend === 'cpu') expect(speed).toBeNull();
      // From a slow phone to a server, in operations a second.
      else expect(speed).toSatisfy((flops: number) => flops > 1e6 && flops < 1e14);
      // It has left the device.
      expect(await access.compile(async () => 'alone')).toBe('alone');
    } finally {
      setSoftwareAdapter(true);
    }
  }, 120_000);

  test('is not measured while the device is wanted', async () => {
    const { numTensors } = tf.memory();
    expect(await measureSpeed(new DeviceAccess(), () => false)).toBeNull();
    expect(tf.memory().numTensors).toBe(numTensors);
  });
});

await onEachBackend('a software adapter', (backend) => {
  test.runIf(backend === 'webgpu')('is not measured, because a step takes seconds', async () => {
    setSoftwareAdapter(true);
    expect(await measureSpeed(new DeviceAccess(), idle)).toBeNull();
  });
});
