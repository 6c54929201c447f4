import { shapeFor } from '../../distill/model-shape';
import type { Experiment } from '../../experiment/fields';
import type { ModelFile } from '../../model/file';
import { Model } from '../../model/model';
import { initialParameters } from '../../model/parameters';
import type { Task } from '../../tasks/task';

/** A student before its first step: `start`, or else random weights. */
export function newStudent(experiment: Experiment, task: Task, start: ModelFile | null = null): Model {
  if (start) return new Model(start.shape, start.parameters);
  const shape = shapeFor(task, {
    width: experiment.studentWidth,
    layers: experiment.studentLayers,
    heads: experiment.studentHeads,
  });
  return new Model(shape, initialParameters(shape, experiment.seed));
}
