/** State of a method between steps: its schedule, replayed sequences, the teacher's prepared text or subclasses. */
import type { Experiment } from '../experiment/fields';
import { compositionOf, type MethodSchedule, sourceOf } from '../experiment/methods';
import type { Task } from '../tasks/task';
import type { StepInputs } from './collect';
import { ReplayBuffer, type SavedReplay } from './sampler/replay';
import type { TeacherTexts } from './sampler/texts';
import {
  advance,
  initialState,
  isAdaptive,
  type Observed,
  REPORT_LAG,
  type ScheduleState,
} from './schedule/adaptive';
import { planAt, progressAt } from './schedule/plan';
import type { StepMetrics } from './step';
import type { TeacherSubclasses } from './subclasses/teacher-subclasses';

/** On the CPU, for a checkpoint. The teacher's text and subclasses are not in it: they are found anew, the same ones. */
export interface SavedMethodState {
  /** After the reports of the last `REPORT_LAG` steps, oldest first. */
  readonly states: readonly ScheduleState[];
  readonly replay: SavedReplay | null;
}

export class MethodState {
  readonly #schedule: MethodSchedule;
  readonly #initial: ScheduleState;
  readonly #warmUpSteps: number;
  readonly #steps: number;
  readonly #replay: ReplayBuffer | null;
  #texts: TeacherTexts | null = null;
  #subclasses: TeacherSubclasses | null = null;
  /** By step, after its report. */
  readonly #states = new Map<number, ScheduleState>();
  /** Reports that arrived before that of the step before them. */
  readonly #early = new Map<number, Observed>();
  #reported = 0;

  constructor(experiment: Experiment, task: Pick<Task, 'promptLength' | 'responseLength'>) {
    this.#schedule = compositionOf(experiment).schedule;
    this.#initial = initialState(experiment);
    this.#warmUpSteps = experiment.warmUpSteps;
    this.#steps = experiment.steps;
    this.#replay =
      sourceOf(experiment) === 'replay' ? new ReplayBuffer(task.promptLength, task.responseLength) : null;
  }

  /** The teacher's text has been prepared. */
  set texts(texts: TeacherTexts) {
    this.#texts = texts;
  }

  /** The subclasses of the teacher's classes have been found; taken over. */
  set subclasses(subclasses: TeacherSubclasses) {
    this.#subclasses?.dispose();
    this.#subclasses = subclasses;
  }

  /**
   * Inputs of the step. Its schedule has seen the reports up to step − `REPORT_LAG` and no later ones.
   * @throws Error when one of those has not arrived
   */
  stepInputs(experiment: Experiment, step: number): StepInputs {
    const state = isAdaptive(this.#schedule) ? this.#after(step - REPORT_LAG) : this.#initial;
    return {
      plan: planAt(experiment, step, state),
      ...{ texts: this.#texts, replay: this.#replay, subclasses: this.#subclasses },
    };
  }

  /** Takes in the report of a step; once each, in any order. */
  observe(step: number, { loss, lossTerms }: Pick<StepMetrics, 'loss' | 'lossTerms'>): void {
    if (!isAdaptive(this.#schedule)) return;
    this.#early.set(step, {
      loss,
      validation: lossTerms.validation,
      warmedUp: step > this.#warmUpSteps,
      progress: progressAt(step, this.#steps),
    });
    for (;;) {
      const next = this.#reported + 1;
      const report = this.#early.get(next);
      if (!report) return;
      this.#early.delete(next);
      this.#states.set(next, advance(this.#schedule, this.#after(this.#reported), report));
      this.#reported = next;
    }
  }

  /**
   * The memory as it is after `step`, whatever comes before it has been read; null where there is nothing to remember.
   * @param reported resolves when the report of `step` has been taken in
   */
  async save(step: number, reported: Promise<unknown>): Promise<SavedMethodState | null> {
    // Asked for at once: later steps change the buffer.
    const replay = this.#replay?.save() ?? null;
    if (!replay && !isAdaptive(this.#schedule)) return null;
    await reported;
    const states = isAdaptive(this.#schedule)
      ? Array.from({ length: REPORT_LAG }, (_, i) => this.#after(step - REPORT_LAG + 1 + i))
      : [];
    return { states, replay: await replay };
  }

  /**
   * Goes back to what was saved after `step`.
   * @throws Error when it belongs to another method or task
   */
  restore(saved: SavedMethodState | null, step: number): void {
    this.#states.clear();
    this.#early.clear();
    this.#reported = step;
    if (isAdaptive(this.#schedule)) {
      const states = saved?.states ?? [];
      if (step > 0 && states.length !== REPORT_LAG)
        throw new Error('the saved schedule belongs to another method');
      states.forEach((state, i) => {
        const at = step - REPORT_LAG + 1 + i;
        if (at > 0) this.#states.set(at, state);
      });
    }
    if (!this.#replay || step === 0) return;
    if (!saved?.replay) throw new Error('the saved run has no sequences to replay');
    this.#replay.restore(saved.replay);
  }

  dispose(): void {
    this.#replay?.dispose();
    this.#subclasses?.dispose();
  }

  /** The state after the report of a step. Older ones than a save may ask for are forgotten. */
  #after(step: number): ScheduleState {
    if (step <= 0) return this.#initial;
    for (const old of this.#states.keys()) if (old < this.#reported - KEPT) this.#states.delete(old);
    const state = this.#states.get(step);
    if (!state) throw new Error(`the report of step ${step} has not been taken in`);
    return state;
  }
}

/** States kept beyond the newest: reports keep arriving while a save waits for its tensors. */
const KEPT = 64;

const isNumber = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value);
const isNumberOrNull = (value: unknown): value is number | null => value === null || isNumber(value);

function readState(value: unknown): ScheduleState | null {
  if (typeof value !== 'object' || value === null) return null;
  const { lambda, keep, average, reference } = value as Record<string, unknown>;
  return isNumber(lambda) && isNumber(keep) && isNumberOrNull(average) && isNumberOrNull(reference)
    ? { lambda, keep, average, reference }
    : null;
}

function readReplay(value: unknown): SavedReplay | null {
  if (typeof value !== 'object' || value === null) return null;
  const { sequences, mask, prompts } = value as Record<string, unknown>;
  const fits =
    sequences instanceof Int32Array &&
    mask instanceof Float32Array &&
    Array.isArray(prompts) &&
    prompts.every((prompt) => typeof prompt === 'string');
  return fits ? { sequences, mask, prompts } : null;
}

/** Checks a stored method state; null when it is damaged. Storage may hold anything. */
export function readMethodState(value: unknown): SavedMethodState | null {
  if (typeof value !== 'object' || value === null) return null;
  const { states, replay } = value as Record<string, unknown>;
  if (!Array.isArray(states)) return null;
  const read = states.map(readState);
  if (read.some((state) => state === null)) return null;
  const kept = replay === null ? null : readReplay(replay);
  if (replay !== null && kept === null) return null;
  return { states: read.filter((state) => state !== null), replay: kept };
}
