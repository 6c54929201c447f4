/** One token at a time: the sequence is the sampler's, and the numbers beside it explain each of its tokens. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { promptTensor } from '../../distill/batches';
import { collect, disposeCollected } from '../../distill/collect';
import { sampleComposed } from '../../distill/sampler/composed';
import { invert } from '../../distill/sampler/inversion';
import { disposeRollout, type SamplingModel } from '../../distill/sampler/rollout';
import { planAt } from '../../distill/schedule/plan';
import type { Experiment } from '../../experiment/fields';
import { STREAM, uniformArray } from '../../experiment/random';
import type { Model } from '../../model/model';
import { scoreResponses } from '../../model/score';
import * as tf from '../../ops/tf';
import type { Example } from '../../tasks/task';
import { onEachBackend } from '../../test-support/backends';
import { at, rowsOf } from '../../test-support/numbers';
import { pairOf } from '../../test-support/pair';
import { says } from '../../test-support/says';
import { shapeFor, sharpModel, TINY_TASK as TASK, tinyExperiment } from '../../test-support/tiny';
import type { StripRow, TraceEvent, TraceRequest, TraceResult } from '../protocol';
import { parseEvent } from '../protocol/parse';
import { packStrip, readStrip } from '../training/strip';
import type { Pair } from './pairs';
import { answerTrace, judgeToken, traceOf } from './trace';

const { responseLength, tokenizer } = TASK;
const V = tokenizer.size;
const STEP = 7;
/** The strip shows so many rows of a batch. */
const ROWS = 4;

const TYPED: TraceRequest = { prompt: 'ab', typed: true, writer: null, topK: null, row: 0, strip: null };

/** The sampled tokens that `invert` finds from the numbers beside them, and how many differ. */
function unexplained({ row, writer, studentDraws, teacherDraws }: TraceResult): number {
  const found = (draws: TraceResult['studentDraws'], i: number): number =>
    draws
      ? invert(Array.from(draws.distributions.slice(i * V, (i + 1) * V)), at(draws.uniforms, i))
      : Number.NaN;
  return row.tokens.filter(({ id, source, proposed }, i) => {
    if (writer === 'interleaved' && found(studentDraws, i) !== proposed) return true;
    const byTeacher = source === 'replaced' || source === 'teacher';
    return id !== (byTeacher ? found(teacherDraws, i) : found(studentDraws, i));
  }).length;
}

