/** The settings that a group of the page shows, those in front and the rest. */

import { CONTROLS, type Group } from '../../experiment/controls';
import { type Experiment, FIELD_NAMES, type FieldName } from '../../experiment/fields';
import { matters } from '../../experiment/relevance';

const BASIC: ReadonlySet<FieldName> = new Set([
  'method',
  'sampler',
  'loss',
  'tokenWeight',
  'methodSchedule',
  'topK',
  'acceptanceTopP',
  'mixture',
  'switchFactor',
  'softTargetWeight',
  'branches',
  'feedbackWeight',
  'abAlpha',
  'abBeta',
  'assistantAlpha',
  'targetStart',
  'vetoStrength',
  'earlyWeight',
  'forkEntropy',
  'subclasses',
  'subclassSharpness',
  'fixedAdvantage',
  'attentionWeight',
  'hiddenWeight',
  'layerMap',
  'stepsPerLayer',
  'task',
  'teacher',
  'ownStudent',
  'studentWidth',
  'studentLayers',
  'sftSteps',
  'trainSize',
  'labels',
  'seed',
  'steps',
  'learningRate',
  'evaluateEvery',
]);

/** The settings of a group that matter, those in front and the rest. */
export function fieldsOf(
  group: Group,
  experiment: Experiment,
): { readonly basic: readonly FieldName[]; readonly more: readonly FieldName[] } {
  const names = FIELD_NAMES.filter((name) => CONTROLS[name].group === group && matters(name, experiment));
  return { basic: names.filter((name) => BASIC.has(name)), more: names.filter((name) => !BASIC.has(name)) };
}
