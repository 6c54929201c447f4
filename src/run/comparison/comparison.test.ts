import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Problem } from '../../errors/problems';
import { UserError } from '../../errors/user-error';
import { type Comparison, planOf } from '../../experiment/comparison';
import type { Experiment } from '../../experiment/fields';
import type { Model } from '../../model/model';
import * as tf from '../../ops/tf';
import { selectBackend } from '../../test-support/backends';
import { forget, memory } from '../../test-support/database';
import { at } from '../../test-support/numbers';
import { says } from '../../test-support/says';
import { shapeFor, sharpModel, TINY_TASK, tinyExperiment } from '../../test-support/tiny';
import type { RunEvent } from '../protocol';
import type { ComparedRun, ComparisonCommand, ComparisonSnapshot } from '../protocol/comparison';
import { parseCommand, parseEvent } from '../protocol/parse';
import { Run } from '../training/run';
import type { SavedTraining } from './compared-training';
import { Comparisons } from './comparison';
import type { HeldEquipment } from './comparison-job';
import { newestComparisons } from './saved-comparisons';

vi.mock('idb', () => import('../../test-support/database'));

/** What is stored of comparisons. */
const stored = (): Map<string | number, unknown> => memory.stores.get('comparisons')?.values ?? new Map();

let teacher: Model;

beforeAll(async () => {
  await selectBackend('cpu');
  teacher = sharpModel(shapeFor(TINY_TASK, { layers: 1 }), 51);
});
beforeEach(forget);
afterEach(() => {
  vi.restoreAllMocks();
});

const comparisonOf = (changes: Partial<Comparison> = {}, base: Partial<Experiment> = {}): Comparison => ({
  base: tinyExperiment({
    batchSize: 2,
    steps: 4,
    responseLimit: 4,
    trainSize: 16,
    warmUpSteps: 1,
    evaluateEvery: 2,
    evaluatePrompts: 3,
    ...base,
  }),
  vary: 'method',
  values: ['skd', 'supervised-kd'],
  seeds: 2,
  budget: 'updates',
  methodSettings: 'published',
  ...changes,
});

interface Session {
  readonly events: RunEvent[];
  readonly send: (command: ComparisonCommand) => Promise<void>;
  readonly comparisons: Comparisons;
  /** What the page would know by now. */
  readonly page: () => { snapshot: ComparisonSnapshot | null; state: string; interruption: Problem | null };
  /** Resolves when `is` holds after an event. */
  readonly until: (is: () => boolean) => Promise<void>;
}

/** A page and its worker, as far as comparisons go; each message is checked as the other side checks it. */
function session(prepare: (experiment: Experiment) => Promise<HeldEquipment> = ready): Session {
  const events: RunEvent[] = [];
  let waiting: { is: () => boolean; resolve: () => void }[] = [];
  let page: ReturnType<Session['page']> = { snapshot: null, state: 'none', interruption: null };
  const comparisons = new Comparisons({
    emit: (event) => {
      events.push(parseEvent(structuredClone(event)));
      const { snapshot } = page;
      if (event.type === 'comparison') page = { ...page, snapshot: event.snapshot, state: event.state };
      if (event.type === 'comparison-state') {
        const { state, interruption, metrics } = event;
        page = { snapshot: snapshot && { ...snapshot, metrics }, state, interruption };
      }
      if (event.type === 'compared-run' && snapshot) {
        page = { ...page, snapshot: { ...snapshot, runs: snapshot.runs.with(event.index, event.run) } };
      }
      const met = waiting.filter(({ is }) => is());
      waiting = waiting.filter((one) => !met.includes(one));
      for (const { resolve } of met) resolve();
    },
    prepare,
  });
  return {
    events,
    comparisons,
    send: (command) => comparisons.handle(parseCommand(command) as ComparisonCommand),
    page: () => page,
    until: (is) => (is() ? Promise.resolve() : new Promise((resolve) => waiting.push({ is, resolve }))),
  };
}

