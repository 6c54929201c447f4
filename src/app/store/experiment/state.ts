/** State of the run on the page: the newest message of each kind from the worker. */

import { create } from 'zustand';
import type { Problem } from '../../../errors/problems';
import type { LiveChange } from '../../../experiment/changes';
import type { Experiment } from '../../../experiment/fields';
import type {
  AcceptanceRule,
  BackendInfo,
  Evaluation,
  Failure,
  Loaded,
  Phase,
  Progress,
  RunFacts,
  SavedRunKey,
  StepReport,
  StripRow,
  ViewedPicture,
} from '../../../run/protocol';
import { EMPTY_SNAPSHOT, type HistorySnapshot } from '../../history/history';

/** The newest sequences, with the step they were trained on at and the rule the teacher checked them by. */
export interface StripSnapshot {
  readonly step: number;
  readonly rows: readonly StripRow[];
  readonly rule: AcceptanceRule;
}

export type Trial =
  | { readonly state: 'asking'; readonly id: number; readonly typed: string }
  | { readonly state: 'refused'; readonly id: number; readonly problem: Problem }
  | {
      readonly state: 'answered';
      readonly id: number;
      readonly prompt: string;
      /** Null where there is none. */
      readonly teacher: string | null;
      readonly student: string;
      readonly step: number;
    };

export interface SavedRun {
  readonly run: SavedRunKey;
  readonly step: number;
  readonly experiment: Experiment;
  readonly changes: readonly LiveChange[];
  /** From a visit before this one. */
  readonly earlier: boolean;
}

export interface RunState {
  readonly phase: Phase;
  /** Distillation steps done; the warm start counts in `progress`. */
  readonly step: number;
  /** Distillation steps of the whole run; 0 without a run. */
  readonly total: number;
  /** The run is in its warm start, perhaps paused. */
  readonly inSft: boolean;
  readonly progress: Progress | null;
  /** A run has been started and is neither finished, failed nor reset. */
  readonly active: boolean;
  /** Pause has been pressed and not been carried out yet: the step under way comes to its end first. */
  readonly pausing: boolean;
  /** The experiment the present (or last) run was started with, live changes included. */
  readonly running: Experiment | null;
  /** The experiment as that run began, and the changes of live settings that it began with. */
  readonly initial: Experiment | null;
  readonly plan: readonly LiveChange[];
  /** The newest model that the student of that run was kept as, and the training steps in it. */
  readonly kept: { readonly fingerprint: number; readonly steps: number } | null;
  /** All changes of live settings, made or planned, each at the step from which it holds. */
  readonly changes: readonly LiveChange[];
  readonly backend: BackendInfo | null;
  /** Speed of this device by a short measurement, as experiment/cost.ts counts operations; null where it was not measured. */
  readonly flopsPerSecond: number | null;
  readonly loaded: Loaded | null;
  readonly report: StepReport | null;
  /** Moving average of the time of a distillation step, in milliseconds. */
  readonly pace: number | null;
  readonly evaluation: Evaluation | null;
  readonly strip: StripSnapshot | null;
  /** Views of the newest batch's first pictures, where the method compares views; they are not recorded. */
  readonly views: { readonly step: number; readonly pictures: readonly ViewedPicture[] } | null;
  readonly failure: Failure | null;
  /** Checkpoint that a restored run would resume from. */
  readonly saved: SavedRun | null;
  /** The account of the present or last run, as it was when the run began or was opened; null without one. */
  readonly facts: RunFacts | null;
  /** The run that this tab showed is being brought back. */
  readonly restoring: boolean;
  /** The run on the page is a recording alone: its student is not here, and nothing is lost with it. */
  readonly recorded: boolean;
  /** The run on the page goes on in another tab, or did until that was closed; null for any other run. */
  readonly watching: 'live' | 'closed' | null;
  readonly trial: Trial | null;
  readonly history: HistorySnapshot;
  /** Curves of the previous run, drawn faintly behind the present ones. */
  readonly previousRun: HistorySnapshot | null;
  /** Experiment of that run. */
  readonly previousExperiment: Experiment | null;
}

export const INITIAL_RUN: RunState = {
  // The worker begins with the device.
  phase: 'probing',
  step: 0,
  total: 0,
  inSft: false,
  progress: null,
  active: false,
  pausing: false,
  running: null,
  initial: null,
  plan: [],
  changes: [],
  kept: null,
  backend: null,
  flopsPerSecond: null,
  loaded: null,
  report: null,
  pace: null,
  evaluation: null,
  strip: null,
  views: null,
  failure: null,
  saved: null,
  facts: null,
  restoring: false,
  recorded: false,
  watching: null,
  trial: null,
  history: EMPTY_SNAPSHOT,
  previousRun: null,
  previousExperiment: null,
};

export const useRun = create<RunState>(() => INITIAL_RUN);

/** The device and the models are being prepared: there is nothing to pause yet. */
export const isPreparing = (state: Pick<RunState, 'active' | 'phase'>): boolean =>
  state.active && (state.phase === 'probing' || state.phase === 'downloading' || state.phase === 'compiling');

/** Working (not paused, finished or failed): the time in which Pause makes sense. */
export const isBusy = (state: Pick<RunState, 'active' | 'phase'>): boolean =>
  state.active && state.phase !== 'paused';

/** The phase of a run that nothing goes on with. */
export const restingPhase = ({ finished }: Pick<RunFacts, 'finished'>): Phase =>
  finished ? 'finished' : 'paused';
