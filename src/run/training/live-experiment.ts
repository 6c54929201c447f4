/** The experiment of a run, with the live settings that change on the way. */
import {
  type ChangingSettings,
  canonicalChanges,
  experimentAt,
  type LiveChange,
  plannedSteps,
} from '../../experiment/changes';
import type { Experiment } from '../../experiment/fields';

export class LiveExperiment {
  /** As the run began. */
  readonly initial: Experiment;
  #current: Experiment;
  #changes: readonly LiveChange[];

  /** @param changes of live settings, each at its step */
  constructor(initial: Experiment, changes: readonly LiveChange[]) {
    this.initial = initial;
    this.#current = initial;
    this.#changes = canonicalChanges(initial, changes);
  }

  /** As it holds in the newest step. */
  get current(): Experiment {
    return this.#current;
  }

  /** As it holds in a step that has been, or would by the changes so far. */
  at(step: number): Experiment {
    return experimentAt(this.initial, this.#changes, step);
  }

  /** Live settings that changed during the run, or will at a later step. */
  get changes(): readonly LiveChange[] {
    return this.#changes;
  }

  /** Steps of the whole run. */
  get steps(): number {
    return plannedSteps(this.initial, this.#changes);
  }

  /** Takes over saved changes; `nextStep` is the step that comes next. */
  restore(changes: readonly LiveChange[], nextStep: number): void {
    this.#changes = canonicalChanges(this.initial, changes);
    this.#current = experimentAt(this.initial, this.#changes, nextStep);
  }

  /** Changes live settings from a step on. */
  tune(step: number, settings: Partial<ChangingSettings>): void {
    this.#changes = canonicalChanges(this.initial, [...this.#changes, { step, settings }]);
    this.#current = { ...this.#current, ...settings };
  }

  /** The experiment as it holds in a step that begins. */
  beginStep(step: number): Experiment {
    this.#current = experimentAt(this.initial, this.#changes, step);
    return this.#current;
  }
}
