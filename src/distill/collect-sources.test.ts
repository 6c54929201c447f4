import { expect, test } from 'vitest';
import type { Experiment } from '../experiment/fields';
import { responseLogits } from '../model/forward';
import type { Model } from '../model/model';
import { tidy } from '../ops/scope';
import * as tf from '../ops/tf';
import { onEachBackend } from '../test-support/backends';
import { at, expectClose, rowsOf, sum, take } from '../test-support/numbers';
import { shapeFor, sharpModel, TINY_TASK, tinyExperiment } from '../test-support/tiny';
import { Batches } from './batches';
import { type Collected, collect, disposeCollected, drawRows, type StepInputs } from './collect';
import { ReplayBuffer } from './sampler/replay';
import { planAt } from './schedule/plan';
import { distilStep, readMetrics } from './step';
import { Trainer } from './trainer';

const { promptLength, responseLength } = TINY_TASK;
const TRAIN = TINY_TASK.split().train;
const RATE = { learningRate: 0.01, weightDecay: 0.01, clipNorm: 1 };

interface Models {
  readonly student: Model;
  readonly teacher: Model;
}

async function withModels(body: (models: Models) => Promise<void>): Promise<void> {
  const student = sharpModel(shapeFor(TINY_TASK, { layers: 1 }), 31);
  const teacher = sharpModel(shapeFor(TINY_TASK, { layers: 1 }), 32);
  await body({ student, teacher });
  student.dispose();
  teacher.dispose();
}

interface Read {
  readonly sequences: number[][];
  readonly mask: number[][];
  readonly teacherLogits: number[];
  readonly accepted: number[];
  readonly verifiedMask: number[];
  readonly teacherMask: number[];
  readonly rest: Pick<Collected, 'prompts' | 'sources'>;
}

const EXAMPLES = new Batches(TRAIN, 8, 1).at(1);

async function collected(
  changes: Partial<Experiment>,
  { student, teacher }: Models,
  stepInputs: Partial<StepInputs> = {},
  step = 1,
): Promise<Read> {
  const found = await collect(
    TINY_TASK,
    tinyExperiment(changes),
    student,
    teacher,
    EXAMPLES,
    step,
    stepInputs,
  );
  const list = async (tensor: tf.Tensor | null | undefined): Promise<number[]> =>
    Array.from((await tensor?.data()) ?? []);
  const read = {
    sequences: rowsOf(await list(found.sequences), promptLength + responseLength),
    mask: rowsOf(await list(found.mask), responseLength),
    teacherLogits: await list(found.teacherLogits),
    accepted: await list(found.verification?.accepted),
    verifiedMask: await list(found.verifiedMask),
    teacherMask: await list(found.teacherMask),
    rest: { prompts: found.prompts, sources: found.sources },
  };
  expect((await list(found.responses)).length).toBe(EXAMPLES.length * responseLength);
  disposeCollected(found);
  return read;
}

const mixedSkd = { method: 'skd-mixed', topK: 3 } as const;

