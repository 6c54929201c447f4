/** Starting and cancelling a measure. */
import type { MeasureRequest } from '../../../run/protocol';
import { useDraftExperiment } from '../experiment/draft';
import { post } from '../worker';
import { awaitMeasure, forgetMeasure } from './state';

let nextMeasure = 1;

/** Measures the distillation; see docs/measures.md. */
export function measure(request: MeasureRequest): void {
  const id = nextMeasure++;
  awaitMeasure(id, request.kind);
  post({ type: 'measure', id, request, experiment: useDraftExperiment.getState().experiment });
}

export function cancelMeasure(): void {
  forgetMeasure();
  post({ type: 'cancel-measure' });
}
