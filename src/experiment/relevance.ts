/** Which settings change something about an experiment, the others being what they are. */
import { type Experiment, FIELDS, type Field, type FieldName } from './fields';
import { methodFieldMatters } from './method-relevance';
import { needsTeacher } from './methods';
import { answersClasses, answersPatches } from './picture-tasks';

/** True where the shape of the student is that of the model which it begins as. */
export const hasGivenShape = ({ ownStudent, start }: Pick<Experiment, 'ownStudent' | 'start'>): boolean =>
  ownStudent !== 0 || start === 'teacher';

/** True where a run cannot do without a teacher: its method needs one, or its student begins as one. */
export const asksForTeacher = (experiment: Experiment): boolean =>
  needsTeacher(experiment) || experiment.start === 'teacher';

/** False for settings that change nothing, and for those that the page shows with another one. */
export function matters(name: FieldName, experiment: Experiment): boolean {
  const field: Field = FIELDS[name];
  if (field.kind === 'choice' && field.choices.length < 2) return false;
  const ofMethod = methodFieldMatters(name, experiment);
  if (ofMethod !== null) return ofMethod;
  const { schedule, sftSteps } = experiment;
  switch (name) {
    // Chosen with the task, with the teacher, and with the model that the student begins as.
    case 'ownData':
    case 'ownTeacher':
    case 'start':
      return false;
    case 'studentWidth':
    case 'studentLayers':
    case 'studentHeads':
      return !hasGivenShape(experiment);
    case 'labels':
      return answersClasses(experiment.task);
    case 'labelNoise':
    case 'imbalance':
      return answersClasses(experiment.task) && !answersPatches(experiment.task);
    case 'responseLimit':
      return !answersClasses(experiment.task);
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
