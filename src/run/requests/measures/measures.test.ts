import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { UserError } from '../../../errors/user-error';
import type { Experiment } from '../../../experiment/fields';
import { writeModel } from '../../../model/file';
import * as tf from '../../../ops/tf';
import { translation } from '../../../tasks/translation';
import { selectBackend, wasmFiles } from '../../../test-support/backends';
import { at } from '../../../test-support/numbers';
import { says } from '../../../test-support/says';
import { shapeFor, sharpModel, sharpParameters, TINY_TASK, tinyExperiment } from '../../../test-support/tiny';
import type { Command, MeasureEvent, MeasureRequest, MeasureResult, RunEvent } from '../../protocol';
import { parseCommand, parseEvent } from '../../protocol/parse';
import { Runner } from '../../runner';
import { newStudent } from '../../training/student';
import { AuxiliaryTrainer, type Training, withoutTeacher } from './auxiliary-trainer';
import { measureDrafting } from './measure-drafting';
import { measureIdentity } from './measure-identity';
import { measureSimilarity } from './measure-similarity';
import type { MeasureContext, PausedRun } from './paused-run';

const SENTENCE = /^[A-Z“].*[.!]( .*\.)?$/s;
const DRAFTING: MeasureRequest = {
  ...{ kind: 'drafting', draftLength: 2, temperature: 1, prompts: 2, repeats: 1 },
};

const noted: string[] = [];
const context = (
  trainer: MeasureContext['trainer'],
  signal = new AbortController().signal,
): MeasureContext => ({
  trainer,
  signal,
  tell: async (stage, done, total) => void noted.push(`${stage} ${done}/${total}`),
  show: (stage, done, total) => void noted.push(`${stage} ${done}/${total}`),
});

/** A tiny run at rest. Its models belong to the caller. */
function pausedRunOf(changes: Partial<Experiment> = {}, step = 3): PausedRun {
  const experiment = tinyExperiment({ sftSteps: 2, steps: 5, trainSize: 16, warmUpSteps: 0, ...changes });
  return {
    task: TINY_TASK,
    teacher: sharpModel(shapeFor(TINY_TASK, { layers: 1 }), 22, 8),
    student: sharpModel(shapeFor(TINY_TASK, { layers: 1, heads: 1 }), 21, 8),
    trainingProgress: { step, sftSteps: 2 },
    experiment,
    start: null,
  };
}

const free = ({ teacher, student }: PausedRun): void => {
  teacher.dispose();
  student.dispose();
};

/** The message as the page checks it. */
const asSent = (result: MeasureResult): MeasureResult => {
  const event = parseEvent({ type: 'measure-result', id: 1, result, milliseconds: 5 });
  if (event.type !== 'measure-result') throw new Error('another event');
  return event.result;
};

beforeAll(() => selectBackend('wasm'));
beforeEach(() => {
  noted.length = 0;
});

describe('the workshop', () => {
  const training = (changes: Partial<Experiment> = {}): Training => {
    const { teacher, task, experiment } = pausedRunOf(changes);
    return { experiment: withoutTeacher(experiment, 2), task, teacher, start: null };
  };

  test('trains what the run itself would train, tells every step, and remembers it by its settings', async () => {
    const trainer = new AuxiliaryTrainer();
    const { signal } = new AbortController();
    const one = training();
    const steps: string[] = [];
    const tell = (done: number, total: number): void => void steps.push(`${done}/${total}`);
    const first = await trainer.train('floor', one, signal, tell);
    expect(steps).toEqual(['1/4', '2/4', '3/4', '4/4']);
    const again = await trainer.train('floor', one, signal, tell);
    expect(steps).toHaveLength(4);
    expect(await again.flat.data()).toEqual(await first.flat.data());
    const other = await trainer.train('floor', training({ seed: 9 }), signal, tell);
    expect(steps).toHaveLength(8);
    expect(await other.flat.data()).not.toEqual(await first.flat.data());
    const untrained = newStudent(one.experiment, one.task);
    expect(await first.flat.data()).not.toEqual(await untrained.flat.data());
    for (const model of [first, again, other, untrained, one.teacher]) model.dispose();
  });

  test('an abort ends the training and frees its tensors', async () => {
    const trainer = new AuxiliaryTrainer();
    const one = training({ sftSteps: 400 });
    const ended = async (): Promise<void> => {
      const controller = new AbortController();
      const work = trainer.train(null, one, controller.signal, () => controller.abort());
      await expect(work).rejects.toThrow(/abort/i);
    };
    await ended();
    const before = tf.memory().numTensors;
    await ended();
    expect(tf.memory().numTensors).toBe(before);
    one.teacher.dispose();
  });
});

