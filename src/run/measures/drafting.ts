/** The student as a drafter for its teacher, before the distillation and now: what stands, and what the clock says. */
import { type Drafting, type DraftingRequest, measureDrafting } from '../../distill/drafting';
import { type Race, race } from '../../distill/drafting-time';
import type { Model } from '../../model/model';
import type { DraftingCommand, DraftingResult } from '../protocol-measures';
import type { Bench, Scene } from './scene';
import { withoutTeacher } from './workshop';

/** Sequences at the same time: one visitor who waits, and a few. */
const BATCHES = [1, 16] as const;
/** Sequences that the page shows. */
const SHOWN = 4;

export async function compareDrafters(
  { task, teacher, student, moment, experiment, start }: Scene,
  command: DraftingCommand,
  { workshop, signal, tell, show }: Bench,
): Promise<DraftingResult> {
  const { draftLength, temperature, prompts, repeats } = command;
  const request: DraftingRequest = { draftLength, temperature, seed: experiment.seed };
  const training = { experiment: withoutTeacher(experiment, 0), task, teacher, start };
  const before = await workshop.train('start', training, signal, (done, total) => show('start', done, total));
  try {
    const examples = task.split().validation.slice(0, prompts);
    const measure = (drafter: Model, stage: 'draft-before' | 'draft-after'): Promise<Drafting> =>
      measureDrafting(task, { teacher, student: drafter }, examples, request, (done) =>
        tell(stage, done, examples.length),
      );
    await tell('draft-before', 0, examples.length);
    const byStart = await measure(before, 'draft-before');
    const byStudent = await measure(student, 'draft-after');
    const races: Race[] = [];
    for (const batch of repeats > 0 ? BATCHES : []) {
      const stage = batch === 1 ? 'race-one' : 'race-many';
      await tell(stage, 0, 1);
      races.push(
        await race(
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
      ...{ kind: 'drafting', moment, command, prompts: examples.length },
      ...{ vocabulary: task.tokenizer.vocabulary, warmUpSteps: experiment.sftSteps },
      fromOwn: start !== null,
      ...{ before: few(byStart), after: few(byStudent), races },
    };
  } finally {
    before.dispose();
  }
}
