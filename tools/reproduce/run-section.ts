/** A single run as a curve: the first screen's, and what `npm run experiment` prints. */
import { TASK_SHAPES } from '../../src/experiment/cost';
import { DEFAULT_EXPERIMENT } from '../../src/experiment/fields';
import { encodeHash } from '../../src/experiment/url';
import { parameterSize } from '../../src/model/shape';
import type { MetricId } from '../../src/tasks/task';
import { type Findings, METRICS } from './findings';
import { fixed, table } from './markdown';
import type { Outcome } from './raw';
import { mean } from './statistics';

/** Steps before an evaluation over which loss and acceptance are averaged, at least. */
const WINDOW = 10;

/** Evaluations during training, with loss and acceptance before each. */
export function curveTable({ curve, progress }: Pick<Outcome, 'curve' | 'progress'>): string {
  const ids = Object.keys(progress.scores);
  // A long run's curve is thinned to stretches of more steps.
  const window = Math.max(WINDOW, (curve.steps[1] ?? 0) - (curve.steps[0] ?? 0));
  const before = (values: readonly number[] | null, step: number): string => {
    const near = (values ?? []).filter((_, i) => {
      const at = curve.steps[i] ?? 0;
      return at > step - window && at <= step;
    });
    return near.length === 0 ? '–' : fixed(mean(near), 3);
  };
  const rows = progress.steps.map((step, i) => [
    String(step),
    before(curve.loss, step),
    before(curve.acceptance, step),
    ...ids.map((id) => fixed(progress.scores[id]?.[i], 3)),
  ]);
  const titles = ids.map((id) => `>${METRICS[id as MetricId].title}`);
  return table(['>step', '>loss', '>acceptance', ...titles], rows);
}

/** “135 tensors and 7.68 MB after 100 steps, …”. */
export const memoryInWords = ({ memory }: Pick<Outcome, 'memory'>): string =>
  memory.steps
    .map(
      (step, i) =>
        `${memory.tensors[i]} tensors and ${fixed((memory.bytes[i] ?? 0) / 1e6, 2)} MB after ${step} steps`,
    )
    .join(', ');

/** The run of the page's first screen as a curve, as Markdown; empty where it has not been done. */
export function firstRunSection(findings: Findings): string {
  const found = findings.result(encodeHash(DEFAULT_EXPERIMENT));
  if (!found?.outcome) return '';
  const { outcome, machine } = found;
  const { trainSize, topK, steps, batchSize, seed, evaluatePrompts } = DEFAULT_EXPERIMENT;
  const { vocabulary, promptLength, responseLength } = TASK_SHAPES[DEFAULT_EXPERIMENT.task];
  const parameters = parameterSize({
    vocabulary,
    context: promptLength + responseLength - 1,
    width: DEFAULT_EXPERIMENT.studentWidth,
    layers: DEFAULT_EXPERIMENT.studentLayers,
    heads: DEFAULT_EXPERIMENT.studentHeads,
  });
  return `## The first screen's run

“The student finds its feet”: a student of ${parameters.toLocaleString('en')} parameters with random weights, ${trainSize.toLocaleString('en')} training prompts, SKD with
K = ${topK}, ${steps.toLocaleString('en')} steps of batch ${batchSize}, seed ${seed}, on ${machine.backend} (${[machine.processor, machine.adapter].filter(Boolean).join(', ')}) in ${fixed(outcome.seconds, 0)} s. \`npm run experiment\` repeats it.
Loss and acceptance are means of ten steps or little more before; scores are on ${evaluatePrompts} validation prompts.

${curveTable(outcome)}

chrF rises when the student learns how French numbers are spelled, exact match only when it learns which one is asked for. With 200
prompts (*Two hundred examples*, above as K 3 of “K on translation, 200 prompts”) it learns the first and hardly the second. Tensors and memory, the copy of the first student included: ${memoryInWords(outcome)}.`;
}
