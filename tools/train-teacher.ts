/**
 * Trains a task's teacher on its training examples and writes it to public/teachers/ with a card.
 *
 *   npm run train-teacher -- --task translation [--steps 775] [--backend auto|webgpu|wasm|cpu] [--fresh] [--weak | --robust]
 *     [--further] [--more] [--shift N] [--word-dropout P]
 *
 * With --weak it becomes the task's weak teacher, NAME-weak, half as wide and half as deep unless told otherwise: give it
 * fewer steps than the teacher had. With --robust a task of pictures gets a robust teacher, NAME-robust: half of each batch are
 * pictures that an attack has changed (FGSM, ε 0.1, random start). With --further it begins as the teacher that is there, a robust
 * one as the plain teacher, as trained so far; another --seed
 * gives it the examples in another order. With --more a teacher of pictures learns from all that `npm run make-picture-data`
 * found, and --shift moves each by up to N pixels, anew in every step. With --word-dropout each word of a sentence is left out with
 * probability P, anew in every step. A teacher of scenes has an auxiliary head after half of its
 * blocks, whose loss counts 0.4 beside the head's.
 * Goes on from where it was stopped: the state is kept in .cache/ until the teacher is written.
 */
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import * as v from 'valibot';
import { attack, trainingAttack } from '../src/distill/adversarial/attacks';
import { AUXILIARY_SHARE, jointGradient } from '../src/distill/auxiliary-head';
import { Batches, dataBatch, type Sequences } from '../src/distill/batches';
import { crossEntropy, maskedMean } from '../src/distill/loss/token-losses';
import { evaluate } from '../src/distill/metrics/evaluate';
import { shapeFor } from '../src/distill/model-shape';
import { rateAt } from '../src/distill/schedule/rate';
import { type LossFunction, Trainer, type TrainerState } from '../src/distill/trainer';
import { shippedTeacherShape } from '../src/experiment/cost';
import { STREAM, uniformArray } from '../src/experiment/random';
import { readModel, writeModel } from '../src/model/file';
import { Model } from '../src/model/model';
import { initialParameters } from '../src/model/parameters';
import { readSafetensors, writeSafetensors } from '../src/model/safetensors';
import { halfOf, type ModelShape, parameterSize } from '../src/model/shape';
import { levelsOf, pixelsOf } from '../src/ops/patches';
import * as tf from '../src/ops/tf';
import type { BackendChoice } from '../src/run/protocol';
import { type TeacherCard, TeacherCardSchema } from '../src/run/protocol/teacher';
import { stepsOf } from '../src/run/protocol/values';
import { loadTask, TASKS, type TaskId } from '../src/tasks';
import { shiftPicture } from '../src/tasks/pictures';
import type { Example } from '../src/tasks/task';
import { wordsOf } from '../src/tasks/words';
import { openNodeDevice } from './node-device';
import { ProgressBar } from './progress';
import { readAsset, readMorePictures } from './read-asset';
import { CARD_SAMPLE } from './reproduce/teachers';

/** What a robust teacher is trained against. */
const ATTACK = trainingAttack(0.1);

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
    robust: { type: 'boolean', default: false },
    further: { type: 'boolean', default: false },
    more: { type: 'boolean', default: false },
    shift: { type: 'string' },
    'word-dropout': { type: 'string' },
  },
});
if (!Object.hasOwn(TASKS, asked.task)) {
  throw new Error(`There is no task “${asked.task}”. Tasks: ${Object.keys(TASKS).join(', ')}.`);
}
const usual = shippedTeacherShape({
  task: asked.task as TaskId,
  teacher: asked.weak ? 'weak' : 'shipped',
});
const options = {
  steps: '775',
  batch: '64',
  seed: '1',
  width: String(usual.width),
  layers: String(usual.layers),
  heads: '4',
  rate: '0.002',
  shift: '0',
  'word-dropout': '0',
  ...asked,
};

const print = (text: string): void => {
  process.stdout.write(`${text}\n`);
};

const task = await loadTask(options.task as TaskId, options.more ? readMorePictures : readAsset);
const number = (
  name: 'steps' | 'batch' | 'seed' | 'width' | 'layers' | 'heads' | 'rate' | 'shift' | 'word-dropout',
): number => {
  const value = Number(options[name]);
  const isPossible =
    Number.isFinite(value) && (name === 'shift' || name === 'word-dropout' ? value >= 0 : value > 0);
  if (!isPossible) throw new Error(`--${name} must be a positive number.`);
  return value;
};
if (options.robust && (options.weak || !task.picture || task.responseLength > 1)) {
  throw new Error('--robust is for pictures with one answer, and not for a weak teacher.');
}
const name = `${task.id}${options.weak ? '-weak' : options.robust ? '-robust' : ''}`;
const steps = number('steps');
const batchSize = number('batch');
const seed = number('seed');
const shift = number('shift');
if (shift > 0 && (!task.picture || task.responseLength > 1)) {
  throw new Error('--shift is for pictures with one answer.');
}
const wordDropout = number('word-dropout');
if (wordDropout > 0 && (!task.words || wordDropout >= 1)) {
  throw new Error('--word-dropout is below 1, and for sentences.');
}
const plain = shapeFor(task, { width: number('width'), layers: number('layers'), heads: number('heads') });
const shape: ModelShape = plain.perPatch ? { ...plain, auxiliary: halfOf(plain) } : plain;
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
  ...(shift > 0 ? { shift } : {}),
  ...(wordDropout > 0 ? { wordDropout } : {}),
  ...(options.robust ? { attack: ATTACK } : {}),
});
let secondsBefore = 0;

