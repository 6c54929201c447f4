/** Which settings matter for an experiment, and which stand in front. */
import { type Experiment, FIELD_NAMES, FIELDS, type Field, type FieldName } from '../../experiment/fields';
import { CONTROLS, type Group } from '../../experiment/labels';

const BASIC: ReadonlySet<FieldName> = new Set([
  'method',
  'topK',
  'acceptanceTopP',
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
  const { method, acceptance, divergence, schedule, sftSteps } = experiment;
  switch (name) {
    case 'acceptance':
    case 'blockSize':
    case 'teacherTemperature':
    case 'teacherTopP':
      return method === 'skd';
    case 'topK':
      return method === 'skd' && acceptance === 'top-k';
    case 'acceptanceTopP':
      return method === 'skd' && acceptance === 'nucleus';
    case 'studentTemperature':
    case 'studentTopP':
      return method !== 'supervised-kd';
    case 'jsdBeta':
      return divergence === 'jsd';
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
