import { expect, test } from 'vitest';
import type { Experiment } from '../../experiment/fields';
import type { Source } from '../../experiment/methods';
import { tidy } from '../../ops/scope';
import * as tf from '../../ops/tf';
import { onEachBackend } from '../../test-support/backends';
import {
  at,
  expectClose,
  logSoftmax,
  randomNumbers,
  rowsOf,
  softmax,
  sum,
  take,
} from '../../test-support/numbers';
import { tinyExperiment } from '../../test-support/tiny';
import { termsOf, totalOf } from '../loss/losses';
import { planAt } from '../schedule/plan';
import { tokenWeights, type WeightInputs } from './weights';

const [BATCH, LENGTH, SIZE] = [2, 4, 5];
const TOKENS = BATCH * LENGTH;
const numbers = (seed: number): number[] => randomNumbers(TOKENS * SIZE, seed, 2);
const [teacher, student, early] = [numbers(1), numbers(2), numbers(3)];
const words = [3, 0, 4, 1, 1, 2, 0, 2];
const mask = [1, 1, 1, 0, 1, 1, 1, 1];

const logitsOf = (values: readonly number[]): tf.Tensor3D => tf.tensor3d([...values], [BATCH, LENGTH, SIZE]);

const inputsOf = (
  experiment: Experiment,
  q: tf.Tensor3D,
  {
    sources = ['dataset', 'dataset'],
    step = 1,
    keep,
    sampled = { verification: null, verifiedMask: null, teacherMask: null },
  }: Partial<{ sources: Source[]; step: number; keep: number; sampled: WeightInputs['sampled'] }>,
): WeightInputs => {
  const plan = planAt(experiment, step);
  return {
    plan: { ...plan, keep: keep ?? plan.keep },
    experiment,
    responses: tf.tensor2d(words, [BATCH, LENGTH], 'int32'),
    mask: tf.tensor2d(mask, [BATCH, LENGTH]),
    ...{ studentLogits: q, scores: q },
    inside: null,
    promptLength: 2,
    gradientGap: null,
    boundary: null,
    teacherOutputs: {
      teacherLogits: logitsOf(teacher),
      teacherStates: null,
      earlyExitLogits: logitsOf(early),
      teacherLayers: null,
      subclassLogits: null,
    },
    sources,
    sampled,
  };
};

const weightsOf = async (
  experiment: Experiment,
  options: Parameters<typeof inputsOf>[2] = {},
): Promise<number[]> => {
  const weights = tidy(() => tokenWeights(inputsOf(experiment, logitsOf(student), options)));
  if (!weights) throw new Error('no weights');
  return take(weights);
};

const [ps, qs] = [rowsOf(teacher, SIZE), rowsOf(student, SIZE)];
const rankOf = (i: number, word: number): number =>
  at(ps, i).filter((logit) => logit > at(at(ps, i), word)).length;
const likeliest = (i: number): number => at(qs, i).indexOf(Math.max(...at(qs, i)));

