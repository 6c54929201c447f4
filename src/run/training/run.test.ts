import { beforeAll, describe, expect, test, vi } from 'vitest';
import { UserError } from '../../errors/user-error';
import type { LiveChange } from '../../experiment/changes';
import type { Experiment } from '../../experiment/fields';
import type { Model } from '../../model/model';
import * as tf from '../../ops/tf';
import { translation } from '../../tasks/translation';
import { selectBackend } from '../../test-support/backends';
import { at, rowsOf, sum } from '../../test-support/numbers';
import { says } from '../../test-support/says';
import { shapeFor, sharpModel, tinyExperiment } from '../../test-support/tiny';
import type { RunEvent, StepReport, StripRow } from '../protocol';
import { parseEvent } from '../protocol/parse';
import type { Checkpoint } from './checkpoint';
import { Run } from './run';
import { newStudent } from './student';

const TASK = translation;
let teacher: Model;

beforeAll(async () => {
  await selectBackend('cpu');
  teacher = sharpModel(shapeFor(TASK, { layers: 1 }), 51);
});

const experimentOf = (changes: Partial<Experiment> = {}): Experiment =>
  tinyExperiment({
    batchSize: 2,
    responseLimit: 4,
    steps: 4,
    trainSize: 16,
    sftExamples: 16,
    sftBatchSize: 2,
    warmUpSteps: 1,
    evaluateEvery: 100,
    evaluatePrompts: 2,
    ...changes,
  });

interface Watched {
  readonly run: Run;
  readonly events: RunEvent[];
  readonly checkpoints: Checkpoint[];
  /** Resolves when an event has come for which `is` holds, also if it came before. */
  readonly until: (is: (event: RunEvent) => boolean) => Promise<RunEvent>;
}

/** A run whose every message is checked as the page checks it. */
function watch(
  experiment: Experiment,
  save: (checkpoint: Checkpoint) => Promise<void> = async () => {},
  changes: readonly LiveChange[] = [],
): Watched {
  const events: RunEvent[] = [];
  const checkpoints: Checkpoint[] = [];
  const waiting: { is: (event: RunEvent) => boolean; resolve: (event: RunEvent) => void }[] = [];
  const hooks = {
    emit: (event: RunEvent) => {
      events.push(parseEvent(event));
      for (const one of waiting) if (one.is(event)) one.resolve(event);
    },
    save: (checkpoint: Checkpoint) => {
      checkpoints.push(checkpoint);
      return save(checkpoint);
    },
  };
  const run = new Run(experiment, TASK, teacher, hooks, null, changes);
  const until = (is: (event: RunEvent) => boolean): Promise<RunEvent> => {
    const found = events.find(is);
    return found ? Promise.resolve(found) : new Promise((resolve) => waiting.push({ is, resolve }));
  };
  return { run, events, checkpoints, until };
}

const reportsOf = (events: readonly RunEvent[]): StepReport[] =>
  events.flatMap((event) => (event.type === 'report' ? [event.report] : []));
const phasesOf = (events: readonly RunEvent[]): string[] =>
  events
    .flatMap((event) => (event.type === 'phase' ? [event.phase] : []))
    .filter((phase, i, all) => phase !== all[i - 1]);
const isPaused = (event: RunEvent): boolean => event.type === 'phase' && event.phase === 'paused';
/** What a report says about the training, without its times. */
const facts = ({ milliseconds: _m, tokensPerSecond: _t, ...rest }: StepReport): object => rest;

async function complete(experiment: Experiment): Promise<Watched> {
  const watched = watch(experiment);
  watched.run.resume(Number.POSITIVE_INFINITY);
  await watched.run.run();
  watched.run.dispose();
  return watched;
}