await onEachBackend('sources', (backend) => {
  // A software adapter takes most of a minute to compile the kernel of a pair of models; samplers.test.ts holds it to the same.
  const unlessSlow = test.skipIf(backend === 'webgpu');

  unlessSlow.each([
    ['gkd', 'on-policy-kd'],
    ['imitkd', 'on-policy-kd'],
    ['skd-mixed', 'skd'],
  ] as const)('%s with shares 0 and 1 is supervised KD and %s, number by number', (method, pure) =>
    withModels(async (models) => {
      const mixture = (lambda: number) => ({ method, mixture: lambda, mixtureFinal: lambda });
      expect(await collected(mixture(0), models)).toEqual(
        await collected({ method: 'supervised-kd' }, models),
      );
      expect(await collected(mixture(1), models)).toEqual(await collected({ method: pure }, models));
    }),
  );

  test('a mixture takes whole rows: each is that of one pure source, as its random number says', () =>
    withModels(async (models) => {
      const experiment = tinyExperiment(mixedSkd);
      const from = drawRows(experiment, planAt(experiment, 1), 1, EXAMPLES.length);
      expect(new Set(from).size).toBe(2);
      const [mixed, skd, data] = [
        await collected(mixedSkd, models),
        await collected({ ...mixedSkd, method: 'skd' }, models),
        await collected({ method: 'supervised-kd' }, models),
      ];
      from.forEach((own, row) => {
        const source = own ? skd : data;
        expect(at(mixed.sequences, row)).toEqual(at(source.sequences, row));
        expect(at(mixed.mask, row)).toEqual(at(source.mask, row));
        expect(mixed.rest.sources[row]).toBe(own ? 'interleaved' : 'dataset');
      });
      const inside = (values: readonly number[]): number[] =>
        rowsOf(values, responseLength).flatMap((row, r) => row.map((x) => (from[r] ? x : 0)));
      expect(mixed.accepted).toEqual(inside(skd.accepted));
      expect(mixed.verifiedMask).toEqual(inside(skd.mask.flat()));
      const logits = await take(
        tidy(() => {
          const { shape, weights } = models.teacher;
          return responseLogits(
            shape,
            weights,
            tf.tensor2d(mixed.sequences, undefined, 'int32'),
            promptLength,
          );
        }),
      );
      expectClose(mixed.teacherLogits, logits, 1e-5);
    }));

  unlessSlow(
    'SKD with K ≥ V is on-policy KD, with K = 0 KD on text drawn from the teacher: same tokens, same loss',
    () =>
      withModels(async (models) => {
        const teacherText = { method: 'custom', sampler: 'teacher', loss: 'divergence' } as const;
        for (const [topK, other] of [
          [512, { method: 'on-policy-kd' }],
          [0, teacherText],
        ] as const) {
          const skd = { method: 'skd', topK } as const;
          const [a, b] = [await collected(skd, models), await collected(other, models)];
          expect([a.sequences, a.mask]).toEqual([b.sequences, b.mask]);
          const loss = async (changes: Partial<Experiment>): Promise<number> => {
            const trainer = new Trainer(sharpModel(shapeFor(TINY_TASK, { layers: 1 }), 31));
            const experiment = tinyExperiment(changes);
            const batch = await collect(TINY_TASK, experiment, trainer.model, models.teacher, EXAMPLES, 1);
            const { metrics, studentLogits } = distilStep(trainer, promptLength, batch, experiment, RATE);
            disposeCollected(batch);
            studentLogits.dispose();
            trainer.dispose();
            return readMetrics(await take(metrics)).loss;
          };
          expectClose([await loss(skd)], [await loss(other)], 1e-5);
        }
      }),
  );

  test('a method without teacher does not ask it', () =>
    withModels(async (models) => {
      const { teacherLogits, sequences } = await collected({ method: 'sft' }, models);
      expect(teacherLogits).toEqual([]);
      expect(sequences).toEqual((await collected({ method: 'supervised-kd' }, models)).sequences);
    }));

  test('AdaSwitch with a factor that nothing exceeds is on-policy KD; the teacher’s tokens are named', () =>
    withModels(async (models) => {
      const alone = await collected({ method: 'skd', topK: 512 }, models);
      const free = await collected({ method: 'adaswitch', switchFactor: 1e9 }, models);
      expect([free.sequences, free.mask]).toEqual([alone.sequences, alone.mask]);
      expect(sum(free.teacherMask)).toBe(0);
      const strict = await collected({ method: 'adaswitch', switchFactor: 0 }, models);
      const expected = strict.mask.flatMap((row) => row.map((m, i) => (i === 0 ? 0 : m)));
      expect(strict.teacherMask).toEqual(expected);
    }));

  unlessSlow(
    'DistiLLM trains on the text it has just drawn: while the buffer fills, and with probability 1 − t/T',
    () =>
      withModels(async (models) => {
        const replayed = { method: 'custom', sampler: 'replay-mixture', mixture: 1 } as const;
        const plan = planAt(tinyExperiment(replayed), 1);
        const { promptLength: prompt, responseLength: response } = TINY_TASK;
        const replay = new ReplayBuffer(prompt, response, EXAMPLES.length);
        const own = await collected({ method: 'on-policy-kd' }, models);
        const filling = await collected(replayed, models, {
          plan: { ...plan, refreshProbability: 0 },
          replay,
        });
        expect([filling.sequences, filling.mask]).toEqual([own.sequences, own.mask]);
        expect(filling.rest.prompts).toEqual(own.rest.prompts);
        expect(replay.full).toBe(true);
        // Full: its rows are those of the first step, and nothing new comes in.
        const drawn = await collected(
          replayed,
          models,
          { plan: { ...plan, refreshProbability: 0 }, replay },
          2,
        );
        for (const row of drawn.sequences) expect(own.sequences).toContainEqual(row);
        const kept = (await replay.save()).prompts;
        expect(kept).toEqual(own.rest.prompts);
        // New text again: all rows of this step are of this step.
        const second = await collected({ method: 'on-policy-kd' }, models, {}, 2);
        const fresh = await collected(
          replayed,
          models,
          { plan: { ...plan, refreshProbability: 1 }, replay },
          2,
        );
        expect([fresh.sequences, fresh.mask]).toEqual([second.sequences, second.mask]);
        replay.dispose();
      }),
  );

  test('every source leaves nothing behind', () =>
    withModels(async (models) => {
      const all = async (): Promise<void> => {
        for (const method of ['sft', 'skd-mixed', 'adaswitch', 'ckd', 'rdd'] as const) {
          await collected({ method, responseLimit: 2 }, models);
        }
      };
      await all();
      const before = tf.memory().numTensors;
      await all();
      expect(tf.memory().numTensors).toBe(before);
    }));
});