async function ready(experiment: Experiment): Promise<HeldEquipment> {
  return { experiment, task: TINY_TASK, teacher, start: null, release: () => {} };
}

const runsOf = ({ page }: Session): readonly ComparedRun[] => page().snapshot?.runs ?? [];
const states = (of: Session): string[] => runsOf(of).map(({ state }) => state);
const idOf = ({ page }: Session): string => page().snapshot?.id ?? '';
const resume = (of: Session): Promise<void> => of.send({ type: 'compare-resume', id: idOf(of) });
const finished = (of: Session): Promise<void> => of.until(() => of.page().state === 'finished');
const paused = (of: Session): Promise<void> => of.until(() => of.page().state === 'paused');
/** The first run is so many steps in. */
const reached = (of: Session, run: number, step: number): Promise<void> =>
  of.until(() => {
    const one = runsOf(of)[run];
    return one !== undefined && one.stage === 'training' && one.done >= step;
  });
/** What two equal runs have in common: everything but the time. */
const facts = ({ result, ...run }: ComparedRun): object => ({
  ...run,
  result: result && { ...result, seconds: 0 },
});
/** Every step is worth a message. */
const tellEverything = (): void => void vi.spyOn(performance, 'now').mockImplementation(() => (clock += 501));
let clock = 0;

async function complete(comparison: Comparison): Promise<Session> {
  const whole = session();
  await whole.send({ type: 'compare', comparison });
  await finished(whole);
  return whole;
}

describe('a whole comparison', () => {
  test('runs everything in order, and leaves curves, results and no tensors', async () => {
    await complete(comparisonOf({ seeds: 1 })); // Makes the constants that are kept for good.
    const before = tf.memory().numTensors;
    const whole = await complete(comparisonOf());
    expect(tf.memory().numTensors).toBe(before);
    expect(states(whole)).toEqual(['done', 'done', 'done', 'done']);
    expect(whole.page().snapshot?.metrics).toEqual([{ id: 'exact-match', better: 'higher' }]);
    const order = whole.events.flatMap((event) => (event.type === 'compared-run' ? [event.index] : []));
    expect(order).toEqual(order.toSorted((a, b) => a - b));
    for (const [index, { curve, scores, result }] of runsOf(whole).entries()) {
      expect(curve.map(({ step }) => step)).toEqual([1, 2, 3, 4]);
      expect(curve.every(({ acceptance }) => (acceptance === null) === (index % 2 === 1))).toBe(true);
      expect(scores.map(({ step }) => step)).toEqual([0, 2, 4]);
      expect(result).toMatchObject({
        updates: 4,
        teacherForwards: 8,
        validation: scores.at(-1)?.scores,
        testPrompts: TINY_TASK.split().test.length,
      });
      expect(result?.test['exact-match']?.interval).toHaveLength(2);
      expect(result?.seconds).toBeGreaterThan(0);
    }
  });

  test('a run of it is the run that is started alone', async () => {
    const comparison = comparisonOf();
    const whole = await complete(comparison);
    const third = at(planOf(comparison), 2).experiment;
    const losses: number[] = [];
    const alone = new Run(third, TINY_TASK, teacher, {
      emit: (event) => {
        if (event.type === 'report') losses.push(event.report.loss);
      },
      save: async () => {},
    });
    alone.resume(Number.POSITIVE_INFINITY);
    await alone.run();
    alone.dispose();
    const curve = at(runsOf(whole), 2).curve.map(({ loss }) => loss);
    expect(curve).toEqual(losses.map((loss) => Math.fround(loss)));
  });

  test('a run that diverges has failed, with its sentence, and the next continues', async () => {
    const comparison = comparisonOf(
      { vary: 'learningRate', values: [1, 1e-3], seeds: 1 },
      { steps: 40, evaluateEvery: 1000, clipNorm: 0, warmUpSteps: 0, weightDecay: 0 },
    );
    const broken = new Float32Array(teacher.flat.size).fill(Number.NaN);
    const lost = session(async (experiment) => {
      const start = experiment.learningRate === 1 ? { parameters: broken, ...fileFacts() } : null;
      return { experiment, task: TINY_TASK, teacher, start, release: () => {} };
    });
    await lost.send({ type: 'compare', comparison });
    await finished(lost);
    expect(states(lost)).toEqual(['failed', 'done']);
    expect(at(runsOf(lost), 0)).toMatchObject({
      result: null,
      note: says(/^The run diverged/),
    });
  });
});