describe('a whole run', () => {
  test('goes through its steps in order, evaluates at both ends, saves, and frees its tensors', async () => {
    await complete(experimentOf({ steps: 2 })); // Makes the constants that are kept for good.
    const before = tf.memory().numTensors;
    const { events, checkpoints } = await complete(experimentOf());
    expect(tf.memory().numTensors).toBe(before);
    expect(reportsOf(events).map(({ step }) => step)).toEqual([1, 2, 3, 4]);
    expect(phasesOf(events)).toEqual(['running', 'finished']);
    expect(events.at(-1)).toMatchObject({ type: 'phase', phase: 'finished', step: 4, total: 4 });
    const evaluations = events.flatMap((event) => (event.type === 'evaluation' ? [event.evaluation] : []));
    expect(evaluations.map(({ step, prompts }) => [step, prompts])).toEqual([
      [0, 2],
      [4, 2],
    ]);
    expect(Object.keys(at(evaluations, 0).scores)).toEqual(TASK.metrics.map(({ id }) => id));
    expect(at(evaluations, 0).examples.map(({ prompt }) => prompt)).toEqual(
      TASK.split()
        .validation.slice(0, 2)
        .map(({ prompt }) => prompt),
    );
    expect(checkpoints.at(-1)).toMatchObject({ step: 4, sftStep: 0, state: { updates: 4 } });
  });

  test('reports add up', async () => {
    const { events } = await complete(experimentOf({ topK: 8, learningRate: 4e-3 }));
    for (const report of reportsOf(events)) {
      const accepted = sum(report.acceptedAt);
      const judged = accepted + sum(report.replacedAt);
      expect(judged).toBe(report.tokens);
      expect(report.acceptance).toBeCloseTo(accepted / judged, 12);
      expect(report.acceptedAt).toHaveLength(TASK.responseLength);
      expect(report.tokens).toBeLessThanOrEqual(2 * 4);
      expect(report.loss).toBeGreaterThan(0);
      expect(report.overlap).toBeGreaterThan(0);
    }
    expect(at(reportsOf(events), 3).learningRate).toBeCloseTo(4e-4, 10);
  });

  test('evaluates every so many steps, once at the end', async () => {
    const { events } = await complete(experimentOf({ steps: 4, evaluateEvery: 2 }));
    const steps = events.flatMap((event) => (event.type === 'evaluation' ? [event.evaluation.step] : []));
    expect(steps).toEqual([0, 2, 4]);
  });

  test.each([
    { method: 'supervised-kd' },
    { method: 'on-policy-kd' },
    { method: 'skd', blockSize: 3 },
    { method: 'skd', acceptance: 'nucleus' },
  ] as const)('%j', async (changes) => {
    const { events } = await complete(experimentOf({ ...changes, steps: 2 }));
    const reports = reportsOf(events);
    expect(reports).toHaveLength(2);
    expect(reports.every(({ acceptance }) => (acceptance === null) === (changes.method !== 'skd'))).toBe(
      true,
    );
  });

  test('a supervised start comes first, is evaluated, and leaves fresh moments', async () => {
    const { events, checkpoints } = await complete(experimentOf({ sftSteps: 3, steps: 2 }));
    expect(reportsOf(events).map(({ phase, step }) => [phase, step])).toEqual([
      ['sft', 1],
      ['sft', 2],
      ['sft', 3],
      ['running', 1],
      ['running', 2],
    ]);
    expect(phasesOf(events)).toEqual(['sft', 'running', 'finished']);
    expect(events.filter(({ type }) => type === 'evaluation')).toHaveLength(3);
    expect(reportsOf(events).map(({ overlap }) => overlap === null)).toEqual([
      true,
      true,
      true,
      false,
      false,
    ]);
    expect(checkpoints.at(-1)).toMatchObject({ sftStep: 3, step: 2, state: { updates: 2 } });
  });
});

