/** The numbers that explain the tokens of a sequence: the draws, and the loss at each token. */
import { pointwiseDivergence } from '../../distill/loss/pointwise';
import type { Divergence } from '../../distill/loss/token-losses';
import { samplingDistribution, tempered } from '../../distill/sampler/inversion';
import type { SamplingParams } from '../../distill/sampler/rollout';
import type { Plan } from '../../distill/schedule/plan';
import { hasSoftTargets, lossReadsTeacher } from '../../experiment/methods';
import type { StripRow } from '../protocol';
import type { TokenDraws, TokenLoss } from '../protocol/trace';

/** Rows of a row-major matrix with `count` rows. */
function rowsOf(values: Float32Array, count: number): Float32Array[] {
  const size = values.length / Math.max(1, count);
  return Array.from({ length: count }, (_, row) => values.subarray(row * size, (row + 1) * size));
}

const flat = (rows: readonly (readonly number[])[]): Float32Array => Float32Array.from(rows.flat());

/**
 * How a model draws its tokens.
 * @param logProbabilities at temperature 1, row-major [tokens, vocabulary]
 * @param uniforms [tokens]
 */
export function drawsOf(
  logProbabilities: Float32Array,
  uniforms: Float32Array,
  { temperature, topP }: SamplingParams,
): TokenDraws {
  const distributions = rowsOf(logProbabilities, uniforms.length).map((row) =>
    samplingDistribution(row, { temperature, topP }),
  );
  return { temperature, topP, uniforms, distributions: flat(distributions) };
}

/** The divergence of a loss at one token, and its distributions' temperature; null for a plain cross-entropy. */
function divergenceIn({ loss, divergence, lossTemperature }: Plan): readonly [Divergence, number] | null {
  if (!lossReadsTeacher(loss)) return null;
  if (loss === 'policy-gradient' || loss === 'entropy-aware') return [{ kind: 'reverse-kl' }, 1];
  return [hasSoftTargets(loss) ? { kind: 'forward-kl' } : divergence, lossTemperature];
}

/**
 * The divergence between teacher and student at each token of a row, token by token of the vocabulary; for a method that learns
 * from the text alone the cross-entropy, which is the forward KL divergence from all mass on the text's token.
 */
export function lossAt({ tokens, teacher, student }: StripRow, plan: Plan): TokenLoss {
  const found = divergenceIn(plan);
  const [which, temperature] = found ?? [{ kind: 'forward-kl' } as const, 1];
  const ofTeacher = rowsOf(teacher, tokens.length);
  const q = rowsOf(student, tokens.length).map((row) => tempered(row, temperature));
  const p = tokens.map(({ id }, i) =>
    found
      ? tempered(ofTeacher[i] ?? [], temperature)
      : (q[i] ?? []).map((_, other) => (other === id ? 1 : 0)),
  );
  const shares = p.map((row, i) => pointwiseDivergence(row, q[i] ?? [], which));
  return {
    name: plan.loss,
    divergence: found ? which.kind : null,
    temperature,
    target: flat(p),
    student: flat(q),
    shares: flat(shares),
    values: Float32Array.from(shares, (row) => row.reduce((sum, share) => sum + share, 0)),
  };
}