const fileFacts = () => ({
  shape: teacher.shape,
  task: TINY_TASK.id,
  vocabulary: TINY_TASK.tokenizer.vocabulary,
});

describe('commands', () => {
  test('pause and resume: the same results as without', async () => {
    const comparison = comparisonOf({ seeds: 1 }, { steps: 6 });
    const whole = await complete(comparison);
    tellEverything();
    const halted = session();
    await halted.send({ type: 'compare', comparison });
    await reached(halted, 0, 1);
    await halted.send({ type: 'compare-pause' });
    await paused(halted);
    expect(states(halted)).toEqual(['paused', 'waiting']);
    await resume(halted);
    expect(halted.page().state).toBe('running');
    await finished(halted);
    expect(runsOf(halted).map(facts)).toEqual(runsOf(whole).map(facts));
  });

  test('cancels one run, the present or a later one, and continues with the next', async () => {
    tellEverything();
    const some = session();
    await some.send({ type: 'compare', comparison: comparisonOf({}, { steps: 30 }) });
    await reached(some, 0, 2);
    await some.send({ type: 'compare-cancel', run: 2 });
    await some.send({ type: 'compare-cancel', run: 0 });
    await finished(some);
    expect(states(some)).toEqual(['cancelled', 'done', 'cancelled', 'done']);
    expect(at(runsOf(some), 0).curve.length).toBeGreaterThan(0);
  });

  test('cancels everything, also while it is paused', async () => {
    const none = session();
    await none.send({ type: 'compare', comparison: comparisonOf() });
    await none.send({ type: 'compare-pause' });
    await paused(none);
    await none.send({ type: 'compare-cancel', run: null });
    await finished(none);
    expect(new Set(states(none))).toEqual(new Set(['cancelled']));
    await resume(none);
    expect(none.page().state).toBe('finished');
  });

  test('includes runs again while it runs: the same results as without', async () => {
    const comparison = comparisonOf({}, { steps: 16 });
    const whole = await complete(comparison);
    tellEverything();
    const some = session();
    await some.send({ type: 'compare', comparison });
    await reached(some, 0, 2);
    await some.send({ type: 'compare-cancel', run: 0 });
    // What was under way may not have ended yet.
    await some.send({ type: 'compare-include', run: 0 });
    expect(states(some)[0]).toBe('waiting');
    await reached(some, 0, 2);
    await some.send({ type: 'compare-cancel', run: 0 });
    await some.send({ type: 'compare-cancel', run: 3 });
    await reached(some, 1, 2);
    await some.send({ type: 'compare-include', run: null });
    expect(states(some)).toEqual(['waiting', 'running', 'waiting', 'waiting']);
    // The one that has begun is still the one that is paused and gone on with.
    await some.send({ type: 'compare-pause' });
    await paused(some);
    expect(states(some)).toEqual(['waiting', 'paused', 'waiting', 'waiting']);
    await resume(some);
    await finished(some);
    expect(runsOf(some).map(facts)).toEqual(runsOf(whole).map(facts));
  });

  test('includes a run again when all are finished, and resumes with it on command', async () => {
    const some = session();
    await some.send({ type: 'compare', comparison: comparisonOf() });
    await some.send({ type: 'compare-cancel', run: null });
    await finished(some);
    await some.send({ type: 'compare-include', run: 2 });
    const left = ['cancelled', 'cancelled', 'waiting', 'cancelled'];
    expect([states(some), some.page().state]).toEqual([left, 'paused']);
    const next = session();
    await next.comparisons.open();
    expect([states(next), next.page().state]).toEqual([left, 'paused']);
    await resume(some);
    await finished(some);
    expect(states(some)).toEqual(left.with(2, 'done'));
    expect(at(runsOf(some), 2).result).not.toBeNull();
    await some.send({ type: 'compare-include', run: 2 });
    expect(states(some)).toEqual(left.with(2, 'done'));
  });

  test('a new comparison ends the one before, which can be resumed', async () => {
    const first = session();
    await first.send({ type: 'compare', comparison: comparisonOf({}, { steps: 1000 }) });
    const ended = idOf(first);
    await first.send({ type: 'compare', comparison: comparisonOf({ seeds: 1 }) });
    await finished(first);
    expect(states(first)).toEqual(['done', 'done']);
    await first.send({ type: 'compare-resume', id: ended });
    expect([idOf(first), first.page().state]).toEqual([ended, 'running']);
    await first.comparisons.suspend();
    expect(first.page().state).toBe('paused');
  });

  test('what other runs need, too, interrupts; the user resumes or excludes the run', async () => {
    let broken = true;
    const some = session(async (experiment) => {
      if (broken && experiment.method === 'supervised-kd')
        throw new UserError('download-failed', { file: 'teachers/x.safetensors' });
      return ready(experiment);
    });
    await some.send({ type: 'compare', comparison: comparisonOf({ seeds: 1 }) });
    await paused(some);
    expect(some.page().interruption).toEqual(
      says(/^The file teachers.x\.safetensors could not be downloaded/),
    );
    expect(states(some)).toEqual(['done', 'paused']);
    broken = false;
    await resume(some);
    await finished(some);
    expect(states(some)).toEqual(['done', 'done']);
    broken = true;
    await some.send({ type: 'compare', comparison: comparisonOf({ seeds: 1 }) });
    await some.until(() => some.page().interruption !== null && states(some)[1] === 'paused');
    await some.send({ type: 'compare-cancel', run: 1 });
    expect([states(some), some.page().state]).toEqual([['done', 'cancelled'], 'finished']);
  });
});

