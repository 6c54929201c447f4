import type { Experiment } from './fields';
import { compositionOf } from './methods';

/** S: subclasses that the student of an experiment tells apart in each class; 1 where it knows classes only. */
export const subclassesOf = (experiment: Experiment): number =>
  compositionOf(experiment).loss === 'subclass' ? experiment.subclasses : 1;
