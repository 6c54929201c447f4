/** The tables of docs/scale.md. */
import { TASK_SHAPES, TEACHER_SHAPE } from '../../src/experiment/cost';
import { table } from '../reproduce/markdown';
import {
  activationBytes,
  type Decoder,
  forwardOperations,
  memory,
  parameters,
  type Seconds,
  sentBytes,
  stepSeconds,
  tokensPerPass,
  type Writer,
} from './formulas';
import { BASE, BLOCKS, type Counts, GROWTH, type Measured, nameOf, type Setting, TOP_KS } from './measured';
import { H100, NETWORK, ourDecoder, PAIRS, WORK } from './models';

const nameOfPair = ([student, teacher]: readonly [Decoder, Decoder]): string =>
  `${student.name} from ${teacher.name}`;

const gigabytes = (bytes: number): string => (bytes / 1e9).toFixed(bytes < 1e9 ? 2 : 1);

export function memoryTable(): string {
  const rows = PAIRS.map((pair) => {
    const found = memory(...pair, WORK);
    const sum = found.teacher + found.student + found.logits + Math.max(found.caches, found.activations);
    const parts = [found.teacher, found.student, found.caches, found.logits, found.activations, sum];
    return [
      nameOfPair(pair),
      ...pair.map((model) => `${(parameters(model) / 1e9).toFixed(2)} B`),
      ...parts.map(gigabytes),
    ];
  });
  const sums = ['>teacher', '>student', '>keys, values', '>logits', '>activations', '>all'];
  return table(['pair', '>student N', '>teacher N', ...sums], rows);
}

const WRITERS: readonly (readonly [string, Writer])[] = [
  ['supervised KD', 'data'],
  ['on-policy KD', 'student'],
  ['SKD, token by token', { block: 1, acceptance: 0.8 }],
  ['SKD, blocks of 4, a = 0.6', { block: 4, acceptance: 0.6 }],
  ['SKD, blocks of 4, a = 0.8', { block: 4, acceptance: 0.8 }],
  ['SKD, blocks of 8, a = 0.8', { block: 8, acceptance: 0.8 }],
  ['SKD, blocks of 8, a = 0.95', { block: 8, acceptance: 0.95 }],
];

const total = ({ sampling, teacher, update }: Seconds): number => sampling + teacher + update;

export function timeTable(): string {
  const responseTokens = WORK.rows * WORK.response;
  const rows = PAIRS.flatMap((pair) =>
    WRITERS.map(([name, writer]) => {
      const seconds = stepSeconds(...pair, H100, WORK, writer);
      const parts = [seconds.sampling, seconds.teacher, seconds.update, total(seconds)];
      const speed = Math.round(responseTokens / total(seconds)).toLocaleString('en');
      return [nameOfPair(pair), name, ...parts.map((part) => part.toFixed(2)), speed];
    }),
  );
  return table(['pair', 'who writes', '>sampling', '>teacher', '>update', '>step, s', '>tokens/s'], rows);
}

const ACCEPTANCES = [0.5, 0.8, 0.95] as const;
const ROWS = [WORK.rows, 8] as const;
const DRAFTS = [2, 4, 8, 16] as const;

/** Sampling time of SKD over that of token by token. */
export function blockTable(): string {
  const lines = PAIRS.flatMap((pair) =>
    ROWS.flatMap((rows) => {
      const sampling = (block: number, acceptance: number): number =>
        stepSeconds(...pair, H100, { ...WORK, rows }, { block, acceptance }).sampling;
      return ACCEPTANCES.map((a) => [
        ...[nameOfPair(pair), String(rows), String(a), tokensPerPass(a, 8).toFixed(2)],
        ...DRAFTS.map((block) => (sampling(1, a) / sampling(block, a)).toFixed(2)),
      ]);
    }),
  );
  const blocks = DRAFTS.map((block) => `>γ = ${block}`);
  return table(['pair', '>rows', '>a', '>tokens a pass, γ = 8', ...blocks], lines);
}

export function bytesTable(): string {
  const rows = PAIRS.map((pair) => {
    const sent = sentBytes(...pair, 8, WORK);
    const all = [
      sent.gradients,
      sent.sharded,
      sent.gatheredOnce,
      sent.gatheredEachToken,
      sent.logits,
      sent.topLogits,
    ];
    return [
      nameOfPair(pair),
      ...all.map((bytes) => `${gigabytes(bytes)} (${(bytes / NETWORK).toFixed(2)} s)`),
    ];
  });
  const ways = [
    '>gradients',
    '>student sharded',
    '>gathered once',
    '>gathered a token',
    '>teacher apart',
    '>its top 64',
  ];
  return table(['pair', ...ways], rows);
}

