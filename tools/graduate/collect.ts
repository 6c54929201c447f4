/**
 * Runs of a sweep as raw results of `npm run reproduce`: the trained student is measured here, by the same code; curves, seconds and
 * machine are the project's.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as v from 'valibot';
import { testScores } from '../../src/distill/metrics/test-scores';
import { TEST_PROMPTS, teacherForwards } from '../../src/experiment/comparison';
import { decodeHash } from '../../src/experiment/url';
import { Model } from '../../src/model/model';
import { fitTo } from '../../src/run/files/fit';
import { readFolder } from '../../src/run/files/folder';
import { newStudent } from '../../src/run/training/student';
import { prepare, teacherFingerprint } from '../prepare';
import type { Outcome, RawResult } from '../reproduce/raw';
import { measureStudent } from '../reproduce/run-one';
import { GraduationError } from './write-project';

const LineSchema = v.object({
  step: v.number(),
  loss: v.number(),
  acceptance_rate: v.optional(v.number()),
  step_time: v.number(),
});
type Line = v.InferOutput<typeof LineSchema>;

const ScoresSchema = v.object({
  step: v.number(),
  machine: v.object({
    ...{ processor: v.string(), cores: v.number(), system: v.string() },
    ...{ backend: v.string(), adapter: v.string() },
  }),
});

/** Points of a curve. */
const MOST_POINTS = 100;

/** Means over stretches of steps of the method. */
function curveOf(lines: readonly Line[], sftSteps: number): Outcome['curve'] {
  const steps = lines.filter(({ step }) => step > sftSteps);
  const width = Math.max(1, Math.ceil(steps.length / MOST_POINTS));
  const stretches = Array.from({ length: Math.ceil(steps.length / width) }, (_, i) =>
    steps.slice(i * width, (i + 1) * width),
  );
  const mean = (of: (line: Line) => number): number[] =>
    stretches.map((part) => part.reduce((sum, line) => sum + of(line), 0) / part.length);
  const isVerified = steps.some((line) => line.acceptance_rate !== undefined);
  return {
    steps: stretches.map((part) => (part.at(-1)?.step ?? 0) - sftSteps),
    loss: mean(({ loss }) => loss),
    acceptance: isVerified ? mean((line) => line.acceptance_rate ?? 0) : null,
  };
}

const read = (path: string): string => readFileSync(path, 'utf8');

/** Folders of a sweep's runs, in its order. @throws GraduationError where there is no sweep */
export function runFolders(sweep: string): string[] {
  const list = join(sweep, 'sweep.txt');
  if (!existsSync(list)) {
    throw new GraduationError(
      `${list} is missing: this is no sweep. Write one with --link and the link of a comparison.`,
    );
  }
  return read(list)
    .split('\n')
    .filter(Boolean)
    .map((config) => join(sweep, dirname(config)));
}

/**
 * The result of a run, as of now.
 * @param origin fields of the machine that measures
 * @returns null where the run has not come to its end
 */
export async function collectRun(
  folder: string,
  origin: Pick<RawResult['machine'], 'node' | 'tfjs' | 'commit'>,
): Promise<RawResult | null> {
  const output = join(folder, 'output');
  if (!existsSync(join(output, 'scores.json'))) return null;
  const { step, machine } = v.parse(ScoresSchema, JSON.parse(read(join(output, 'scores.json'))));
  const lines = read(join(output, 'log.jsonl'))
    .trim()
    .split('\n')
    .map((line) => v.parse(LineSchema, JSON.parse(line)));
  const link = read(join(folder, 'link.txt')).trim();
  const { experiment: wanted } = decodeHash(link);
  const { experiment, task, teacher, start } = await prepare(wanted);
  // A run that was asked for some of its steps only is not the experiment.
  if (step < experiment.sftSteps + experiment.steps) {
    teacher.dispose();
    return null;
  }
  const names = readdirSync(join(output, 'student'));
  const files = new Map(
    names.map((name) => [name, new Uint8Array(readFileSync(join(output, 'student', name)))]),
  );
  const trained = fitTo(readFolder(files).model, task);
  const [before, after] = [newStudent(experiment, task, start), new Model(trained.shape, trained.parameters)];
  try {
    const tested = await testScores(task, after, TEST_PROMPTS, async () => true);
    if (!tested) throw new Error('the test was given up');
    const updates = step - experiment.sftSteps;
    const trainSize = Math.min(experiment.trainSize, task.split().train.length);
    const outcome: Outcome = {
      updates,
      teacherForwards: teacherForwards({ ...experiment, trainSize }, updates),
      seconds: lines.reduce((sum, line) => sum + line.step_time, 0),
      curve: curveOf(lines, experiment.sftSteps),
      // The project answers no prompts during training, and tfjs holds nothing.
      progress: { steps: [], scores: {} },
      memory: { steps: [], tensors: [], bytes: [] },
      ...(await measureStudent({ experiment, task, teacher, before, after }, false, () => {})),
      test: {
        prompts: tested.prompts,
        scores: Object.fromEntries(
          Object.entries(tested.scores).map(([id, { value, interval }]) => [id, { value, interval }]),
        ),
      },
    };
    return {
      ...{ format: 1, link, teacher: teacherFingerprint(wanted), sources: null },
      machine: { ...machine, ...origin },
      ...{ finished: new Date().toISOString(), failure: null, outcome },
    };
  } finally {
    for (const model of [teacher, before, after]) model.dispose();
  }
}
