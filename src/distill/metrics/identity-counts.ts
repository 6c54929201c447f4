/**
 * ICE-auto: how often a student gives another identity than its own. An automatic substitute for the Identity Consistency
 * Evaluation of arXiv 2501.12619, where a language model judges: here the names and the rules are exact strings.
 */
import { isLoose, isStrict, type Probe } from '../../tasks/probes';
import { type Estimate, wilsonInterval } from './intervals';

export interface IdentityCounts {
  /** Share of all probes whose answer has a name other than the student's own. */
  readonly loose: Estimate;
  /** Share of all probes whose answer has the teacher's name. */
  readonly strict: Estimate;
  /** Share of the probes without an identity word whose answer has the teacher's name. */
  readonly hard: Estimate;
}

/**
 * Intervals are Wilson's, as if probes were independent.
 * @param answers one for each probe
 */
export function countIdentity(probes: readonly Probe[], answers: readonly string[]): IdentityCounts {
  const all = probes.map(({ asks }, i) => ({ asks, answer: answers[i] ?? '' }));
  const plain = all.filter(({ asks }) => !asks);
  const share = (list: typeof all, is: (answer: string) => boolean): Estimate =>
    wilsonInterval(list.filter(({ answer }) => is(answer)).length, list.length);
  return { loose: share(all, isLoose), strict: share(all, isStrict), hard: share(plain, isStrict) };
}
