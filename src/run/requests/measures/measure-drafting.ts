/** The student as a drafter for its teacher, before the distillation and now: accepted drafts, and latency. */
import { type Drafting, type DraftingRequest, measureDrafter } from '../../../distill/metrics/drafting';
import { benchmarkLatency, type LatencyBenchmark } from '../../../distill/metrics/latency';
import type { Model } from '../../../model/model';
import type { DraftingCommand, DraftingResult } from '../../protocol/measures';
import { withoutTeacher } from './auxiliary-trainer';
import type { MeasureContext, PausedRun } from './paused-run';

/** Sequences at the same time: one user who waits, and a few. */
const BATCHES = [1, 16] as const;
/** Sequences that the page shows. */
const SHOWN = 4;

export async function measureDrafting(
  { task, teacher, student, trainingProgress, experiment, start }: PausedRun,
  command: DraftingCommand,
  { trainer, signal, tell, show }: MeasureContext,
): Promise<DraftingResult> {
  const { draftLength, temperature, prompts, repeats } = command;
  const request: DraftingRequest = { draftLength, temperature, seed: experiment.seed };
  const training = { experiment: withoutTeacher(experiment, 0), task, teacher, start };
  const before = await trainer.train('start', training, signal, (done, total) => show('start', done, total));
  try {
    const examples = task.split().validation.slice(0, prompts);
    const measure = (drafter: Model, stage: 'draft-before' | 'draft-after'): Promise<Drafting> =>
      measureDrafter(task, { teacher, student: drafter }, examples, request, (done) =>
        tell(stage, done, examples.length),
      );
    await tell('draft-before', 0, examples.length);
    const byStart = await measure(before, 'draft-before');
    const byStudent = await measure(student, 'draft-after');
    const benchmarks: LatencyBenchmark[] = [];
    for (const batch of repeats > 0 ? BATCHES : []) {
      const stage = batch === 1 ? 'latency-one' : 'latency-many';
      await tell(stage, 0, 1);
      benchmarks.push(
        await benchmarkLatency(
          task,
          { teacher, before, after: student },
          examples,
          { ...request, batch, repeats },
          (done, total) => tell(stage, done, total),
        ),
      );
    }
    const few = (drafting: Drafting): Drafting => ({ ...drafting, rows: drafting.rows.slice(0, SHOWN) });
    return {
      ...{ kind: 'drafting', trainingProgress, command, prompts: examples.length },
      ...{ vocabulary: task.tokenizer.vocabulary, sftSteps: experiment.sftSteps },
      fromOwn: start !== null,
      ...{ before: few(byStart), after: few(byStudent), benchmarks },
    };
  } finally {
    before.dispose();
  }
}
