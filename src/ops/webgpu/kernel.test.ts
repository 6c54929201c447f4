/** What a kernel refuses because the device has no room for it, before anything is computed. */
import { afterEach, describe, expect, test } from 'vitest';
import { onEachBackend } from '../../test-support/backends';
import { says } from '../../test-support/says';
import * as tf from '../tf';
import { geluForward } from './gelu-kernel';
import { productKernel } from './product-kernel';

const MEGABYTE = 2 ** 20;

await onEachBackend('limits of the device', (backend) => {
  describe.runIf(backend === 'webgpu')('on WebGPU', () => {
    const device = (): GPUDevice => (tf.backend() as unknown as { device: GPUDevice }).device;
    const setLimits = (limits: object): void => {
      Object.defineProperty(device(), 'limits', { value: limits, configurable: true });
    };
    let real: GPUSupportedLimits | null = null;
    /** Smaller limits, which are reached without gigabytes. */
    const limit = (smaller: Partial<Record<keyof GPUSupportedLimits, number>>): void => {
      const { limits } = device();
      real ??= limits;
      setLimits(
        new Proxy(limits, {
          get: (_, name) => Reflect.get(smaller, name) ?? Reflect.get(limits, name, limits),
        }),
      );
    };
    afterEach(() => {
      if (real) setLimits(real);
    });

    const product = (rows: number): tf.Tensor2D =>
      productKernel(tf.ones<tf.Rank.R2>([rows, 8]), tf.ones<tf.Rank.R2>([8, 64]), 'nn');

    test.each(['maxStorageBufferBindingSize', 'maxBufferSize'] as const)(
      'a tensor beyond %s is refused in a sentence with its size; one within it is computed',
      async (name) => {
        limit({ [name]: 2 * MEGABYTE });
        const fits = product(8192);
        expect((await fits.data()).every((x) => x === 8)).toBe(true);
        expect(() => product(8193)).toThrow(says(/3 MB.*2 MB/));
      },
    );

    test('items are spread over two dimensions, and refused in a sentence where two are not enough', async () => {
      limit({ maxComputeWorkgroupsPerDimension: 7 });
      const x = tf.fill([1001], 40);
      expect((await geluForward(x).data()).every((y) => y === 40)).toBe(true);
      limit({ maxComputeWorkgroupsPerDimension: 1 });
      expect(() => geluForward(x)).toThrow(says(/workgroups at once.*at most 1\./));
    });
  });
});