/** The teacher that is there, and its card. */
function present(): { parameters: Float32Array; card: TeacherCard } {
  const begin = options.robust ? task.id : name;
  const file = readModel(readFileSync(new URL(`${begin}.safetensors`, folder)));
  if (JSON.stringify(file.shape) !== JSON.stringify(shape)) {
    throw new Error(`The teacher that is there has another shape: ${JSON.stringify(file.shape)}.`);
  }
  const card = v.parse(TeacherCardSchema, JSON.parse(readFileSync(new URL(`${begin}.json`, folder), 'utf8')));
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

/** Sentences without words that numbers of their own leave out. */
function withoutWords(examples: readonly Example[], step: number): Example[] {
  const numbers = uniformArray(seed, STREAM.wordDropout, step, examples.length, task.promptLength);
  return examples.map((example, row) => {
    const words = wordsOf(example.prompt).slice(0, task.promptLength);
    const kept = words.filter((_, at) => (numbers[row * task.promptLength + at] ?? 0) >= wordDropout);
    return { ...example, prompt: kept.join(' ') };
  });
}

/** The examples of a step, pictures moved and sentences shortened by numbers of their own. */
function examplesAt(step: number): readonly Example[] {
  const examples = batches.at(step);
  if (wordDropout > 0) return withoutWords(examples, step);
  if (shift === 0) return examples;
  const numbers = uniformArray(seed, STREAM.pictureShift, step, examples.length, 2);
  const pixels = (at: number): number => Math.floor((numbers[at] ?? 0) * (2 * shift + 1)) - shift;
  return examples.map(({ prompt, response }, row) => ({
    prompt: shiftPicture(prompt, pixels(2 * row), pixels(2 * row + 1)),
    response,
  }));
}

/** The batch with the second half of its pictures attacked, which are no whole grey levels then. Takes it over. */
function attacked({ sequences, responses, mask }: Sequences, step: number): Sequences {
  const rows = responses.shape[0];
  const kept = Math.floor(rows / 2);
  const changed = tf.tidy(() => {
    const pixels = pixelsOf(sequences, task.promptLength);
    const [clean, others] = tf.split(pixels, [kept, rows - kept]) as [tf.Tensor2D, tf.Tensor2D];
    const classes = tf.slice(responses, [kept, 0], [rows - kept, 1]) as tf.Tensor2D;
    const moved = attack(trainer.model, others, classes, ATTACK, { seed, step, first: 0 });
    return tf.concat2d([levelsOf(tf.concat2d([clean, moved], 0)), tf.cast(responses, 'float32')], 1);
  });
  sequences.dispose();
  return { sequences: changed, responses, mask };
}

/** One update on a batch: its loss, of which an auxiliary head has its share. */
function update(batch: Sequences, step: number): tf.Scalar {
  const settings = { learningRate: rateAt(step, rate), weightDecay: 0.01, clipNorm: 1 };
  const loss: LossFunction = (logits) => maskedMean(crossEntropy(batch.responses, logits), batch.mask);
  if (shape.auxiliary !== undefined) {
    const joint = jointGradient(trainer.model, batch, task.promptLength, loss);
    trainer.follow(joint.gradient, settings).dispose();
    return joint.loss;
  }
  const result = trainer.update(batch, task.promptLength, loss, settings);
  tf.dispose([result.gradientNorm, result.studentLogits]);
  return result.loss;
}

const bar = new ProgressBar(steps, trainer.updates);
while (trainer.updates < steps) {
  const step = trainer.updates + 1;
  const clean = dataBatch(task, examplesAt(step));
  const batch = options.robust ? attacked(clean, step) : clean;
  const result = update(batch, step);
  const [loss = Number.NaN] = await result.data();
  tf.dispose([result, batch.sequences, batch.responses, batch.mask]);
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
const settings = (
  ['steps', 'seed', 'batch', 'width', 'layers', 'heads', 'rate', 'shift', 'word-dropout'] as const
)
  .filter((key) => key === 'steps' || key === 'seed' || asked[key] !== undefined)
  .map((key) => `--${key} ${options[key]}`);

const flags = (['weak', 'robust', 'further', 'more'] as const)
  .filter((key) => options[key])
  .map((key) => `--${key}`);
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
    ...(shift > 0 ? { shift } : {}),
    ...(wordDropout > 0 ? { wordDropout } : {}),
    ...(options.robust ? { attack: ATTACK } : {}),
    ...(shape.auxiliary === undefined ? {} : { auxiliaryShare: AUXILIARY_SHARE }),
    ...(before ? { stepsBefore: stepsOf(before.card) } : {}),
  },
  trainingSeconds: Math.round(trainingSeconds + (before?.card.trainingSeconds ?? 0)),
  machine: {
    backend: device.info.name,
    adapter: device.info.adapter || 'processor',
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