await onEachBackend('token weights', () => {
  test('none', () => {
    expect(tidy(() => tokenWeights(inputsOf(tinyExperiment(), logitsOf(student), {})))).toBeNull();
  });

  test('rejected tokens are masked: the student’s likeliest on foreign text, its own on its own', async () => {
    const experiment = tinyExperiment({ method: 'selectkd', topK: 3 });
    const greedy = words.map((_, i) => (rankOf(i, likeliest(i)) < 3 ? 1 : 0));
    const sampled = words.map((word, i) => (rankOf(i, word) < 3 ? 1 : 0));
    expect(sum(greedy) * sum(sampled)).toBeGreaterThan(0);
    expect(greedy).not.toEqual(sampled);
    expect(await weightsOf(experiment)).toEqual(greedy);
    expect(await weightsOf(experiment, { sources: ['student', 'replay'] })).toEqual(sampled);
    expect(await weightsOf(experiment, { sources: ['dataset', 'student'] })).toEqual([
      ...greedy.slice(0, LENGTH),
      ...sampled.slice(LENGTH),
    ]);
    const softer = await weightsOf(tinyExperiment({ method: 'selectkd', topK: 3, rejectedWeight: 0.25 }));
    expect(softer).toEqual(greedy.map((kept) => (kept === 1 ? 1 : 0.25)));
    expect(await weightsOf(tinyExperiment({ method: 'selectkd', topK: SIZE }))).toEqual(words.map(() => 1));
  });

  test('where the teacher judged proposals those count, and the student’s own part of a text', async () => {
    const experiment = tinyExperiment({ method: 'selectkd', topK: 3 });
    const proposed = [1, 2, 3, 4, 0, 4, 3, 2];
    const byRank = (tokens: readonly number[]): number[] =>
      tokens.map((word, i) => (rankOf(i, word) < 3 ? 1 : 0));
    const greedy = byRank(words.map((_, i) => likeliest(i)));
    const table = (values: readonly number[]): tf.Tensor2D => tf.tensor2d([...values], [BATCH, LENGTH]);
    const none = table(words.map(() => 0));
    const verification = { accepted: none, proposed: table(proposed), rank: none };
    const sources: Source[] = ['interleaved', 'interleaved'];
    expect(byRank(proposed)).not.toEqual(greedy);
    expect(
      await weightsOf(experiment, {
        sources,
        sampled: { verification, verifiedMask: null, teacherMask: null },
      }),
    ).toEqual(byRank(proposed));
    // The second row came from the data.
    const verifiedMask = table([1, 1, 1, 1, 0, 0, 0, 0]);
    expect(
      await weightsOf(experiment, {
        sources: ['interleaved', 'dataset'],
        sampled: { verification, verifiedMask, teacherMask: null },
      }),
    ).toEqual([...byRank(proposed).slice(0, LENGTH), ...greedy.slice(LENGTH)]);
    // The teacher took over at the third token.
    const teacherMask = table([0, 0, 1, 1, 0, 0, 0, 0]);
    expect(
      await weightsOf(experiment, {
        sources: ['adaptive-switch', 'dataset'],
        sampled: { verification: null, verifiedMask: null, teacherMask },
      }),
    ).toEqual([...byRank(words).slice(0, 2), ...greedy.slice(2)]);
  });

  test('the hardest fraction of the response tokens is kept', async () => {
    const hard = ps.map((p, i) => {
      const q = softmax(at(qs, i));
      return sum(softmax(p).map((x, v) => (Math.sqrt(x) - Math.sqrt(at(q, v))) ** 2));
    });
    for (const keep of [1, 0.5, 0.2]) {
      const kept = await weightsOf(tinyExperiment({ method: 'adakd' }), { keep });
      // ⌊keep · count⌋, and one at least.
      expect(sum(kept)).toBe(Math.max(1, Math.floor(keep * sum(mask))));
      expect(kept.every((w, i) => w <= at(mask, i))).toBe(true);
      const inside = hard.filter((_, i) => at(mask, i) * at(kept, i) === 1);
      const outside = hard.filter((_, i) => at(mask, i) === 1 && at(kept, i) === 0);
      if (outside.length > 0) expect(Math.min(...inside)).toBeGreaterThan(Math.max(...outside));
    }
  });

  test('relative difficulty: first how settled the teacher is, then what only one model gets right', async () => {
    const experiment = tinyExperiment({ method: 'rdd', steps: 10 });
    const settled = ps.map((p, i) => {
      const logEarly = logSoftmax(at(rowsOf(early, SIZE), i));
      return Math.exp(-sum(logSoftmax(p).map((l, v) => Math.exp(l) * (l - at(logEarly, v)))));
    });
    expectClose(await weightsOf(experiment, { step: 5 }), settled, 1e-4);
    const sure = (logits: readonly number[], word: number): boolean => at(softmax(logits), word) > 0.7;
    const disagree = words.map((word, i) => (sure(at(ps, i), word) === sure(at(qs, i), word) ? 0 : 1));
    expect(sum(disagree)).toBeGreaterThan(0);
    expect(await weightsOf(experiment, { step: 6 })).toEqual(disagree);
  });

  test.each([false, true])(
    'relative difficulty of labels: the same stages from the auxiliary head; rows without a label: %s',
    async (some) => {
      const experiment = tinyExperiment({ method: 'rdd-labels', steps: 10, stageFraction: 0.2 });
      const labels = some ? [1, 0] : [1, 1];
      const found = async (step: number): Promise<number[]> => {
        const weights = tidy(() =>
          tokenWeights({
            ...inputsOf(experiment, logitsOf(student), { step }),
            ...(some ? { labelled: tf.tensor2d(labels, [BATCH, 1]) } : {}),
          }),
        );
        if (!weights) throw new Error('no weights');
        return take(weights);
      };
      const earlier = rowsOf(early, SIZE).map(logSoftmax);
      const settled = earlier.map((l, i) =>
        Math.exp(-sum(l.map((x, v) => Math.exp(x) * (x - at(logSoftmax(at(ps, i)), v))))),
      );
      expect(planAt(experiment, 2).stage).toBe(1);
      expectClose(await found(2), settled, 1e-4);
      const sure = (logits: readonly number[], word: number): boolean => at(softmax(logits), word) > 0.7;
      const kept = words.map((word, i) =>
        sure(at(ps, i), word) === sure(at(qs, i), word) ? 0 : at(labels, Math.floor(i / LENGTH)),
      );
      expect(planAt(experiment, 3).stage).toBe(2);
      expect(await found(3)).toEqual(kept);
    },
  );

  test('labels alone are weighed: the divergence is Hinton’s over all tokens, at any weight', async () => {
    const loss = (method: 'rdd-labels' | 'hinton-kd', weights: readonly number[] | null): Promise<number[]> =>
      take(
        tidy(() => {
          const experiment = tinyExperiment({ method, softTargetWeight: 0.25, lossTemperature: 2 });
          const inputs = inputsOf(experiment, logitsOf(student), {});
          const weighed = weights && tf.tensor2d([...weights], [BATCH, LENGTH]);
          return totalOf(termsOf(inputs), inputs.mask, weighed);
        }),
      );
    const all = words.map(() => 1);
    const [hinton = 0] = await loss('hinton-kd', null);
    expectClose(await loss('rdd-labels', all), [hinton], 1e-5);
    const [none = 0] = await loss(
      'rdd-labels',
      words.map(() => 0),
    );
    const ce = sum(words.map((word, i) => -at(mask, i) * at(logSoftmax(at(qs, i)), word))) / sum(mask);
    expectClose([hinton - none], [0.75 * ce], 1e-4);
  });

  const logAt = (logits: readonly number[], word: number): number => at(logSoftmax(logits), word);

  test('IW-OPD: 1 + γ·(1 − Σ_{s<t}|A_s| / Σ|A|) over the response', async () => {
    const gaps = words.map((word, i) =>
      at(mask, i) === 0 ? 0 : Math.abs(logAt(at(ps, i), word) - logAt(at(qs, i), word)),
    );
    const expected = words.map((_, i) => {
      const row = gaps.slice(i - (i % LENGTH), i - (i % LENGTH) + LENGTH);
      return 1 + 0.4 * (1 - sum(row.slice(0, i % LENGTH)) / sum(row));
    });
    expectClose(await weightsOf(tinyExperiment({ method: 'iw-opd', earlyWeight: 0.4 }), {}), expected, 1e-4);
    const level = await weightsOf(tinyExperiment({ method: 'iw-opd', earlyWeight: 0 }), {});
    expect(level).toEqual(words.map(() => 1));
  });

  test('TIP keeps the tokens where the student is unsure, or sure and wrong', async () => {
    const entropies = qs.map((q) => -sum(logSoftmax(q).map((l) => Math.exp(l) * l)));
    const gaps = qs.map((q, i) => sum(logSoftmax(q).map((l, v) => Math.exp(l) * (l - logAt(at(ps, i), v)))));
    const scale = (values: readonly number[]): number[] => {
      const counted = values.filter((_, i) => at(mask, i) === 1);
      const [least, most] = [Math.min(...counted), Math.max(...counted)];
      return values.map((value) => (value - least) / (most - least));
    };
    const [h, d] = [scale(entropies), scale(gaps)];
    const scores = h.map((one, i) => one + at(d, i) - one * at(d, i));
    const counted = scores.filter((_, i) => at(mask, i) === 1).sort((a, b) => b - a);
    const threshold = at(counted, Math.floor(counted.length / 2) - 1);
    const expected = scores.map((score, i) => (at(mask, i) === 1 && score >= threshold ? 1 : 0));
    expect(await weightsOf(tinyExperiment({ method: 'tip' }), { keep: 0.5 })).toEqual(expected);
  });

  test('no gradient flows through a weight', async () => {
    for (const method of ['selectkd', 'adakd', 'rdd', 'rdd-labels', 'iw-opd', 'tip'] as const) {
      const experiment = tinyExperiment({ method, topK: 1, keepFraction: 0.5 });
      const frozen = await weightsOf(experiment, { step: 400 });
      const slope = (weighted: (inputs: WeightInputs) => tf.Tensor2D): Promise<number[]> =>
        take(
          tidy(() =>
            tf.grad((x) => {
              const inputs = inputsOf(experiment, x as tf.Tensor3D, { step: 400 });
              return totalOf(termsOf(inputs), inputs.mask, weighted(inputs));
            })(logitsOf(student)),
          ),
        );
      const own = await slope((inputs) => tokenWeights(inputs) ?? tf.ones([BATCH, LENGTH]));
      const constant = await slope(() => tf.tensor2d(frozen, [BATCH, LENGTH]));
      expectClose(own, constant, 1e-6);
    }
  });
});