describe('the strip', () => {
  const stripOf = (events: readonly RunEvent[]): readonly StripRow[] =>
    events.flatMap((event) => (event.type === 'strip' ? [event.rows] : [])).at(-1) ?? [];

  test.each([
    ['skd', 3],
    ['on-policy-kd', 3],
    ['supervised-kd', 3],
  ] as const)('of %s says what was drawn and how likely it was', async (method, topK) => {
    const { events } = await complete(
      experimentOf({ method, topK, batchSize: 6, steps: 1, responseLimit: 8 }),
    );
    const rows = stripOf(events);
    expect(rows).toHaveLength(4);
    const sources = new Set<string>();
    for (const { tokens, teacher: p, student: q, prompt } of rows) {
      expect(
        TASK.split()
          .train.slice(0, 16)
          .map((example) => example.prompt),
      ).toContain(prompt);
      expect(tokens.length).toBeGreaterThan(0);
      const distributions = [p, q].map((values) => rowsOf(Array.from(values), TASK.tokenizer.size));
      for (const list of distributions) {
        expect(list).toHaveLength(tokens.length);
        for (const row of list) expect(sum(row.map(Math.exp))).toBeCloseTo(1, 4);
      }
      tokens.forEach(({ id, source, proposed, rank }, i) => {
        sources.add(source);
        if (method !== 'skd') {
          expect([proposed, rank]).toEqual([-1, -1]);
          return;
        }
        const byTeacher = at(at(distributions, 0), i);
        expect(rank).toBe(byTeacher.filter((logP) => logP > at(byTeacher, proposed)).length);
        if (source === 'accepted') expect([proposed, rank < topK]).toEqual([id, true]);
        else expect([source, rank >= topK]).toEqual(['replaced', true]);
      });
    }
    expect([...sources].sort()).toEqual(
      method === 'skd' ? ['accepted', 'replaced'] : [method === 'on-policy-kd' ? 'student' : 'data'],
    );
  });

  test('of supervised KD is the data itself', async () => {
    const { events } = await complete(experimentOf({ method: 'supervised-kd', steps: 1 }));
    for (const { prompt, tokens } of stripOf(events)) {
      const example = TASK.split().train.find((one) => one.prompt === prompt);
      expect(TASK.tokenizer.decode(tokens.map(({ id }) => id))).toBe(example?.response);
    }
  });
});

describe('control', () => {
  test('resume(1) gives one report, then a pause that is saved; stop ends it', async () => {
    const { run, events, checkpoints, until } = watch(experimentOf());
    // A save that is due with the step is the one of the pause.
    run.saveSoon();
    run.resume(1);
    const ended = run.run();
    await until(isPaused);
    expect(reportsOf(events).map(({ step }) => step)).toEqual([1]);
    expect(events.at(-1)).toMatchObject({ phase: 'paused', step: 1 });
    expect(events.some(({ type }) => type === 'strip')).toBe(true);
    expect(checkpoints.map(({ step }) => step)).toEqual([1]);
    events.length = 0;
    run.resume(1);
    await until(isPaused);
    expect(reportsOf(events).map(({ step }) => step)).toEqual([2]);
    run.stop();
    await ended;
    expect(phasesOf(events)).toEqual(['running', 'paused']);
    run.dispose();
  });

  test('a pause comes after every report, also where the device answers late', async () => {
    const data = tf.Tensor.prototype.data;
    const late = vi.spyOn(tf.Tensor.prototype, 'data').mockImplementation(async function (this: tf.Tensor) {
      const values = await data.call(this);
      // The few numbers of a report come later than everything that was asked for after them.
      if (this.size < 200) await new Promise((resolve) => setTimeout(resolve, 60));
      return values;
    });
    const { run, events, until } = watch(experimentOf());
    run.resume(2);
    const ended = run.run();
    await until(isPaused);
    late.mockRestore();
    expect(reportsOf(events).map(({ step }) => step)).toEqual([1, 2]);
    expect(events.at(-1)).toMatchObject({ phase: 'paused', step: 2 });
    run.stop();
    await ended;
    run.dispose();
  });

  test('a run that is allowed nothing pauses before its first step', async () => {
    const { run, events, until } = watch(experimentOf());
    const ended = run.run();
    await until(isPaused);
    expect(reportsOf(events)).toEqual([]);
    run.stop();
    await ended;
    run.dispose();
  });

  test('pause ends a free run at a step boundary, and resume continues to the end', async () => {
    const { run, events, until } = watch(experimentOf({ steps: 6 }));
    run.resume(Number.POSITIVE_INFINITY);
    const ended = run.run();
    await until((event) => event.type === 'report');
    run.pause();
    await until(isPaused);
    const done = reportsOf(events).length;
    expect(done).toBeLessThan(6);
    expect(run.step).toBe(done);
    run.resume(Number.POSITIVE_INFINITY);
    await ended;
    expect(reportsOf(events).map(({ step }) => step)).toEqual([1, 2, 3, 4, 5, 6]);
    run.dispose();
  });

  test('resume and stop that arrive while a pause is being saved are heard', async () => {
    const actions: ((run: Run) => void)[] = [(run) => run.resume(1), (run) => run.stop()];
    const { run, events } = watch(experimentOf(), async () => {
      const action = actions.shift();
      if (action) action(run);
    });
    run.resume(1);
    await run.run();
    expect(reportsOf(events).map(({ step }) => step)).toEqual([1, 2]);
    run.dispose();
  });

  test('states are saved one after the other, the newest last', async () => {
    const stages: string[] = [];
    const { run, until } = watch(experimentOf({ steps: 6 }), async ({ step }) => {
      stages.push(`${step} begins`);
      run.saveSoon();
      await new Promise((resolve) => setTimeout(resolve, 40));
      stages.push(`${step} ends`);
    });
    run.saveSoon();
    run.resume(Number.POSITIVE_INFINITY);
    await run.run();
    await until((event) => event.type === 'phase' && event.phase === 'finished');
    const saved = stages.filter((_, i) => i % 2 === 0).map((stage) => Number.parseInt(stage, 10));
    expect(stages).toEqual(saved.flatMap((step) => [`${step} begins`, `${step} ends`]));
    expect(saved.length).toBeGreaterThan(1);
    expect(saved).toEqual(saved.toSorted((a, b) => a - b));
    expect(saved.at(-1)).toBe(6);
    run.dispose();
  });

  test('stop ends a free run without further messages', async () => {
    const { run, events, until } = watch(experimentOf({ steps: 1000 }));
    run.resume(Number.POSITIVE_INFINITY);
    const ended = run.run();
    await until((event) => event.type === 'report');
    run.stop();
    const heard = reportsOf(events).length;
    await ended;
    expect(reportsOf(events).length).toBe(heard);
    expect(phasesOf(events)).toEqual(['running']);
    run.dispose();
  });

  test('tune changes K from the next step on', async () => {
    const { run, events, until } = watch(experimentOf({ topK: 0, steps: 2 }));
    run.resume(1);
    const ended = run.run();
    await until(isPaused);
    run.tune({ topK: 512 });
    run.resume(1);
    await ended;
    expect(reportsOf(events).map(({ acceptance }) => acceptance)).toEqual([0, 1]);
    expect(run.experiment.topK).toBe(512);
    run.dispose();
  });
});

