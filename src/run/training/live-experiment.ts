/** The experiment of a run, with the live settings that change on the way. */
import { canonicalChanges, experimentAt, type LiveChange } from '../../experiment/changes';
import type { Experiment, LiveSettings } from '../../experiment/fields';

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

  /** Live settings that changed during the run, or will at a later step. */
  get changes(): readonly LiveChange[] {
    return this.#changes;
  }

  /** Takes over saved changes; `nextStep` is the step that comes next. */
  restore(changes: readonly LiveChange[], nextStep: number): void {
    this.#changes = canonicalChanges(this.initial, changes);
    this.#current = experimentAt(this.initial, this.#changes, nextStep);
  }

  /** Changes live settings from a step on. */
  tune(step: number, settings: Partial<LiveSettings>): void {
    this.#changes = canonicalChanges(this.initial, [...this.#changes, { step, settings }]);
    this.#current = { ...this.#current, ...settings };
  }

  /** The experiment as it holds in a step that begins. */
  beginStep(step: number): Experiment {
    this.#current = experimentAt(this.initial, this.#changes, step);
    return this.#current;
  }
}
