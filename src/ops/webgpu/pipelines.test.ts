// Registers the flags of the backend.
import '@tensorflow/tfjs-backend-webgpu';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import * as tf from '../tf';
import type { Kernel } from './kernel';
import {
  canDispatch,
  type PipelineHost,
  pendingCompilations,
  pipelineOf,
  setBackgroundCompilation,
  whenCompiled,
} from './pipelines';

// A device that is as slow as the test wants.
interface Asked {
  readonly label: string;
  readonly done: (pipeline: GPUComputePipeline) => void;
  readonly refuse: (error: Error) => void;
}

function host(): { host: PipelineHost; asked: Asked[]; made: string[] } {
  const asked: Asked[] = [];
  const made: string[] = [];
  const device = {
    createShaderModule: () => ({}),
    createComputePipeline: ({ label }: { label: string }) => {
      made.push(label);
      return { label };
    },
    createComputePipelineAsync: ({ label }: { label: string }) =>
      new Promise<GPUComputePipeline>((done, refuse) => asked.push({ label, done, refuse })),
  };
  return { host: { device: device as unknown as GPUDevice, pipelineCache: {} }, asked, made };
}

const kernel = (key: string): Kernel => ({ key, code: () => `// ${key}` });
const pipeline = (label: string): GPUComputePipeline => ({ label }) as GPUComputePipeline;
const slow = [kernel('a'), kernel('b')];

describe('compilation in the background', () => {
  beforeEach(() => setBackgroundCompilation(true));
  afterEach(() => {
    setBackgroundCompilation(false);
    tf.env().set('WEBGPU_ENGINE_COMPILE_ONLY', false);
  });

  test('begins with the question, once, and the answer is yes when all are there', async () => {
    const { host: on, asked, made } = host();
    expect(canDispatch(on, slow)).toBe(false);
    expect(canDispatch(on, slow)).toBe(false);
    expect(asked.map(({ label }) => label)).toEqual(['a', 'b']);
    expect(() => pipelineOf(on, kernel('a'))).toThrow(/being compiled/);
    const pending = pendingCompilations(on);
    asked[0]?.done(pipeline('a'));
    asked[1]?.done(pipeline('b'));
    await pending;
    expect(canDispatch(on, slow)).toBe(true);
    expect(pendingCompilations(on)).toBeNull();
    expect(pipelineOf(on, kernel('a'))).toEqual(pipeline('a'));
    // The cache of tfjs and the slow way of making a pipeline were not touched.
    expect([on.pipelineCache, made]).toEqual([{}, []]);
  });

  test('a pipeline that the driver refuses is done without, and never asked for again', async () => {
    const { host: on, asked } = host();
    const ended = whenCompiled(on, [kernel('a')]);
    asked[0]?.refuse(new Error('too complex'));
    await ended;
    expect(canDispatch(on, [kernel('a')])).toBe(false);
    expect(pendingCompilations(on)).not.toBeNull();
    expect(asked).toHaveLength(1);
  });

  test('in compile-only mode the programs around a new kernel are asked for, then those that do without it', () => {
    const { host: on } = host();
    tf.env().set('WEBGPU_ENGINE_COMPILE_ONLY', true);
    expect(canDispatch(on, slow)).toBe(true);
    expect(pipelineOf(on, kernel('a'))).toBeNull();
    expect(on.pipelineCache).toEqual({});
    expect(canDispatch(on, slow)).toBe(false);
  });
});

test('tools and tests wait: a missing pipeline is made at once', () => {
  const { host: on, asked, made } = host();
  expect(canDispatch(on, slow)).toBe(true);
  expect(pipelineOf(on, kernel('a'))).toEqual({ label: 'a' });
  expect([asked, made]).toEqual([[], ['a']]);
});