describe('changes during a run', () => {
  /** A run of four steps whose K goes from 0 to 512 before the third, by hand. */
  async function changedByHand(): Promise<Watched> {
    const watched = watch(experimentOf({ topK: 0 }));
    const { run, until } = watched;
    run.resume(2);
    const ended = run.run();
    await until(isPaused);
    run.tune({ topK: 7 });
    run.tune({ topK: 512 });
    run.resume(Number.POSITIVE_INFINITY);
    await ended;
    run.dispose();
    return watched;
  }

  test('are reported with the step from which they apply', async () => {
    const { events } = await changedByHand();
    expect(events.filter(({ type }) => type === 'changes').at(-1)).toEqual({
      type: 'changes',
      changes: [{ step: 3, settings: { topK: 512 } }],
    });
    expect(reportsOf(events).map(({ acceptance }) => acceptance)).toEqual([0, 0, 1, 1]);
  });

  test('given beforehand they happen at their steps, and the run is the same', async () => {
    const { events, checkpoints } = await changedByHand();
    const { changes } = checkpoints.at(-1) ?? {};
    expect(changes).toEqual([{ step: 3, settings: { topK: 512 } }]);
    const again = watch(experimentOf({ topK: 0 }), undefined, changes);
    again.run.resume(Number.POSITIVE_INFINITY);
    await again.run.run();
    again.run.dispose();
    expect(reportsOf(again.events).map(facts)).toEqual(reportsOf(events).map(facts));
  });

  test('come back with a saved run, made ones and those that are still to come', async () => {
    const planned = [
      { step: 2, settings: { topK: 512 } },
      { step: 4, settings: { topK: 0 } },
    ];
    const first = watch(experimentOf({ topK: 0 }), undefined, planned);
    first.run.resume(2);
    const ended = first.run.run();
    await first.until(isPaused);
    first.run.stop();
    await ended;
    first.run.dispose();
    const checkpoint = first.checkpoints.at(-1);
    if (!checkpoint) throw new Error('nothing was saved');
    expect(checkpoint.experiment.topK).toBe(0);
    const second = watch(experimentOf({ topK: 0 }));
    second.run.restore(checkpoint);
    expect(second.run.changes).toEqual(planned);
    second.run.resume(Number.POSITIVE_INFINITY);
    await second.run.run();
    second.run.dispose();
    expect(reportsOf(second.events).map(({ acceptance }) => acceptance)).toEqual([1, 0]);
  });
});