await onEachBackend('one token at a time', (backend) => {
  let teacher: Model;
  let student: Model;
  beforeAll(() => {
    teacher = sharpModel(shapeFor(TASK), 32, 12);
    student = sharpModel(shapeFor(TASK, { layers: 1 }), 31, 12);
  });
  afterAll(() => {
    teacher.dispose();
    student.dispose();
  });
  const pairWith = (experiment: Experiment, ofStrip = true): Pair => ({
    ...pairOf(TASK, teacher, student, { step: STEP, sftSteps: 0 }, experiment),
    ofStrip,
  });

  /** The strip of a batch, as a run shows it. */
  async function stripOf(
    experiment: Experiment,
    step: number,
    examples: readonly Example[],
  ): Promise<StripRow[]> {
    const collected = await collect(TASK, experiment, student, teacher, examples, step);
    const logits = scoreResponses(student, collected.sequences, TASK.promptLength);
    const packed = packStrip(collected, logits, teacher);
    const rows = readStrip((await packed.data()) as Float32Array, TASK, collected.prompts, collected.sources);
    tf.dispose([logits, packed]);
    disposeCollected(collected);
    return rows;
  }

  const replay = (experiment: Experiment, step: number, row: number, shown: StripRow): Promise<TraceResult> =>
    traceOf(pairWith(experiment), {
      ...{ ...TYPED, typed: false, prompt: shown.prompt },
      writer: shown.tokens[0]?.source === 'data' ? 'dataset' : null,
      strip: { step, row, tokens: shown.tokens.map(({ id }) => id), again: true },
    });

  const CASES: readonly Partial<Experiment>[] = [
    { method: 'skd', topK: 2 },
    { method: 'skd', topK: 0 },
    { method: 'skd', topK: 1, teacherTemperature: 0.6 },
    { method: 'skd', topK: 3, studentTemperature: 1.4, studentTopP: 0.8 },
    { method: 'skd', topK: 3, studentTemperature: 0 },
    { method: 'skd', topK: 3, blockSize: 3 },
    { method: 'skd', topK: V },
    { method: 'skd', acceptance: 'nucleus', acceptanceTopP: 0.7 },
    { method: 'on-policy-kd', studentTemperature: 0.7 },
    { method: 'supervised-kd' },
    { method: 'adaswitch', switchFactor: 1.2 },
  ];
  // Each would be another kernel to compile.
  describe.each(backend === 'webgpu' ? CASES.slice(0, 1) : CASES)('%j', (changes) => {
    const experiment = tinyExperiment({ ...changes, seed: 5, responseLimit: 512, batchSize: ROWS });

    test('every sequence of the strip is drawn again, token for token', async () => {
      const { train } = TASK.split();
      const batches = backend === 'webgpu' ? 1 : 10;
      let differing = 0;
      for (let step = 1; step <= batches; step++) {
        const shown = await stripOf(experiment, step, train.slice(ROWS * (step - 1), ROWS * step));
        for (const [row, sequence] of shown.entries()) {
          const result = await replay(experiment, step, row, sequence);
          expect(result.address).toEqual({ seed: 5, step, row });
          expect(result.row.prompt).toBe(sequence.prompt);
          if (changes.method === 'supervised-kd') expect(result.replay).toBe('text');
          if (JSON.stringify(result.row.tokens) !== JSON.stringify(sequence.tokens)) differing++;
          if (result.replay !== 'text') differing += unexplained(result);
        }
      }
      // A uniform number within rounding of a boundary between two tokens may fall on either side.
      expect(differing).toBeLessThanOrEqual(1);
    });
  });

  // What follows is the same everywhere, and slow where programs have to be compiled.
  if (backend === 'webgpu') return;

  test.each([0, 1, 3, V])('with K = %i typed prompts give the composed sampler’s sequences', async (topK) => {
    const experiment = tinyExperiment({ seed: 9, responseLimit: 512 });
    const prompts = ['ab', 'ba', 'cd', 'dce', 'eab', 'aa', 'bce', 'ddd'];
    const modelOf = (model: Model, stream: number): SamplingModel => ({
      model,
      sampling: { temperature: 1, topP: 1 },
      uniforms: uniformArray(9, stream, 1, prompts.length, responseLength),
    });
    const tensor = promptTensor(
      TASK,
      prompts.map((prompt) => ({ prompt, response: '' })),
    );
    const rollout = sampleComposed(
      { prompts: tensor, responseLength, maxNewTokens: responseLength },
      modelOf(student, STREAM.studentToken),
      { ...modelOf(teacher, STREAM.teacherToken), acceptance: { rule: 'top-k', topK } },
    );
    const expected = rowsOf(Array.from(await rollout.tokens.data()), responseLength);
    tensor.dispose();
    disposeRollout(rollout);
    const sources = new Set<string>();
    for (const [row, prompt] of prompts.entries()) {
      const { row: found } = await traceOf(pairWith(experiment), { ...TYPED, prompt, topK, row });
      const ids = found.tokens.map(({ id }) => id);
      expect(ids).toEqual(at(expected, row).slice(0, ids.length));
      expect(at(expected, row).slice(ids.length)).toEqual(new Array(responseLength - ids.length).fill(0));
      for (const { source } of found.tokens) sources.add(source);
    }
    expect([...sources].sort()).toEqual(
      topK === 0 ? ['replaced'] : topK === V ? ['accepted'] : ['accepted', 'replaced'],
    );
  });

  test('token by token, a visitor who proposes what the student proposes gets the student’s sequence', async () => {
    const experiment = tinyExperiment({ seed: 3, teacherTemperature: 0.8 });
    for (const row of [0, 1, 2, 3]) {
      const trace = await traceOf(pairWith(experiment), { ...TYPED, topK: 2, row });
      const response: number[] = [];
      for (const [i, token] of trace.row.tokens.entries()) {
        const { row: judged } = await judgeToken(pairWith(experiment), {
          ...{ prompt: 'ab', typed: true, response: [...response], proposed: token.proposed, topK: 2, row },
        });
        expect(judged.tokens).toEqual([token]);
        expect(
          Math.max(...judged.teacher.map((p, id) => Math.abs(p - at(trace.row.teacher, i * V + id)))),
        ).toBeLessThan(1e-4);
        response.push(token.id);
      }
    }
  });

  test('a student that has learned since, and text that no model drew in this step, are told apart', async () => {
    const experiment = tinyExperiment({ seed: 5, batchSize: ROWS });
    const strip = { step: 2, row: 1, tokens: [4, 5, 2], again: true };
    const asked = { ...TYPED, typed: false, strip };
    const learned = await traceOf(pairWith(experiment, false), asked);
    expect(learned.replay).toBe('learned');
    expect(learned.row.tokens.length).toBeGreaterThan(0);

    const replayed = await traceOf(pairWith({ ...experiment, method: 'distillm' }), asked);
    expect(replayed.replay).toBe('text');
    expect(replayed.row.tokens.map(({ id, source }) => [id, source])).toEqual([
      [4, 'data'],
      [5, 'data'],
      [2, 'data'],
    ]);
    expect(replayed).toMatchObject({ writer: 'dataset', studentDraws: null, teacherDraws: null });

    // What another K would have made of the same random numbers.
    const other = await traceOf(pairWith(experiment), {
      ...{ ...asked, topK: 0, strip: { ...strip, again: false } },
    });
    expect(other).toMatchObject({ replay: null, address: { step: 2, row: 1 }, rule: { topK: 0 } });
    expect(other.row.tokens.every(({ source }) => source === 'replaced')).toBe(true);
  });

  test('the loss at each token is the divergence that the step minimises', async () => {
    const experiment = tinyExperiment({ divergence: 'jsd', jsdBeta: 0.3, lossTemperature: 2 });
    const { loss, row } = await traceOf(pairWith(experiment), TYPED);
    expect(planAt(experiment, 1).divergence).toEqual({ kind: 'jsd', beta: 0.3 });
    expect(loss).toMatchObject({ name: 'divergence', divergence: 'jsd', temperature: 2 });
    expect(loss.values).toHaveLength(row.tokens.length);
    const sft = await traceOf(pairWith({ ...experiment, method: 'sft' }), { ...TYPED, prompt: 'ab' });
    expect(sft.loss.divergence).toBeNull();
    sft.row.tokens.forEach(({ id }, i) => {
      expect(at(sft.loss.values, i)).toBeCloseTo(-at(sft.row.student, i * V + id), 3);
    });
  });

  test('what cannot be traced is refused in a sentence, and no tensor is left behind', async () => {
    const answers: TraceEvent[] = [];
    const ask = async (request: TraceRequest): Promise<void> => {
      const released = pairWith(tinyExperiment());
      await answerTrace(
        (event) => answers.push(parseEvent(structuredClone(event)) as TraceEvent),
        { type: 'trace', id: answers.length, request, experiment: tinyExperiment() },
        async () => ({ ...released, release: () => {} }),
      );
    };
    await ask(TYPED);
    const before = tf.memory().numTensors;
    await ask(TYPED);
    await ask({ ...TYPED, prompt: 'xyz' });
    await ask({ ...TYPED, prompt: 'abcde' });
    await ask({ ...TYPED, prompt: 'eee', writer: 'dataset' });
    await ask({ ...TYPED, prompt: 'eeee', writer: 'dataset' });
    await ask({ ...TYPED, writer: 'dataset', strip: { step: 1, row: 0, tokens: [V], again: true } });
    expect(answers.map(({ type }) => type)).toEqual([
      ...['trace', 'trace', 'trace-refused', 'trace-refused', 'trace', 'trace-refused', 'trace-refused'],
    ]);
    const problems = answers.map((event) => ('problem' in event ? event.problem : null));
    expect(problems[2]).toEqual(says(/do not know “x”/));
    expect(problems[3]).toEqual(says(/may have at most 4/));
    expect(problems[5]).toEqual(says(/no response to this prompt/));
    expect(problems[6]).toEqual(says(/another task/));
    expect(tf.memory().numTensors).toBe(before);
  });
});
