/**
 * Trains a task's teacher on its training examples and writes it to public/teachers/ with a card.
 *
 *   npm run train-teacher -- --task translation [--steps 775] [--backend auto|webgpu|wasm|cpu] [--fresh] [--weak] [--further]
 *
 * With --weak it becomes the task's weak teacher, NAME-weak, half as wide and half as deep unless told otherwise: give it
 * fewer steps than the teacher had. With --further it begins as the teacher that is there, as trained so far; another --seed
 * gives it the examples in another order.
 * Goes on from where it was stopped: the state is kept in .cache/ until the teacher is written.
 */
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import * as v from 'valibot';
import { Batches, dataBatch } from '../src/distill/batches';
import { crossEntropy, maskedMean } from '../src/distill/loss/token-losses';
import { evaluate } from '../src/distill/metrics/evaluate';
import { rateAt } from '../src/distill/schedule/rate';
import { Trainer, type TrainerState } from '../src/distill/trainer';
import { TEACHER_SHAPE, WEAK_TEACHER_SHAPE } from '../src/experiment/cost';
import { readModel, writeModel } from '../src/model/file';
import { Model } from '../src/model/model';
import { initialParameters } from '../src/model/parameters';
import { readSafetensors, writeSafetensors } from '../src/model/safetensors';
import { type ModelShape, parameterSize } from '../src/model/shape';
import * as tf from '../src/ops/tf';
import type { BackendChoice } from '../src/run/protocol';
import { stepsOf, type TeacherCard, TeacherCardSchema } from '../src/run/protocol/teacher';
import { loadTask, TASKS, type TaskId } from '../src/tasks';
import { openNodeDevice } from './node-device';
import { ProgressBar } from './progress';
import { readAsset } from './read-asset';
import { CARD_SAMPLE } from './reproduce/teachers';

const { values: asked } = parseArgs({
  options: {
    task: { type: 'string', default: 'translation' },
    backend: { type: 'string', default: 'auto' },
    steps: { type: 'string' },
    batch: { type: 'string' },
    seed: { type: 'string' },
    width: { type: 'string' },
    layers: { type: 'string' },
    heads: { type: 'string' },
    rate: { type: 'string' },
    fresh: { type: 'boolean', default: false },
    weak: { type: 'boolean', default: false },
    further: { type: 'boolean', default: false },
  },
});
const usual = asked.weak ? WEAK_TEACHER_SHAPE : TEACHER_SHAPE;
const options = {
  steps: '775',
  batch: '64',
  seed: '1',
  width: String(usual.width),
  layers: String(usual.layers),
  heads: '4',
  rate: '0.002',
  ...asked,
};

const print = (text: string): void => {
  process.stdout.write(`${text}\n`);
};

if (!Object.hasOwn(TASKS, options.task)) {
  throw new Error(`There is no task “${options.task}”. Tasks: ${Object.keys(TASKS).join(', ')}.`);
}
const task = await loadTask(options.task as TaskId, readAsset);
const number = (name: 'steps' | 'batch' | 'seed' | 'width' | 'layers' | 'heads' | 'rate'): number => {
  const value = Number(options[name]);
  if (!Number.isFinite(value) || value <= 0) throw new Error(`--${name} must be a positive number.`);
  return value;
};
const name = options.weak ? `${task.id}-weak` : task.id;
const steps = number('steps');
const batchSize = number('batch');
const seed = number('seed');
const shape: ModelShape = {
  vocabulary: task.tokenizer.size,
  context: task.promptLength + task.responseLength - 1,
  width: number('width'),
  layers: number('layers'),
  heads: number('heads'),
};
const rate = {
  learningRate: number('rate'),
  steps,
  warmUpSteps: 100,
  schedule: 'cosine' as const,
  finalRateFraction: 0.05,
};

const device = await openNodeDevice(options.backend as BackendChoice, null);
print(
  `${task.title}: ${parameterSize(shape).toLocaleString('en')} parameters on ${device.info.name} (${device.info.adapter})`,
);

const folder = new URL('../public/teachers/', import.meta.url);
const cache = new URL('../.cache/', import.meta.url);
mkdirSync(folder, { recursive: true });
mkdirSync(cache, { recursive: true });
const stateFile = new URL(`teacher-${name}.state`, cache);

const { train, test } = task.split();
const before = options.further ? present() : null;
const trainer = new Trainer(new Model(shape, before?.parameters ?? initialParameters(shape, seed)));
const batches = new Batches(train, batchSize, seed);
/** Settings that must agree for a saved state to be resumed. */
const recipe = JSON.stringify({
  shape,
  rate,
  batchSize,
  seed,
  examples: train.length,
  further: options.further,
});
let secondsBefore = 0;

/** The teacher that is there, and its card. */
function present(): { parameters: Float32Array; card: TeacherCard } {
  const file = readModel(readFileSync(new URL(`${name}.safetensors`, folder)));
  if (JSON.stringify(file.shape) !== JSON.stringify(shape)) {
    throw new Error(`The teacher that is there has another shape: ${JSON.stringify(file.shape)}.`);
  }
  const card = v.parse(TeacherCardSchema, JSON.parse(readFileSync(new URL(`${name}.json`, folder), 'utf8')));
  return { parameters: file.parameters, card };
}

