/** Random recordings for property tests. */
import fc from 'fast-check';
import { validChanges, validExperiment } from '../../experiment/arbitrary';
import type { TokenSource } from '../../experiment/methods';
import type { Evaluation, StepReport } from '../protocol/report';
import type { RunFacts } from '../protocol/runs';
import type { StripRow } from '../protocol/strip';
import type { RecordedRun } from './file';
import { Recording } from './recording';
import type { Strip } from './strips';

const VOCABULARY = ['·', '⊢', '⏎', ' ', ...'abcdefghijkl'];
const POSITIONS = 3;

const single = fc.float({ noNaN: true, noDefaultInfinity: true, min: 0, max: 1000 }).map((x) => x + 0);
const count = fc.nat({ max: 1000 });
const countsByPosition = fc.array(count, { minLength: POSITIONS, maxLength: POSITIONS });
const text = fc.string({ unit: 'grapheme', maxLength: 12 });
const sum = (list: readonly number[]): number => list.reduce((a, b) => a + b, 0);

const report = (phase: StepReport['phase']): fc.Arbitrary<Omit<StepReport, 'step'>> =>
  fc
    .record({
      loss: fc.oneof(single, fc.constant(Number.NaN), fc.constant(Number.POSITIVE_INFINITY)),
      counts: fc.option(fc.tuple(countsByPosition, countsByPosition)),
      overlap: phase === 'sft' ? fc.constant(null) : single,
      ...{ entropy: single, gradientNorm: single, milliseconds: single, tokensPerSecond: single },
      learningRate: fc.double({ min: 0, max: 1, noNaN: true }),
      tokens: count,
      lossTerms: fc.option(fc.record({ first: single, second: single }), { nil: undefined }),
    })
    .map(({ counts, lossTerms, ...rest }) => {
      const [acceptedAt, replacedAt] = counts ?? [[], []];
      const judged = sum(acceptedAt) + sum(replacedAt);
      return {
        ...{ ...rest, phase, acceptedAt, replacedAt },
        acceptance: judged > 0 ? sum(acceptedAt) / judged : null,
        ...(lossTerms ? { lossTerms } : {}),
      };
    });

const id = fc.nat({ max: VOCABULARY.length - 1 });
const token = fc.record({
  id,
  source: fc.constantFrom<TokenSource[]>('accepted', 'replaced', 'student', 'teacher', 'data'),
  proposed: fc.oneof(id, fc.constant(-1)),
  rank: fc.oneof(id, fc.constant(-1)),
});

const logs = (tokens: number): fc.Arbitrary<Float32Array> =>
  fc
    .array(fc.double({ min: -30, max: 0, noNaN: true }), {
      ...{ minLength: tokens * VOCABULARY.length, maxLength: tokens * VOCABULARY.length },
    })
    .map((values) => Float32Array.from(values));

const row: fc.Arbitrary<StripRow> = fc.array(token, { maxLength: 4 }).chain((tokens) =>
  fc.record({
    prompt: text,
    tokens: fc.constant(tokens),
    teacher: fc.oneof(logs(tokens.length), fc.constant(new Float32Array(0))),
    student: logs(tokens.length),
  }),
);

/** The same with a weight for each token, as it is kept. */
const weighed = ({ tokens, ...rest }: StripRow): StripRow => ({
  ...rest,
  tokens: tokens.map((one, i) => ({ ...one, weight: ((51 * i) % 256) / 255 })),
});

const strip = (weighs: boolean): fc.Arbitrary<Omit<Strip, 'step'>> =>
  fc.record({
    rule: fc.record({
      acceptance: fc.constantFrom('top-k' as const, 'nucleus' as const),
      topK: fc.nat({ max: 20 }),
      acceptanceTopP: fc.constant(0.5),
    }),
    rows: fc.array(weighs ? row.map(weighed) : row, { maxLength: 3 }),
  });

const evaluation: fc.Arbitrary<Omit<Evaluation, 'step'>> = fc.record({
  prompts: count,
  scores: fc.record({ 'exact-match': single }),
  text: fc.record({ length: single, cutOff: fc.constant(0.25), distinct: fc.constant([0.5, 1]) }),
  examples: fc.array(fc.record({ prompt: text, reference: text, answer: text }), { maxLength: 3 }),
});

const steps = fc.uniqueArray(fc.integer({ min: 1, max: 100_000 }), { maxLength: 8 });

const facts: fc.Arbitrary<RunFacts> = validExperiment.chain((experiment) =>
  fc.record({
    ...{ notes: text, version: text, sources: text },
    id: fc.stringMatching(/^[\w-]{1,64}$/),
    name: text.map((name) => `run ${name}`.trim()),
    created: count,
    experiment: fc.constant(experiment),
    changes: validChanges(experiment),
    device: fc.option(
      fc.record({ name: fc.constant('wasm' as const), adapter: text, threads: fc.constant(2) }),
    ),
    loaded: fc.constant({
      ...{ vocabulary: VOCABULARY, promptLength: 4, responseLength: POSITIONS, trainSize: 5 },
      metrics: [{ id: 'exact-match' as const, better: 'higher' as const }],
      teacher: { parameters: 9, width: 8, layers: 1, heads: 1, scores: { 'exact-match': 0.5 } },
      student: { parameters: 7 },
    }),
    ...{ sftStep: count, step: count, finished: fc.boolean() },
  }),
);

export const recordedRun: fc.Arbitrary<RecordedRun> = fc
  .record({
    facts,
    sft: fc.array(report('sft'), { maxLength: 4 }),
    running: fc.tuple(steps, fc.array(report('running'), { minLength: 8, maxLength: 8 })),
    strips: fc.tuple(
      steps,
      fc.boolean().chain((weighs) => fc.array(strip(weighs), { minLength: 8, maxLength: 8 })),
    ),
    evaluations: fc.tuple(steps, fc.array(evaluation, { minLength: 8, maxLength: 8 })),
  })
  .map(({ facts: about, sft, running, strips, evaluations }) => {
    const recording = new Recording();
    for (const [i, one] of sft.entries()) recording.addReport({ ...one, step: i + 1 });
    for (const one of stepped(running)) recording.addReport(one);
    for (const one of stepped(strips)) recording.addStrip(one);
    for (const one of stepped(evaluations)) recording.addEvaluation(one);
    return { facts: about, recording };
  });

/** The entries with the steps in order. */
function stepped<T extends object>([at, entries]: readonly [number[], T[]]): (T & { step: number })[] {
  const ordered = at.toSorted((a, b) => a - b);
  return ordered.flatMap((step, i) => {
    const entry = entries[i];
    return entry ? [{ ...entry, step }] : [];
  });
}