describe('restoring', () => {
  test.each([
    ['in the middle of the distillation', {}, 2],
    ['at the end of the supervised start', { sftSteps: 2, steps: 3 }, 2],
    ['in the middle of the supervised start', { sftSteps: 2, steps: 2 }, 1],
  ])('%s goes on exactly like an uninterrupted run', async (_name, changes, steps) => {
    const experiment = experimentOf(changes);
    const whole = reportsOf((await complete(experiment)).events);
    const first = watch(experiment);
    first.run.resume(steps);
    const ended = first.run.run();
    await first.until(isPaused);
    first.run.stop();
    await ended;
    first.run.dispose();
    const checkpoint = first.checkpoints.at(-1);
    if (!checkpoint) throw new Error('nothing was saved');
    const second = watch(experiment);
    second.run.restore(checkpoint);
    second.run.resume(Number.POSITIVE_INFINITY);
    await second.run.run();
    second.run.dispose();
    expect([...reportsOf(first.events), ...reportsOf(second.events)].map(facts)).toEqual(whole.map(facts));
  });

  test('the same experiment gives the same numbers, another seed others', async () => {
    const losses = async (seed: number): Promise<number[]> =>
      reportsOf((await complete(experimentOf({ seed, steps: 2 }))).events).map(({ loss }) => loss);
    const first = await losses(1);
    expect(await losses(1)).toEqual(first);
    expect(await losses(2)).not.toEqual(first);
  });
});

describe('divergence', () => {
  test('a loss that is not finite ends the run with a sentence, and is never saved', async () => {
    const experiment = experimentOf({ steps: 6 });
    const { run, events, checkpoints } = watch(experiment);
    const state = await run.trainer.save();
    run.restore({
      experiment,
      sftStep: 0,
      step: 2,
      state: { ...state, parameters: state.parameters.map(() => Number.NaN) },
    });
    run.resume(Number.POSITIVE_INFINITY);
    const failure: unknown = await run.run().catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(UserError);
    expect(failure).toMatchObject({ problem: says(/^The run diverged at step 3: .+\.$/) });
    expect(reportsOf(events)[0]?.loss).toBeNaN();
    expect(checkpoints).toEqual([]);
    run.dispose();
  });

  test('nothing is reported after the step that diverged', async () => {
    const experiment = experimentOf({ steps: 6, method: 'supervised-kd' });
    const { run, events } = watch(experiment);
    const state = await run.trainer.save();
    const parameters = state.parameters.map((value, i) => (i === 7 ? Number.NaN : value));
    run.restore({ experiment, sftStep: 0, step: 0, state: { ...state, parameters } });
    run.resume(Number.POSITIVE_INFINITY);
    await expect(run.run()).rejects.toThrow(UserError);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(reportsOf(events).map(({ step }) => step)).toEqual([1]);
    run.dispose();
  });

  test('an absurd learning rate is survived: the run ends or diverges, and every message can be read', async () => {
    const { run, events } = watch(experimentOf({ steps: 8, learningRate: 1, warmUpSteps: 0, clipNorm: 0 }));
    run.resume(Number.POSITIVE_INFINITY);
    const failure: unknown = await run.run().catch((error: unknown) => error);
    if (failure !== undefined) expect(failure).toBeInstanceOf(UserError);
    else expect(reportsOf(events)).toHaveLength(8);
    run.dispose();
  });
});

test('a fresh student has the shape of the experiment and depends on the seed', async () => {
  const student = newStudent(experimentOf({ studentWidth: 12, studentLayers: 2, studentHeads: 3 }), TASK);
  const other = newStudent(
    experimentOf({ studentWidth: 12, studentLayers: 2, studentHeads: 3, seed: 2 }),
    TASK,
  );
  expect(student.shape).toEqual({ vocabulary: 30, context: 81, width: 12, layers: 2, heads: 3 });
  expect(await student.flat.data()).not.toEqual(await other.flat.data());
  student.dispose();
  other.dispose();
});
