/** Evaluations and measures as comma-separated values: one line a number, with its interval. */
import type {
  DraftingResult,
  Estimate,
  EvaluationResult,
  IdentityResult,
  LatencyBenchmark,
  MeasureResult,
  SimilarityResult,
  TrainingProgress,
} from '../../run/protocol';
import { significant, withProvenance } from './csv-files';
import type { Provenance } from './provenance';

type Line = readonly [measure: string, of: string, estimate: Estimate | number | null];

/** Columns with the same cell in every line. */
type Context = readonly (readonly [name: string, cell: string])[];

function estimatesAsCsv(lines: readonly Line[], context: Context, provenance: Provenance): string {
  const columns = [
    'measure',
    'of',
    'value',
    'interval_low',
    'interval_high',
    ...context.map(([name]) => name),
  ];
  const rows = lines.flatMap(([measure, of, estimate]) => {
    if (estimate === null) return [];
    const { value, interval } = typeof estimate === 'number' ? { value: estimate, interval: null } : estimate;
    const numbers = [value, interval?.[0], interval?.[1]].map(significant);
    return [[measure, of, ...numbers, ...context.map(([, cell]) => cell)]];
  });
  return withProvenance(columns, rows, provenance);
}

const stepsOf = ({ step, sftSteps }: TrainingProgress): Context => [
  ['student_steps', String(step)],
  ['student_sft_steps', String(sftSteps)],
];

/** The facts of an evaluation that all of its files have. */
export type Evaluated = Pick<EvaluationResult, 'request' | 'items' | 'trainingProgress'>;

/** The split, the prompts and the decoding of an evaluation, for all of its files. */
export function evaluationContext({ request, items, trainingProgress }: Evaluated): Context {
  const { split, decoding } = request;
  const how =
    decoding.kind === 'greedy'
      ? 'greedy'
      : `sampled temperature=${decoding.temperature} topP=${decoding.topP} seed=${decoding.seed}`;
  return [
    ['split', split],
    ['prompts', String(items.length)],
    ['decoding', how],
    ...stepsOf(trainingProgress),
  ];
}

export function evaluationAsCsv(result: EvaluationResult, provenance: Provenance): string {
  const { teacher, student, agreement } = result;
  const ofModel = (of: string, side: typeof teacher): Line[] => [
    ...Object.entries(side.scores).map(([id, estimate]): Line => [id, of, estimate]),
    ['length', of, side.length],
    ['cut_off', of, side.cutOff],
    ...side.distinct.map((value, i): Line => [`distinct_${i + 1}`, of, value]),
    ['entropy', of, side.entropy],
    ['subclass_probe', of, side.probe],
  ];
  const lines: Line[] = [
    ...ofModel('teacher', teacher),
    ...ofModel('student', student),
    ['identical_answers', 'both', agreement.identical],
    ['top_1_agreement', 'both', agreement.topOne],
    ['kl_teacher_student', 'both', agreement.forwardKl],
    ['jensen_shannon', 'both', agreement.jsd],
  ];
  return estimatesAsCsv(lines, evaluationContext(result), provenance);
}

export function measureAsCsv(result: MeasureResult, provenance: Provenance): string {
  switch (result.kind) {
    case 'drafting':
      return draftingAsCsv(result, provenance);
    case 'similarity':
      return similarityAsCsv(result, provenance);
    case 'identity':
      return identityAsCsv(result, provenance);
    default:
      return result satisfies never;
  }
}

function draftingAsCsv(result: DraftingResult, provenance: Provenance): string {
  const { before, after, benchmarks, command, prompts } = result;
  const ofSide = (of: string, side: typeof before): Line[] => [
    ['tokens_per_call', of, side.tokensPerCall],
    ['accepted_per_call', of, side.acceptedPerCall],
    ['acceptance', of, side.acceptance],
    ['overlap', of, side.overlap],
    ['expected_tokens_per_call', of, side.expectedPerCall],
  ];
  const context: Context = [
    ['draft_length', String(command.draftLength)],
    ['temperature', String(command.temperature)],
    ['prompts', String(prompts)],
    ...stepsOf(result.trainingProgress),
  ];
  const lines = [...ofSide('before', before), ...ofSide('after', after), ...benchmarks.flatMap(timesOf)];
  return estimatesAsCsv(lines, context, provenance);
}

/** Milliseconds a token. */
const timesOf = ({ batch, times }: LatencyBenchmark): Line[] =>
  Object.entries(times).flatMap(([of, range]) =>
    (['median', 'least', 'most'] as const).map(
      (which): Line => [`ms_per_token_batch_${batch}_${which}`, of, range[which]],
    ),
  );

function similarityAsCsv(result: SimilarityResult, provenance: Provenance): string {
  const { rse, parts, sharedErrors, agreement, teacherErrors } = result;
  const sides = ['floor', 'student', 'again'] as const;
  const lines: Line[] = [
    ['rse', 'student', rse],
    ...Object.entries(parts).flatMap(([part, { raw, score }]): Line[] => [
      ...sides.map((side): Line => [`${part}_raw`, side, raw[side]]),
      [`${part}_score`, 'student', score],
    ]),
    ...(teacherErrors > 0 ? sides.map((side): Line => ['shared_errors', side, sharedErrors[side]]) : []),
    ...(['floor', 'student'] as const).flatMap((side): Line[] => [
      ['top_1_agreement', side, agreement[side].topOne],
      ['jensen_shannon', side, agreement[side].jsd],
    ]),
  ];
  const context: Context = [
    ['prompts', String(result.prompts)],
    ['floor_steps', String(result.floorSteps)],
    ['teacher_errors', String(teacherErrors)],
    ...stepsOf(result.trainingProgress),
  ];
  return estimatesAsCsv(lines, context, provenance);
}

function identityAsCsv(result: IdentityResult, provenance: Provenance): string {
  const lines = Object.entries(result.subjects).flatMap(([of, counts]) =>
    (['loose', 'strict', 'hard'] as const).map((rule): Line => [`ice_${rule}`, of, counts[rule]]),
  );
  const context: Context = [
    ['probes', String(result.probes)],
    ['plain_probes', String(result.plainProbes)],
    ['training_prompts', result.command.prompts],
  ];
  return estimatesAsCsv(lines, context, provenance);
}