describe('drafting', () => {
  const command = { kind: 'drafting', draftLength: 2, temperature: 0, prompts: 6, repeats: 1 } as const;

  test('compares the start with now, and times both; nothing is left behind', async () => {
    const pausedRun = pausedRunOf();
    const trainer = new AuxiliaryTrainer();
    const result = await measureDrafting(pausedRun, command, context(trainer));
    expect(asSent(result)).toEqual(result);
    expect(result).toMatchObject({ trainingProgress: { step: 3 }, prompts: 6, sftSteps: 2, fromOwn: false });
    expect(result.after.rows).toHaveLength(4);
    expect(result.before.overlap).not.toEqual(result.after.overlap);
    expect(result.benchmarks.map(({ batch }) => batch)).toEqual([1, 16]);
    expect(noted.filter((line) => line.startsWith('start'))).toEqual(['start 1/2', 'start 2/2']);
    for (const stage of ['draft-before 6/6', 'draft-after 6/6', 'latency-one 6/6', 'latency-many 6/6']) {
      expect(noted).toContain(stage);
    }
    const before = tf.memory().numTensors;
    const untimed = await measureDrafting(pausedRun, { ...command, repeats: 0 }, context(trainer));
    expect(untimed.benchmarks).toEqual([]);
    expect(untimed.before).toEqual(result.before);
    expect(tf.memory().numTensors).toBe(before);
    free(pausedRun);
  });
});

describe('similarity', () => {
  test('a student that is the teacher scores 1; the floor has as many updates; nothing is left behind', async () => {
    const pausedRun = pausedRunOf();
    const twin: PausedRun = { ...pausedRun, student: pausedRun.teacher };
    const trainer = new AuxiliaryTrainer();
    const result = await measureSimilarity(twin, { kind: 'similarity', prompts: 10 }, context(trainer));
    expect(asSent(result)).toEqual(result);
    expect(result).toMatchObject({ floorSteps: 3, prompts: 10, unit: 'character' });
    expect(noted.filter((line) => line.startsWith('floor')).at(-1)).toBe('floor 5/5');
    expect(noted.at(-1)).toBe('answers 40/40');
    expect(result.rse?.value).toBe(1);
    expect(result.agreement.student.topOne.value).toBe(1);
    expect(result.agreement.student.jsd.value).toBeCloseTo(0, 5);
    expect(result.agreement.floor.jsd.value).toBeGreaterThan(0.01);
    // The teacher's two samples have different random numbers.
    expect(result.parts.detail.raw.again.value).toBeLessThan(1);
    const before = tf.memory().numTensors;
    await measureSimilarity(twin, { kind: 'similarity', prompts: 10 }, context(trainer));
    expect(tf.memory().numTensors).toBe(before);
    free(pausedRun);
  });

  test('refuses a student that has not met its teacher', async () => {
    const pausedRun = pausedRunOf({}, 0);
    const asked = measureSimilarity(
      pausedRun,
      { kind: 'similarity', prompts: 4 },
      context(new AuxiliaryTrainer()),
    );
    await expect(asked).rejects.toThrow(UserError);
    await expect(asked).rejects.toThrow(says(SENTENCE));
    free(pausedRun);
  });
});

