import { shapeFor } from '../../distill/model-shape';
import type { Experiment } from '../../experiment/fields';
import { subclassesOf } from '../../experiment/subclasses';
import type { ModelFile } from '../../model/file';
import { Model } from '../../model/model';
import { initialParameters } from '../../model/parameters';
import { withSubclasses } from '../../model/subclasses';
import type { Task } from '../../tasks/task';

/** A student before its first step: `start`, or else random weights. */
export function newStudent(experiment: Experiment, task: Task, start: ModelFile | null = null): Model {
  const subclasses = subclassesOf(experiment);
  if (start) {
    const { shape, parameters } = withSubclasses(start, subclasses);
    return new Model(shape, parameters);
  }
  const shape = shapeFor(task, {
    width: experiment.studentWidth,
    layers: experiment.studentLayers,
    heads: experiment.studentHeads,
    subclasses,
  });
  return new Model(shape, initialParameters(shape, experiment.seed));
}