if (options.fresh) rmSync(stateFile, { force: true });
if (existsSync(stateFile)) {
  const { metadata, tensors } = readSafetensors(readFileSync(stateFile));
  if (metadata.recipe === recipe) {
    const read = (name: string): Float32Array => tensors.get(name)?.data ?? new Float32Array();
    trainer.restore({
      parameters: read('parameters'),
      first: read('first'),
      second: read('second'),
      updates: Number(metadata.updates),
    });
    secondsBefore = Number(metadata.seconds);
    print(`Going on from step ${trainer.updates}.`);
  } else {
    print('A saved state of another recipe is there; starting anew. (It is overwritten at the next save.)');
  }
}

const started = performance.now();
const seconds = (): number => secondsBefore + (performance.now() - started) / 1000;

function saveState(state: TrainerState): void {
  const tensor = (data: Float32Array) => ({ shape: [data.length], data });
  const bytes = writeSafetensors(
    new Map([
      ['parameters', tensor(state.parameters)],
      ['first', tensor(state.first)],
      ['second', tensor(state.second)],
    ]),
    { recipe, updates: String(state.updates), seconds: String(seconds()) },
    'F32',
  );
  // Written beside and renamed, so that a kill in between leaves the old state whole.
  const partial = new URL(`${stateFile.href}.part`);
  writeFileSync(partial, bytes);
  renameSync(partial, stateFile);
}

const bar = new ProgressBar(steps, trainer.updates);
while (trainer.updates < steps) {
  const step = trainer.updates + 1;
  const batch = dataBatch(task, batches.at(step));
  const result = trainer.update(
    batch,
    task.promptLength,
    (logits) => maskedMean(crossEntropy(batch.responses, logits), batch.mask),
    { learningRate: rateAt(step, rate), weightDecay: 0.01, clipNorm: 1 },
  );
  const [loss = Number.NaN] = await result.loss.data();
  tf.dispose([
    result.loss,
    result.gradientNorm,
    result.studentLogits,
    batch.sequences,
    batch.responses,
    batch.mask,
  ]);
  if (!Number.isFinite(loss))
    throw new Error(`The loss is ${loss} at step ${step}; the last saved state is kept.`);
  bar.show(step, `loss ${loss.toFixed(4)}`);
  if (step % 25 === 0) saveState(await trainer.save());
}
bar.end();

print('Writing the teacher in half precision, reading it back, and testing that.');
const { parameters } = await trainer.save();
const trainingSeconds = seconds();
const bytes = writeModel({ shape, parameters, task: task.id, vocabulary: task.tokenizer.vocabulary }, 'F16');
const written = new Model(shape, readModel(bytes).parameters);
const result = await evaluate(task, written, test);
const wrong = result.examples
  .map((example, i) => ({ ...example, answer: result.answers[i] ?? '' }))
  .filter(({ response, answer }) => response !== answer);

/** Steps and seed always, the others where they were given: what repeats this training. */
const settings = (['steps', 'seed', 'batch', 'width', 'layers', 'heads', 'rate'] as const)
  .filter((key) => key === 'steps' || key === 'seed' || asked[key] !== undefined)
  .map((key) => `--${key} ${options[key]}`);

const flags = (['weak', 'further'] as const).filter((key) => options[key]).map((key) => `--${key}`);
const command = ['npm run train-teacher --', `--task ${task.id}`, ...settings, ...flags].join(' ');

const card = {
  task: task.id,
  title: task.title,
  parameters: parameterSize(shape),
  shape,
  trainingExamples: train.length,
  recipe: {
    batchSize,
    seed,
    optimizer: 'AdamW β (0.9, 0.98), weight decay 0.01, clip 1',
    ...rate,
    ...(before ? { stepsBefore: stepsOf(before.card) } : {}),
  },
  trainingSeconds: Math.round(trainingSeconds + (before?.card.trainingSeconds ?? 0)),
  machine: {
    backend: device.info.name,
    adapter: device.info.adapter,
    processor: cpus()[0]?.model ?? 'unknown processor',
  },
  command: before ? `${before.card.command} && ${command}` : command,
  testScores: result.scores,
  testExamples: test.length,
  sampleScores: Object.fromEntries(
    task.metrics.map(({ id, score }) => [
      id,
      score(
        result.answers.slice(0, CARD_SAMPLE),
        test.slice(0, CARD_SAMPLE).map(({ response }) => response),
      ),
    ]),
  ),
  wrongAnswers: wrong
    .slice(0, 10)
    .map(({ prompt, response, answer }) => ({ prompt, reference: response, answer })),
};
writeFileSync(new URL(`${name}.safetensors`, folder), bytes);
writeFileSync(new URL(`${name}.json`, folder), `${JSON.stringify(card, null, 2)}\n`);
rmSync(stateFile, { force: true });
print(
  `${Object.entries(result.scores)
    .map(([name, score]) => `${name} ${score.toFixed(4)}`)
    .join(
      ', ',
    )} on ${test.length} test examples; ${(bytes.length / 1e6).toFixed(1)} MB; ${Math.round(trainingSeconds)} s`,
);
process.exit(0);