const { vocabulary, promptLength, responseLength } = TASK_SHAPES.translation;
const context = promptLength + responseLength - 1;
const TEACHER = ourDecoder('teacher', { ...TEACHER_SHAPE, vocabulary, context });
const studentOf = ({ width }: Setting): Decoder =>
  ourDecoder('student', { width, layers: 2, heads: 2, vocabulary, context });

/** Tokens of a row that the update reads: those of the prompt and the longest response, without its last. */
const trainedLength = ({ passes }: Counts): number => passes.teacher.at(-1)?.[1] ?? Number.NaN;

/** Operations of the passes that were counted, by the formula; a pass over more than a block has no cache before it. */
function predictedOperations(counts: Counts, setting: Setting): number {
  const student = studentOf(setting);
  const sampled = (['student', 'teacher'] as const).map((name) => {
    let columns = 0;
    let operations = 0;
    for (const [rows, tokens, times] of counts.passes[name]) {
      if (tokens > setting.block) columns = 0;
      for (let i = 0; i < times; i++) {
        columns += tokens;
        operations += forwardOperations(name === 'student' ? student : TEACHER, rows * tokens, columns);
      }
    }
    return operations;
  });
  const length = trainedLength(counts);
  const rows = setting.rows / setting.ranks;
  return sampled.reduce((a, b) => a + b, 3 * forwardOperations(student, rows * length, length));
}

const predictedActivations = (counts: Counts, setting: Setting): number =>
  activationBytes(studentOf(setting), setting.rows / setting.ranks, trainedLength(counts));

const times = (value: number): string => value.toFixed(2);

function countsOf({ counts }: Measured, name: string): Counts {
  const found = counts[name];
  if (!found)
    throw new Error(`docs/scale.json lacks the run “${name}”; npm run scale -- --measure writes it`);
  return found;
}

/** Growth over the base run, by the formula and as counted. */
export function growthTable(measured: Measured): string {
  const base = countsOf(measured, 'base');
  const rows = Object.entries(GROWTH).map(([name, changes]) => {
    const counts = countsOf(measured, name);
    const setting = { ...BASE, ...changes };
    const ratio = (of: (one: Counts, at: Setting) => number): string =>
      times(of(counts, setting) / of(base, BASE));
    return [
      ...[
        name,
        ratio(predictedOperations),
        ratio(({ operations }) => operations),
        ratio((one) => one.cpu_seconds),
      ],
      ...[ratio(predictedActivations), ratio((one) => one.saved_bytes)],
      ...[
        ratio((_, at) => parameters(studentOf(at))),
        ratio((one) => one.weight_bytes),
        ratio((one) => one.moment_bytes),
      ],
    ];
  });
  const header = [
    '>operations, formula',
    '>counted',
    '>processor time',
    '>activations, formula',
    '>kept by autograd',
  ];
  return table(['change', ...header, '>N, formula', '>weights', '>moments'], rows);
}

/** Facts of single runs that no ratio shows. */
export function absoluteTable(measured: Measured): string {
  const base = countsOf(measured, 'base');
  const two = countsOf(measured, '2 ranks');
  const student = studentOf(BASE);
  const rows = [
    ['operations of a step', predictedOperations(base, BASE), base.operations],
    ['bytes of weights, 4 N', 4 * parameters(student), base.weight_bytes],
    ['bytes of moments, 8 N', 8 * parameters(student), base.moment_bytes],
    ['bytes reduced by each of 2 ranks, 4 N', 4 * parameters(student), two.sent_bytes],
  ] as const;
  const whole = (value: number): string => Math.round(value).toLocaleString('en');
  return table(
    ['of the base run', '>formula', '>counted', '>counted / formula'],
    rows.map(([name, formula, counted]) => [name, whole(formula), whole(counted), times(counted / formula)]),
  );
}

/** Passes of the teacher that only verify: all but the first, over the prompt, and the last, over whole sequences. */
const verifications = ({ passes }: Counts): number =>
  passes.teacher.slice(1, -1).reduce((sum, [, , count]) => sum + count, 0);

/** Passes of the teacher over those of token by token. */
export function passesTable(measured: Measured): string {
  const rows = TOP_KS.map((topK) => {
    const single = countsOf(measured, nameOf(topK, 1));
    const a = single.acceptance;
    const blocks = BLOCKS.slice(1).flatMap((block) => {
      const found = verifications(countsOf(measured, nameOf(topK, block))) / verifications(single);
      return [times(1 / tokensPerPass(a, block)), times(found)];
    });
    return [String(topK), a.toFixed(3), String(verifications(single)), ...blocks];
  });
  const blocks = BLOCKS.slice(1).flatMap((block) => [`>γ = ${block}, formula`, '>counted']);
  return table(['>K', '>a', '>passes, γ = 1', ...blocks], rows);
}
