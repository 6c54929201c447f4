/** Which settings matter for an experiment, and which stand in front. */
import { type Experiment, FIELD_NAMES, FIELDS, type Field, type FieldName } from '../../experiment/fields';
import { CONTROLS, type Group } from '../../experiment/labels';
import { methodFieldMatters } from '../../experiment/method-relevance';

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
  'seed',
  'steps',
  'learningRate',
  'evaluateEvery',
]);

/** False for settings that change nothing under the present method. */
export function matters(name: FieldName, experiment: Experiment): boolean {
  const field: Field = FIELDS[name];
  if (field.kind === 'choice' && field.choices.length < 2) return false;
  const ofMethod = methodFieldMatters(name, experiment);
  if (ofMethod !== null) return ofMethod;
  const { schedule, sftSteps, ownStudent } = experiment;
  switch (name) {
    // Chosen with the task, and with the teacher.
    case 'ownData':
    case 'ownTeacher':
      return false;
    case 'studentWidth':
    case 'studentLayers':
    case 'studentHeads':
      return ownStudent === 0;
    case 'finalRateFraction':
      return schedule === 'cosine';
    case 'sftExamples':
    case 'sftBatchSize':
    case 'sftLearningRate':
      return sftSteps > 0;
    default:
      return true;
  }
}

/** The settings of a group that matter, those in front and the rest. */
export function fieldsOf(
  group: Group,
  experiment: Experiment,
): { readonly basic: readonly FieldName[]; readonly more: readonly FieldName[] } {
  const names = FIELD_NAMES.filter((name) => CONTROLS[name].group === group && matters(name, experiment));
  return { basic: names.filter((name) => BASIC.has(name)), more: names.filter((name) => !BASIC.has(name)) };
}
