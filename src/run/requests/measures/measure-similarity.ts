/** RSE-auto of the run's student: its floor is trained on the spot, its ceiling is the teacher's second sample. */
import { answerBatch, compareBatch, type OnReference } from '../../../distill/metrics/evaluate-batch';
import { ratio } from '../../../distill/metrics/intervals';
import { similarityOf } from '../../../distill/metrics/similarity';
import { UserError } from '../../../errors/user-error';
import type { Model } from '../../../model/model';
import { contentTokensOf } from '../../../tasks/content-tokens';
import type { Example } from '../../../tasks/task';
import type { Agreement, SimilarityCommand, SimilarityResult } from '../../protocol/measures';
import { withoutTeacher } from './auxiliary-trainer';
import type { MeasureContext, PausedRun } from './paused-run';

/** Without the sampling kernel a batch takes seconds, in which the worker hears no command. */
const ROWS = 16;

const agreementOf = (apart: readonly OnReference[]): Agreement => {
  const perToken = (name: 'sameTop' | 'jsd') =>
    ratio(
      apart.map((one) => one[name]),
      apart.map(({ tokens }) => tokens),
    );
  return { topOne: perToken('sameTop'), jsd: perToken('jsd') };
};

export async function measureSimilarity(
  { task, teacher, student, trainingProgress, experiment, start }: PausedRun,
  command: SimilarityCommand,
  { trainer, signal, tell, show }: MeasureContext,
): Promise<SimilarityResult> {
  if (trainingProgress.step === 0) throw new UserError('measure-before-distillation');
  const training = { experiment: withoutTeacher(experiment, trainingProgress.step), task, teacher, start };
  const floor = await trainer.train('floor', training, signal, (done, total) => show('floor', done, total));
  try {
    const examples = task.split().validation.slice(0, command.prompts);
    const { seed } = experiment;
    // The teacher's first sample has numbers of its own. The others share theirs: what is compared is then paired.
    const others = (seed ^ 0x5bd1e995) >>> 0;
    const sides = [
      ['teacher', teacher, seed],
      ['again', teacher, others],
      ['student', student, others],
      ['floor', floor, others],
    ] as const;
    const texts = { teacher: [], again: [], student: [], floor: [] } as Record<
      (typeof sides)[number][0],
      string[]
    >;
    const apart = { student: [], floor: [] } as Record<'student' | 'floor', OnReference[]>;
    const compare = async (side: 'student' | 'floor', model: Model, batch: Example[]): Promise<void> => {
      apart[side].push(...(await compareBatch(task, teacher, model, batch)));
    };
    const total = sides.length * examples.length;
    let done = 0;
    for (let first = 0; first < examples.length; first += ROWS) {
      const batch = examples.slice(first, first + ROWS);
      for (const [side, model, numbers] of sides) {
        await tell('answers', done, total);
        const decoding = { kind: 'sampled', temperature: 1, topP: 1, seed: numbers } as const;
        const answers = await answerBatch(task, model, batch, decoding, first);
        texts[side].push(...answers.map(({ given }) => given.text));
        done += batch.length;
      }
      await compare('student', student, batch);
      await compare('floor', floor, batch);
    }
    await tell('answers', total, total);
    const references = examples.map(({ response }) => response);
    return {
      ...{ kind: 'similarity', trainingProgress, floorSteps: trainingProgress.step },
      ...similarityOf(contentTokensOf(task), { references, ...texts }),
      agreement: { student: agreementOf(apart.student), floor: agreementOf(apart.floor) },
      examples: examples.slice(0, SHOWN).map(({ prompt, response }, i) => ({
        ...{ prompt, reference: response, teacher: texts.teacher[i] ?? '' },
        ...{ student: texts.student[i] ?? '', floor: texts.floor[i] ?? '' },
      })),
    };
  } finally {
    floor.dispose();
  }
}

/** Prompts whose answers the page shows. */
const SHOWN = 4;