describe('a reload', () => {
  /** Ends a session in the middle of its second run, after a save. */
  async function leave(comparison: Comparison, how: 'suspend' | 'crash'): Promise<Session> {
    tellEverything();
    const left = session();
    await left.send({ type: 'compare', comparison });
    await reached(left, 1, 3);
    if (how === 'suspend') await left.comparisons.suspend();
    else {
      const second = at(planOf(comparison), 1).experiment;
      await left.until(() => {
        const { checkpoint } = (stored().get(`training ${idOf(left)}`) ?? {}) as Partial<SavedTraining>;
        return checkpoint?.experiment.method === second.method && checkpoint.step > 0;
      });
      const held = new Map(stored());
      await left.send({ type: 'compare-cancel', run: null });
      await finished(left);
      for (const [key, value] of held) stored().set(key, value);
    }
    vi.restoreAllMocks();
    return left;
  }

  test.each(['suspend', 'crash'] as const)(
    'after a %s it goes on where it was, to the same end',
    async (how) => {
      const comparison = comparisonOf({ seeds: 1 }, { steps: 30, evaluateEvery: 10 });
      const whole = await complete(comparison);
      forget();
      await leave(comparison, how);
      const next = session();
      await next.comparisons.open();
      expect(next.page()).toMatchObject({ state: 'paused', snapshot: { comparison } });
      expect(states(next)).toEqual(['done', 'paused']);
      expect(facts(at(runsOf(next), 0))).toEqual(facts(at(runsOf(whole), 0)));
      const done = at(runsOf(next), 1).done;
      expect(done).toBeGreaterThan(0);
      expect(at(runsOf(next), 1).curve).toHaveLength(done);
      await resume(next);
      await finished(next);
      expect(runsOf(next).map(facts)).toEqual(runsOf(whole).map(facts));
    },
  );

  test('finished, it shows its results', async () => {
    const whole = await complete(comparisonOf({ seeds: 1 }));
    const next = session();
    await next.comparisons.open();
    expect(next.page()).toMatchObject({ state: 'finished' });
    expect(runsOf(next)).toEqual(runsOf(whole));
  });

  test('a cancelled run stays cancelled', async () => {
    const comparison = comparisonOf({ seeds: 1 });
    await leave(comparison, 'suspend');
    const next = session();
    await next.comparisons.open();
    await next.send({ type: 'compare-cancel', run: 1 });
    const last = session();
    await last.comparisons.open();
    expect([states(last), last.page().state]).toEqual([['done', 'cancelled'], 'finished']);
  });

  test.each([
    ['no comparison', () => stored().clear()],
    ['text', (id: string) => stored().set(id, 'hello')],
    [
      'too few runs',
      (id: string) => {
        const snapshot = stored().get(id) as ComparisonSnapshot;
        stored().set(id, { ...snapshot, runs: snapshot.runs.slice(1) });
      },
    ],
  ])('with %s in storage there is none', async (_name, spoil) => {
    spoil(idOf(await leave(comparisonOf({ seeds: 1 }), 'suspend')));
    expect((await newestComparisons()).resumable).toBeNull();
  });

  test('one that version 1 of the page stored resumes as it was planned', async () => {
    const comparison = comparisonOf({ seeds: 1, values: ['gkd', 'imitkd'], methodSettings: 'same' });
    const whole = await complete(comparison);
    const id = idOf(await leave(comparison, 'suspend'));
    const { comparison: planned, runs, metrics } = stored().get(id) as ComparisonSnapshot;
    const { methodSettings: _, ...old } = planned;
    const { start: __, ...base } = old.base;
    const training = stored().get(`training ${id}`);
    forget();
    await newestComparisons();
    // Without an id.
    stored().set('comparison', { comparison: { ...old, base }, runs, metrics });
    stored().set('training', training);
    const next = session();
    await next.comparisons.open();
    expect(next.page().snapshot?.comparison).toEqual(comparison);
    await resume(next);
    await finished(next);
    expect(runsOf(next).map(facts)).toEqual(runsOf(whole).map(facts));
  });

  test('a damaged training begins again', async () => {
    const comparison = comparisonOf({ seeds: 1 });
    const whole = await complete(comparison);
    const id = idOf(await leave(comparison, 'suspend'));
    stored().set(`training ${id}`, { losses: 'gone' });
    const next = session();
    await next.comparisons.open();
    await resume(next);
    await finished(next);
    expect(runsOf(next).map(facts)).toEqual(runsOf(whole).map(facts));
  });

  test('with a storage that fills up it resumes from the memory of the worker', async () => {
    tellEverything();
    const left = session();
    await left.send({ type: 'compare', comparison: comparisonOf({ seeds: 1 }, { steps: 30 }) });
    memory.full = new DOMException('full', 'QuotaExceededError');
    await reached(left, 0, 5);
    await left.comparisons.suspend();
    const { done } = at(runsOf(left), 0);
    left.events.length = 0;
    await resume(left);
    await finished(left);
    const steps = left.events.flatMap((event) =>
      event.type === 'compared-run' && event.index === 0 && event.run.stage === 'training'
        ? [event.run.done]
        : [],
    );
    expect(Math.min(...steps)).toBeGreaterThanOrEqual(done);
    expect(states(left)).toEqual(['done', 'done']);
  });

  test('without storage it says so once, and still makes room for a single run', async () => {
    memory.refusal = new DOMException('no storage', 'InvalidStateError');
    const comparison = comparisonOf({ seeds: 1 });
    const left = await leave(comparison, 'suspend');
    expect(states(left)).toEqual(['done', 'paused']);
    await resume(left);
    await finished(left);
    expect(states(left)).toEqual(['done', 'done']);
    expect(left.events.filter(({ type }) => type === 'notice')).toHaveLength(1);
  });
});
