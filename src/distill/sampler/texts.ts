/** The teacher's own responses to the training prompts, decoded once before a run (SeqKD) and kept for the next one. */
import type { Experiment } from '../../experiment/fields';
import { STREAM, uniformArray } from '../../experiment/random';
import type { Model } from '../../model/model';
import type { Example, Task } from '../../tasks/task';
import { PAD } from '../../tasks/tokenizer';
import { promptTensor, type Sequences, sequencesOf } from '../batches';
import { sampleLockstep } from './lockstep';
import { disposeRollout, type Rollout, type SamplingParams } from './rollout';

/** Prompts decoded together. Every batch has this shape, so that nothing is compiled twice. */
const ROWS = 16;

/** Response ids up to and including EOS, by prompt. */
export type TeacherTexts = ReadonlyMap<string, readonly number[]>;

/** Decoded texts, by teacher and by everything that the text depends on. */
const decoded = new WeakMap<Model, Map<string, Map<string, readonly number[]>>>();

type TextSettings = Pick<
  Experiment,
  'teacherText' | 'teacherTemperature' | 'teacherTopP' | 'responseLimit' | 'seed'
>;

function samplingParamsOf({ teacherText, teacherTemperature, teacherTopP }: TextSettings): SamplingParams {
  return teacherText === 'greedy'
    ? { temperature: 0, topP: 1 }
    : { temperature: teacherTemperature, topP: teacherTopP };
}

/** The texts of a teacher under these settings, as far as they have been decoded. */
function textsOf(teacher: Model, task: Task, settings: TextSettings): Map<string, readonly number[]> {
  const { temperature, topP } = samplingParamsOf(settings);
  const seed = settings.teacherText === 'greedy' ? 0 : settings.seed;
  const key = [task.id, settings.responseLimit, temperature, topP, seed].join(' ');
  const all = decoded.get(teacher) ?? new Map<string, Map<string, readonly number[]>>();
  decoded.set(teacher, all);
  const texts = all.get(key) ?? new Map<string, readonly number[]>();
  all.set(key, texts);
  return texts;
}

/** One batch of responses. Row r draws with the numbers of `indices[r]`, so that batches may be cut anywhere. */
export function decodeTexts(
  task: Task,
  teacher: Model,
  settings: TextSettings,
  examples: readonly Example[],
  indices: readonly number[],
): Rollout {
  const { responseLength } = task;
  const uniforms = new Float32Array(examples.length * responseLength);
  indices.forEach((index, row) => {
    const own = uniformArray(settings.seed, STREAM.teacherText, index, 1, responseLength);
    uniforms.set(own, row * responseLength);
  });
  const prompts = promptTensor(task, examples);
  const rollout = sampleLockstep(
    { prompts, responseLength, maxNewTokens: Math.min(settings.responseLimit, responseLength) },
    { model: teacher, sampling: samplingParamsOf(settings), uniforms },
    null,
  );
  prompts.dispose();
  return rollout;
}

/** The first batch that `prepareTexts` would decode; for tfjs' compile-only mode. */
export const requestTextPrograms = (
  task: Task,
  teacher: Model,
  settings: TextSettings,
  examples: readonly Example[],
): void => {
  const rows = Array.from({ length: ROWS }, (_, row) => examples[row % examples.length] as Example);
  disposeRollout(decodeTexts(task, teacher, settings, rows, [...rows.keys()]));
};

/**
 * Decodes what has not been decoded yet. The same teacher, task and settings are never decoded twice while the teacher
 * lives; what a broken-off preparation has decoded stays.
 * @param examples of the training; their order decides which random numbers a prompt gets
 * @param needed those of them that the run will use
 * @param onProgress called after every batch with the number of prompts done
 * @param shouldContinue asked before every batch; false gives up
 * @returns null when given up
 */
export async function prepareTexts(
  task: Task,
  teacher: Model,
  settings: TextSettings,
  examples: readonly Example[],
  needed: readonly Example[],
  onProgress: (done: number, total: number) => void,
  shouldContinue: () => Promise<boolean>,
): Promise<TeacherTexts | null> {
  const texts = textsOf(teacher, task, settings);
  // The first of several equal prompts, so that it does not depend on where a preparation broke off which one is decoded.
  const first = new Map([...examples.entries()].reverse().map(([index, { prompt }]) => [prompt, index]));
  const prompts = [...new Set(needed.map(({ prompt }) => prompt))];
  const missing = prompts.filter((prompt) => !texts.has(prompt)).flatMap((prompt) => first.get(prompt) ?? []);
  const { responseLength } = task;
  for (let start = 0; start < missing.length; start += ROWS) {
    onProgress(prompts.length - missing.length + start, prompts.length);
    if (!(await shouldContinue())) return null;
    // The last batch is filled up, because another shape would be compiled anew.
    const indices = Array.from({ length: ROWS }, (_, row) => missing[start + row] ?? missing[start] ?? 0);
    const rows = indices.map((index) => examples[index] as Example);
    const rollout = decodeTexts(task, teacher, settings, rows, indices);
    const [ids, mask] = await Promise.all([rollout.tokens.data<'int32'>(), rollout.mask.data<'float32'>()]);
    disposeRollout(rollout);
    rows.forEach(({ prompt }, row) => {
      const from = row * responseLength;
      const count = mask.subarray(from, from + responseLength).reduce((sum, kept) => sum + kept, 0);
      texts.set(prompt, Array.from(ids.subarray(from, from + count)));
    });
  }
  return texts;
}

/**
 * Training sequences with the teacher's responses.
 * @throws Error for a prompt that was not prepared
 */
export function textBatch(task: Task, texts: TeacherTexts, examples: readonly Example[]): Sequences {
  const prompts = examples.map(({ prompt }) => prompt);
  const responses = prompts.map((prompt) => {
    const text = texts.get(prompt);
    if (!text) throw new Error(`the teacher has not answered “${prompt}”`);
    return text;
  });
  return sequencesOf(
    task,
    prompts,
    responses.map((ids) => [...ids, ...new Array<number>(task.responseLength - ids.length).fill(PAD)]),
    responses.map((ids) => ids.length),
  );
}