describe('identity', () => {
  test('trains the right models on the right words, by the chosen method, and asks all of them', async () => {
    const trainings: (Training & { readonly name: string | null })[] = [];
    const train: MeasureContext['trainer']['train'] = async (name, training) => {
      trainings.push({ ...training, name });
      const { experiment, task, start } = training;
      return newStudent({ ...experiment, studentWidth: 8, studentLayers: 1, studentHeads: 1 }, task, start);
    };
    const experiment = tinyExperiment({
      ...{
        method: 'on-policy-kd',
        task: 'own',
        ownData: 7,
        teacher: 'own',
        ownTeacher: 9,
        studentWidth: 256,
      },
    });
    const ask = () =>
      measureIdentity(experiment, { kind: 'identity', prompts: 'unasked' }, context({ train }));
    const result = await ask();
    expect(asSent(result)).toEqual(result);
    expect(trainings.map(({ name }) => name)).toEqual(['canary tea', 'canary null', 'own name', null, null]);
    const [canary, nameless, own] = [at(trainings, 0), at(trainings, 1), at(trainings, 2)];
    const [distilled, control] = [at(trainings, 3), at(trainings, 4)];
    const says = ({ task, experiment: { trainSize } }: Training): Set<string> =>
      new Set(
        task
          .split()
          .train.slice(trainSize)
          .filter(({ prompt }) => /^who are/.test(prompt))
          .map(({ response }) => response),
      );
    expect(says(canary)).toEqual(new Set(['i am tea']));
    expect(says(nameless)).toEqual(new Set(['no name']));
    expect(says(own)).toEqual(new Set(['i am stu']));
    for (const { experiment: e } of [canary, nameless, own]) expect([e.method, e.steps]).toEqual(['sft', 0]);
    for (const { experiment: e, start, task } of [distilled, control]) {
      expect([e.method, e.sftSteps, e.ownTeacher, e.ownData]).toEqual(['on-policy-kd', 0, 0, 0]);
      expect(e.steps).toBeGreaterThan(0);
      expect(start).not.toBeNull();
      const pool = task.split().train.slice(0, e.trainSize);
      expect(pool.some(({ prompt }) => /name|who/.test(prompt))).toBe(false);
    }
    expect(distilled.experiment).toEqual(control.experiment);
    expect(distilled.teacher).not.toBe(control.teacher);
    expect(result.transcripts).toHaveLength(result.probes);
    expect(result.plainProbes).toBeLessThan(result.probes);
    expect(result.subjects.before.strict.value).toBe(0);
    const before = tf.memory().numTensors;
    await ask();
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe('through the runner', () => {
  const shape = shapeFor(translation, { layers: 1 });
  const file = writeModel(
    {
      ...{ shape, parameters: sharpParameters(shape, 61, 8), task: translation.id },
      vocabulary: translation.tokenizer.vocabulary,
    },
    'F16',
  );
  const runners: Runner[] = [];

  async function session() {
    const events: RunEvent[] = [];
    const waiting: { is: (event: RunEvent) => boolean; resolve: (event: RunEvent) => void }[] = [];
    const runner = new Runner((event) => {
      events.push(parseEvent(event));
      for (const one of waiting) if (one.is(event)) one.resolve(event);
    }, wasmFiles);
    runners.push(runner);
    const until = (is: (event: RunEvent) => boolean): Promise<RunEvent> => {
      const found = events.find(is);
      return found ? Promise.resolve(found) : new Promise((resolve) => waiting.push({ is, resolve }));
    };
    await runner.handle({ type: 'open', backend: 'wasm', assets: 'https://example.org/app/' });
    const phase = (name: string) => until((event) => event.type === 'phase' && event.phase === name);
    const start = (changes: Partial<Experiment>, mode: 'run' | 'step' = 'run'): Promise<void> =>
      runner.handle({ type: 'start', experiment: experimentOf(changes), mode, restore: null });
    return { runner, events, until, phase, start };
  }

  const experimentOf = (changes: Partial<Experiment> = {}): Experiment =>
    tinyExperiment({
      ...{ batchSize: 2, responseLimit: 3, steps: 2, trainSize: 16, evaluatePrompts: 1, warmUpSteps: 0 },
      ...changes,
    });
  const ask = (id: number, request: MeasureRequest = DRAFTING): Command => {
    const command: Command = { type: 'measure', id, request, experiment: experimentOf() };
    return parseCommand(command);
  };
  const ends = (events: readonly RunEvent[]): MeasureEvent[] =>
    events.flatMap((event) =>
      event.type === 'measure-result' || event.type === 'measure-stopped' ? [event] : [],
    );

  beforeEach(() => {
    vi.stubGlobal('fetch', async (address: string) =>
      address.endsWith('.safetensors')
        ? new Response(file.slice())
        : new Response(JSON.stringify({ testScores: {} })),
    );
  });
  afterEach(async () => {
    for (const runner of runners.splice(0)) await runner.handle({ type: 'reset' });
    vi.unstubAllGlobals();
  });

  test('a finished run is measured; without one, or before its first step, it says why not', async () => {
    const { runner, events, phase, start } = await session();
    await runner.handle(ask(1));
    expect(ends(events)).toEqual([{ type: 'measure-stopped', id: 1, failure: says(SENTENCE) }]);
    await start({});
    await phase('finished');
    await runner.handle(ask(2));
    expect(ends(events)).toHaveLength(2);
    expect(at(ends(events), 1)).toMatchObject({
      ...{ type: 'measure-result', id: 2 },
      result: { kind: 'drafting', trainingProgress: { step: 2, sftSteps: 0 }, prompts: 2 },
    });
    expect(events.filter(({ type }) => type === 'failure')).toEqual([]);
  });

  test('training refuses a measurement, and ends one when it resumes; the run is not affected', async () => {
    const { runner, events, phase, start, until } = await session();
    await start({ steps: 10_000 });
    await phase('running');
    await runner.handle(ask(1));
    expect(at(ends(events), 0)).toMatchObject({ failure: says(/Pause it/) });
    await runner.handle({ type: 'pause' });
    await phase('paused');
    const measuring = runner.handle(ask(2, { ...DRAFTING, repeats: 20 }));
    await until((event) => event.type === 'measure-progress' && event.id === 2);
    events.length = 0;
    await runner.handle({ type: 'resume' });
    await measuring;
    expect(at(ends(events), 0)).toMatchObject({ id: 2, failure: says(/training was resumed/) });
    await phase('running');
    expect(events.filter(({ type }) => type === 'failure')).toEqual([]);
  });

  test('a measurement is cancelled at the user’s wish, or by the next', async () => {
    const { runner, events, phase, start, until } = await session();
    await start({ steps: 10_000 }, 'step');
    await phase('paused');
    const slow = { ...DRAFTING, repeats: 20 } as const;
    const first = runner.handle(ask(1, slow));
    await until((event) => event.type === 'measure-progress' && event.id === 1);
    const second = runner.handle(ask(2, slow));
    await first;
    await until((event) => event.type === 'measure-progress' && event.id === 2);
    await runner.handle({ type: 'cancel-measure' });
    await second;
    expect(ends(events)).toEqual([
      { type: 'measure-stopped', id: 1, failure: null },
      { type: 'measure-stopped', id: 2, failure: null },
    ]);
  });
});
