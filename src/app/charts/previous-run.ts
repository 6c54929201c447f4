/** The loss curve of the run before, where it is of the same loss as the present run's. */
import type { Experiment } from '../../experiment/fields';
import { methodFieldMatters } from '../../experiment/method-relevance';
import { compositionOf } from '../../experiment/methods';
import type { Bucket } from '../history/buckets';
import { useRun } from '../store/experiment/state';

/** The loss by name, with the divergence in it: nats of one say nothing about nats of another. */
function lossOf(experiment: Experiment): string {
  const { loss, divergence } = compositionOf(experiment);
  const chosen = methodFieldMatters('divergence', experiment) ? experiment.divergence : '';
  return `${loss} ${divergence ?? chosen}`;
}

/** Whether numbers of the two losses can share a chart. */
export const isSameLoss = (one: Experiment, other: Experiment): boolean => lossOf(one) === lossOf(other);

/** Undefined without a run before, and where its loss was another one. */
export const usePreviousRunLoss = (): readonly Bucket[] | undefined =>
  useRun(({ previousRun, previousExperiment, running }) =>
    previousRun && previousExperiment && running && isSameLoss(previousExperiment, running)
      ? previousRun.loss
      : undefined,
  );
