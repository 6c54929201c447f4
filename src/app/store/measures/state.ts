/** The measures of distillation: which one is looked at, what was asked for, how far it is, and the last results. */

import { create } from 'zustand';
import type { Problem } from '../../../errors/problems';
import type { MeasureEvent, MeasureKind, MeasureResult, MeasureStage } from '../../../run/protocol';
import { onRunReplaced, onWorkerLost } from '../experiment/lifecycle';
import { presentSubject, type Subject } from '../experiment/subject';

export interface MeasureJob {
  readonly id: number;
  readonly kind: MeasureKind;
  /** Null until the worker has begun. */
  readonly stage: MeasureStage | null;
  readonly done: number;
  readonly total: number;
}

type ResultOf<K extends MeasureKind> = Extract<MeasureResult, { kind: K }>;

export interface Measured<K extends MeasureKind = MeasureKind> {
  readonly result: ResultOf<K>;
  readonly milliseconds: number;
  /** The experiment that it is about. */
  readonly subject: Subject;
  /** It is about a run that has been dropped or replaced. */
  readonly outdated: boolean;
}

export interface MeasuresState {
  /** The panel is on the page. */
  readonly open: boolean;
  readonly kind: MeasureKind;
  readonly job: MeasureJob | null;
  readonly results: { readonly [K in MeasureKind]?: Measured<K> };
  /** Why the last measurement came to nothing, in a sentence. */
  readonly failure: { readonly kind: MeasureKind; readonly problem: Problem } | null;
}

export const INITIAL_MEASURES: MeasuresState = {
  open: false,
  kind: 'drafting',
  job: null,
  results: {},
  failure: null,
};

export const useMeasures = create<MeasuresState>(() => INITIAL_MEASURES);

export const openMeasures = (): void => useMeasures.setState({ open: true });
export const closeMeasures = (): void => useMeasures.setState({ open: false });
export const showMeasure = (kind: MeasureKind): void => useMeasures.setState({ kind });

/** A measurement was asked for. The result before stays until the new one is there. */
export const awaitMeasure = (id: number, kind: MeasureKind): void =>
  useMeasures.setState({ job: { id, kind, stage: null, done: 0, total: 0 }, failure: null });

/** The user does not want it any more: whatever still comes of it is not shown. */
export const forgetMeasure = (): void => useMeasures.setState({ job: null });

/** Takes in what the worker says. Only the measurement that was asked for last is listened to. */
export function receiveMeasure(event: MeasureEvent): void {
  const { job, results } = useMeasures.getState();
  if (job?.id !== event.id) return;
  switch (event.type) {
    case 'measure-progress': {
      const { stage, done, total } = event;
      useMeasures.setState({ job: { ...job, stage, done, total } });
      return;
    }
    case 'measure-result': {
      const { result, milliseconds } = event;
      const measured = { result, milliseconds, subject: presentSubject(), outdated: false };
      useMeasures.setState({ job: null, results: { ...results, [result.kind]: measured } });
      return;
    }
    case 'measure-stopped':
      useMeasures.setState({
        job: null,
        failure: event.failure === null ? null : { kind: job.kind, problem: event.failure },
      });
      return;
    default:
      event satisfies never;
  }
}

/** The identity is measured without the run. */
function markOutdated(): void {
  const { drafting, similarity, identity } = useMeasures.getState().results;
  useMeasures.setState({
    results: {
      ...(drafting && { drafting: { ...drafting, outdated: true } }),
      ...(similarity && { similarity: { ...similarity, outdated: true } }),
      ...(identity && { identity }),
    },
  });
}

onRunReplaced(markOutdated);
onWorkerLost(forgetMeasure);
