/** The two models that a question is about: those of the run, or else the teacher and an untrained student. */
import type { Experiment } from '../../experiment/fields';
import type { Model } from '../../model/model';
import type { Task } from '../../tasks/task';
import type { TrainingProgress } from '../protocol/evaluation';
import type { ResourceLoader } from '../resources/loader';
import { noTeacherError } from '../resources/teachers';
import type { Run } from '../training/run';
import { newStudent } from '../training/student';
import { yieldToEvents } from '../training/yield-to-events';

/** Teacher and student of one moment, with the right to compute. */
export interface Pair {
  readonly task: Task;
  readonly teacher: Model;
  /** A copy: the student of a run keeps changing. */
  readonly student: Model;
  readonly trainingProgress: TrainingProgress;
  /** As it holds for that student. */
  readonly experiment: Experiment;
  /** The student is the one that wrote the strip which was asked for. */
  readonly ofStrip: boolean;
  /** Lets commands in, and shaders be compiled, before more is computed. */
  readonly pause: () => Promise<void>;
  /** Frees the student and gives teacher and device back. */
  readonly release: () => void;
}

/** A pair whose teacher may be missing. */
export interface AnyPair extends Omit<Pair, 'teacher'> {
  readonly teacher: Model | null;
}

export class Pairs {
  readonly #resources: ResourceLoader;
  readonly #currentRun: () => Run | null;

  constructor(resources: ResourceLoader, currentRun: () => Run | null) {
    this.#resources = resources;
    this.#currentRun = currentRun;
  }

  /**
   * @param experiment of the page; a run answers with its own models, whatever the page has been set to meanwhile
   * @param accepts looks at the task before anything is downloaded
   * @param stripStep asks for the student that wrote the strip of this step, if it is still kept
   */
  async find(
    experiment: Experiment,
    accepts: (task: Task) => void = () => {},
    stripStep: number | null = null,
  ): Promise<AnyPair> {
    const { signal } = new AbortController();
    const resources = this.#resources;
    const asked = this.#currentRun()?.experiment ?? experiment;
    const task = await resources.task(asked, signal);
    accepts(task);
    await resources.device();
    const teacher = await resources.teacher(asked, task, signal);
    try {
      const start = this.#currentRun()
        ? null
        : await resources.start(asked, task, teacher?.model ?? null, signal);
      let leave = await resources.access.enter();
      const pause = async (): Promise<void> => {
        leave();
        await yieldToEvents();
        leave = await resources.access.enter();
      };
      try {
        // A run of another task may have begun while the teacher arrived.
        const present = this.#currentRun();
        const run = present?.task === task ? present : null;
        const writer = stripStep === null ? null : (run?.snapshotOfStrip(stripStep) ?? null);
        const { student, trainingProgress } = writer ??
          run?.snapshot() ?? {
            student: newStudent(asked, task, start),
            trainingProgress: { step: 0, sftSteps: 0 },
          };
        const held = run && (stripStep === null ? run.experiment : run.experimentAt(stripStep));
        const release = (): void => {
          student.dispose();
          leave();
          teacher?.release();
        };
        return {
          ...{ task, teacher: teacher?.model ?? null, student, trainingProgress },
          ...{ experiment: held ?? asked, ofStrip: writer !== null, pause, release },
        };
      } catch (error) {
        leave();
        throw error;
      }
    } catch (error) {
      teacher?.release();
      throw error;
    }
  }

  /** @throws UserError when there is no teacher, and what the parts throw */
  async findBoth(experiment: Experiment, stripStep: number | null = null): Promise<Pair> {
    const pair = await this.find(experiment, () => {}, stripStep);
    const { teacher } = pair;
    if (teacher) return { ...pair, teacher };
    pair.release();
    throw noTeacherError();
  }
}
