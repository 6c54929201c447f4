import { beforeAll, expect, test } from 'vitest';
import type { Experiment } from '../experiment/fields';
import { selectBackend } from '../test-support/backends';
import { at, expectClose, logSoftmax, rowsOf, softmax, sum, take } from '../test-support/numbers';
import { shapeFor, sharpModel, TINY_TASK, tinyExperiment } from '../test-support/tiny';
import { Batches } from './batches';
import { collect, disposeCollected } from './collect';
import { distilStep, readMetrics } from './step';
import { Trainer } from './trainer';

beforeAll(() => selectBackend('cpu'));

const SHAPE = shapeFor(TINY_TASK);
const RATE = { learningRate: 0.01, weightDecay: 0, clipNorm: 1 };

/** One token as both models see it before the update. */
interface Token {
  readonly hardness: number;
  readonly divergence: (temperature: number) => number;
}

/** The metrics of a first step, and its response tokens. */
async function firstStep(changes: Partial<Experiment>) {
  const experiment = tinyExperiment({ batchSize: 6, ...changes });
  const trainer = new Trainer(sharpModel(SHAPE, 3));
  const teacher = sharpModel(SHAPE, 4);
  const examples = new Batches(TINY_TASK.split().train, 6, 1).at(1);
  const collected = await collect(TINY_TASK, experiment, trainer.model, teacher, examples, 1);
  const { promptLength, tokenizer } = TINY_TASK;
  const made = distilStep(trainer, promptLength, collected, experiment, RATE);
  const mask = Array.from(await collected.mask.data());
  const p = rowsOf(Array.from((await collected.teacherLogits?.data()) ?? []), tokenizer.size);
  const q = rowsOf(await take(made.studentLogits), tokenizer.size);
  const metrics = readMetrics(await take(made.metrics), made.lossTerms);
  disposeCollected(collected);
  trainer.dispose();
  teacher.dispose();
  const tokens = mask.flatMap((m, i): Token[] => {
    if (m === 0) return [];
    const [zp, zq] = [at(p, i), at(q, i)];
    const [a, b] = [softmax(zp), softmax(zq)];
    return [
      {
        hardness: sum(a.map((x, v) => (Math.sqrt(x) - Math.sqrt(at(b, v))) ** 2)),
        divergence: (temperature) => {
          const [lp, lq] = [zp, zq].map((z) => logSoftmax(z.map((x) => x / temperature))) as [
            number[],
            number[],
          ];
          return sum(lp.map((l, v) => Math.exp(l) * (l - at(lq, v))));
        },
      },
    ];
  });
  return { metrics, tokens };
}

test('a hard-token filter is the mean over the tokens that it keeps', async () => {
  const { metrics, tokens } = await firstStep({
    method: 'custom',
    tokenWeight: 'hard-tokens',
    keepFraction: 0.3,
  });
  const kept = [...tokens].sort((a, b) => b.hardness - a.hardness).slice(0, Math.floor(0.3 * tokens.length));
  const mean = (of: readonly Token[]): number => sum(of.map(({ divergence }) => divergence(1))) / of.length;
  expectClose([metrics.loss], [mean(kept)], 1e-4);
  expect(mean(kept)).toBeGreaterThan(1.2 * mean(tokens));
  // What is reported beside it is about all tokens.
  expectClose([metrics.lossTerms.divergence ?? 0], [mean(tokens)], 1e-4);
  expectClose([metrics.lossTerms.meanTokenWeight ?? 0], [kept.length / tokens.length], 1e-5);
});

test('AdaKD is the mean of T²·KL over the tokens that it keeps, at temperatures around their median', async () => {
  const { metrics, tokens } = await firstStep({ method: 'adakd', keepFraction: 0.5 });
  const kept = [...tokens].sort((a, b) => b.hardness - a.hardness).slice(0, Math.floor(0.5 * tokens.length));
  const rising = kept.map(({ hardness }) => Math.sqrt(hardness)).reverse();
  const median = at(rising, Math.ceil(rising.length / 2) - 1);
  const weighted = kept.map(({ hardness, divergence }) => {
    const temperature = Math.exp(-0.6 * Math.tanh(Math.log(Math.sqrt(hardness) / median)));
    return temperature ** 2 * divergence(temperature);
  });
  expectClose([metrics.loss], [sum(weighted) / kept.length], 1e-4);
});

test('SelecTKD’s weights leave the number of tokens that the loss is divided by alone', async () => {
  const { metrics, tokens } = await firstStep({ method: 'selectkd', topK: 0, rejectedWeight: 0.25 });
  const all = sum(tokens.map(({ divergence }) => divergence(1))) / tokens.length;
  expectClose([metrics.loss], [0.25 * all], 1e-4);
});
