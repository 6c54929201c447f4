/**
 * Processor time of what the engine computes in a step of the first screen's run, with the engine and, for what stands
 * between the two passes, without it: least and median of some runs, in ms. Processor time says something on a busy machine
 * too; the benchmark (`npm run bench -- --cpu`) compares whole steps by the clock.
 *
 *   node --import tsx tools/time-engine.ts                                      one thread
 *   node --experimental-wasm-relaxed-simd --import tsx tools/time-engine.ts     with relaxed SIMD, in Node 20
 */
import { readFileSync } from 'node:fs';
import { initialParameters } from '../src/model/parameters';
import { type ModelShape, parameterSize } from '../src/model/shape';
import { adamw, zeroMoments } from '../src/ops/adamw';
import { constant } from '../src/ops/constant';
import { type Divergence, divergence } from '../src/ops/divergence';
import { Engine } from '../src/ops/engine/engine';
import { engine, setEngine } from '../src/ops/engine/present';
import { hasRelaxedSimd } from '../src/ops/engine/relaxed';
import { atOnce } from '../src/ops/pieces';
import { tidy, valueAndGradients } from '../src/ops/scope';
import * as tf from '../src/ops/tf';
import { buildEngine } from './build-engine';
import { openNodeDevice } from './node-device';

const [BATCH, PROMPT, RESPONSE, VOCABULARY] = [16, 41, 41, 30];
const common = { vocabulary: VOCABULARY, context: PROMPT + RESPONSE - 1, heads: 4 };
const STUDENT: ModelShape = { ...common, width: 48, layers: 2 };
const TEACHER: ModelShape = { ...common, width: 128, layers: 4 };

await openNodeDevice('wasm');
const open = engine();
if (!open) throw new Error('the engine does not open here');

/** Least and median processor time of `body`, in ms. */
function time(runs: number, body: () => void): string {
  body();
  const took = Array.from({ length: runs }, () => {
    const before = process.cpuUsage();
    body();
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1000;
  }).sort((a, b) => a - b);
  return [took[0], took[runs >> 1]].map((ms) => ms?.toFixed(2).padStart(8)).join(' ');
}

const print = (name: string, ...times: string[]): void => {
  process.stdout.write(`${name.padEnd(32)}${times.join('   ')}\n`);
};

const ids = (count: number): Int32Array =>
  Int32Array.from({ length: count }, (_, i) => 3 + ((i * 7919) % (VOCABULARY - 3)));
const prompts = tf.tensor2d(ids(BATCH * PROMPT), [BATCH, PROMPT], 'int32');
const sequences = tf.tensor2d(ids(BATCH * (PROMPT + RESPONSE)), [BATCH, PROMPT + RESPONSE], 'int32');
const modelOf = (model: ModelShape, seed: number) => ({
  model,
  weights: tf.tensor1d(initialParameters(model, seed)),
  temperature: 1,
  topP: 1,
  uniforms: Float32Array.from({ length: BATCH * RESPONSE }, (_, i) => (i * 0.618 + seed * 0.37) % 1),
});
const student = modelOf(STUDENT, 1);
const teacher = modelOf(TEACHER, 2);

print(hasRelaxedSimd() ? 'relaxed SIMD' : 'plain SIMD', '   least   median');
print(
  'round, teacher’s prompts kept',
  time(15, () => {
    open.sample({
      prompts,
      promptLength: PROMPT,
      responseLength: RESPONSE,
      limit: RESPONSE,
      // No token is this one: all rows are drawn to their end.
      endToken: -1,
      student,
      teacher,
      acceptance: { rule: 'top-k', threshold: 5 },
      keepLogits: true,
    });
  }),
);
for (const [name, { model, weights }] of [
  ['student', student],
  ['teacher', teacher],
] as const) {
  print(
    `both passes of the ${name}`,
    time(9, () => {
      const pass = atOnce(open.forward({ model, weights, sequences, promptLength: PROMPT }));
      atOnce(pass.backward(pass.logits));
    }),
  );
}

print('\nbetween the passes', '   engine           ', '   stock operations');
/** With the engine, and without. */
const both = (body: () => void): [string, string] => {
  const run = (): string =>
    time(21, () =>
      tidy(() => {
        body();
      }),
    );
  const found = run();
  setEngine(null);
  const stock = run();
  setEngine(open);
  return [found, stock];
};
for (const shape of [STUDENT, TEACHER]) {
  const size = parameterSize(shape);
  const [parameters, gradient] = [tf.randomNormal([size]), tf.randomNormal([size])] as [
    tf.Tensor1D,
    tf.Tensor1D,
  ];
  const decays: tf.Tensor1D = tf.ones([size]);
  const moments = zeroMoments(size);
  const settings = { step: 3, learningRate: 1e-3, weightDecay: 0.01, clipNorm: 1 };
  print(`AdamW, ${size} parameters`, ...both(() => adamw(parameters, moments, gradient, decays, settings)));
}
const [p, q] = [1, 2].map((seed) =>
  tf.randomNormal([BATCH, RESPONSE, VOCABULARY], 0, 1, 'float32', seed),
) as [tf.Tensor3D, tf.Tensor3D];
const KINDS: readonly Divergence[] = [
  { kind: 'forward-kl' },
  { kind: 'reverse-kl' },
  { kind: 'jsd', beta: 0.5 },
];
for (const which of KINDS) {
  const body = (): tf.Scalar => tf.mean(divergence(p, q, which));
  print(`${which.kind} and gradient`, ...both(() => valueAndGradients([q], constant(1), body)));
}

print('\nproducts', 'GFLOP/s, best');
const alone = new Engine(await WebAssembly.compile(readFileSync(await buildEngine(false, hasRelaxedSimd()))));
for (const [m, k, n] of [
  [16, 48, 144],
  [16, 128, 512],
  [16, 512, 128],
  [192, 48, 192],
  [192, 128, 512],
  [192, 512, 128],
] as const) {
  const repeats = Math.ceil(4e7 / (m * k * n));
  alone.within((allocate) => {
    const [a, packed, out] = [allocate(m * k), allocate(k * n), allocate(m * n)] as const;
    alone.floats(a, m * k).fill(0.5);
    alone.floats(packed, k * n).fill(0.25);
    const least = Number.parseFloat(
      time(21, () => {
        for (let i = 0; i < repeats; i++) alone.kernels.product(a, 4 * k, packed, out, 4 * n, m, k, n, 0);
      }),
    );
    print(`${m}×${k}×${n}`, ((2 * m * k * n * repeats) / least / 1e6).toFixed(1).padStart(8));
  });
}
process.exit(0);
