import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import { Batches, dataBatch } from '../../distill/batches';
import { coTrainingFor } from '../../distill/co-training/co-training';
import { collect, disposeCollected } from '../../distill/collect';
import { requestPrograms } from '../../distill/metrics/evaluate';
import { projectionsFor } from '../../distill/projections';
import { ReplayBuffer } from '../../distill/sampler/replay';
import { requestTextPrograms } from '../../distill/sampler/texts';
import { plansAhead } from '../../distill/schedule/plan';
import { distilStep } from '../../distill/step';
import { blankSubclasses } from '../../distill/subclasses/teacher-subclasses';
import { Trainer } from '../../distill/trainer';
import type { Experiment } from '../../experiment/fields';
import { compositionOf, sourceOf } from '../../experiment/methods';
import type { ModelFile } from '../../model/file';
import type { Model } from '../../model/model';
import { requireTeacher } from '../../model/model';
import * as tf from '../../ops/tf';
import { pendingKernels } from '../../ops/webgpu/kernel';
import type { Task } from '../../tasks/task';
import { newStudent } from '../training/student';

/** Milliseconds that kernels in the background are waited for. Until they are there, stock operations draw the same tokens. */
const PATIENCE = 2_000;

/**
 * Compiles the shaders of a training step side by side, before the first step would compile them one after the other. The
 * sampling kernel may still be on its way afterwards.
 */
export async function compileAhead(
  experiment: Experiment,
  task: Task,
  teacher: Model | null,
  start: ModelFile | null = null,
): Promise<void> {
  const requested = (): Promise<void> => {
    const done = requestAll(experiment, task, teacher, start);
    return done.then(() => (tf.backend() as WebGPUBackend).checkCompileCompletionAsync());
  };
  await requested();
  const kernels = pendingKernels();
  if (!kernels) return;
  await Promise.race([kernels, delay(PATIENCE)]);
  // The programs of the stock operations are needed after all.
  if (pendingKernels()) await requested();
}

/** Of an update that changes nothing. */
const RATE = { learningRate: 0, weightDecay: 0, clipNorm: 1 };

const delay = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, milliseconds);
  });

/**
 * A throwaway student goes through a step of each kind and one evaluation with tfjs' compile-only mode on: every program is
 * requested, nothing is computed.
 */
async function requestAll(
  experiment: Experiment,
  task: Task,
  teacher: Model | null,
  start: ModelFile | null,
): Promise<void> {
  const student = newStudent(experiment, task, start);
  const trainer = new Trainer(student, projectionsFor(experiment, student.shape, teacher?.shape ?? null));
  const examples = new Batches(task.split().train.slice(0, experiment.batchSize), experiment.batchSize, 0).at(
    1,
  );
  const coTraining = coTrainingFor(experiment, student, teacher, () => dataBatch(task, examples));
  const compares = compositionOf(experiment).loss === 'subclass';
  const subclasses = compares ? blankSubclasses(task, requireTeacher(teacher), student) : null;
  tf.env().set('WEBGPU_ENGINE_COMPILE_ONLY', true);
  try {
    // Blocks read a count back between rounds, which compile-only mode cannot; their programs are those of block size 1.
    const brief = { ...experiment, blockSize: 1, responseLimit: 2 };
    for (const plan of plansAhead(brief)) {
      const replay =
        plan.source === 'replay' ? new ReplayBuffer(task.promptLength, task.responseLength) : null;
      const stepInputs = { plan, replay, subclasses };
      // A step takes new sequences or, with other programs, sequences of the buffer.
      const drawn = await collect(task, brief, trainer.model, teacher, examples, 1, stepInputs);
      const collected = coTraining?.teach(drawn, task.promptLength, trainer.model) ?? drawn;
      const { metrics, studentLogits } = coTraining
        ? coTraining.step(trainer, task.promptLength, collected, brief, RATE)
        : distilStep(trainer, task.promptLength, collected, brief, RATE);
      tf.dispose([metrics, studentLogits]);
      disposeCollected(collected);
      if (replay) {
        const { sequences, responses, mask } = replay.rows(examples.map(() => 0));
        tf.dispose([sequences, responses, mask]);
        replay.dispose();
      }
    }
    if (sourceOf(experiment) === 'teacher-text')
      requestTextPrograms(task, requireTeacher(teacher), brief, examples);
    requestPrograms(task, trainer.model, task.split().validation.slice(0, experiment.evaluatePrompts));
  } finally {
    tf.env().set('WEBGPU_ENGINE_COMPILE_ONLY', false);
    coTraining?.dispose();
    trainer.dispose();
    subclasses?.dispose();
  }
}
