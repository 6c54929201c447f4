/** What the page shows about the task, the teacher and the student of a run. */
import { hasAverage } from '../../experiment/methods';
import type { Model } from '../../model/model';
import { parameterSize } from '../../model/shape';
import { KNN, KNN_AVERAGE } from '../../tasks/metrics';
import type { Loaded } from '../protocol/run';
import type { Run } from './run';

/** A teacher with its scores on held-out prompts. */
interface ScoredTeacher {
  readonly model: Model;
  readonly scores: Readonly<Record<string, number>>;
}

export function loadedFacts(run: Run, teacher: ScoredTeacher | null): Loaded {
  const { task } = run;
  return {
    vocabulary: task.tokenizer.vocabulary,
    promptLength: task.promptLength,
    responseLength: task.responseLength,
    metrics: [...task.metrics, ...(hasAverage(run.initial) ? [KNN, KNN_AVERAGE] : [])].map(
      ({ id, better }) => ({ id, better }),
    ),
    trainSize: Math.min(run.experiment.trainSize, task.split().train.length),
    teacher: teacher && teacherFacts(teacher),
    student: { parameters: parameterSize(run.trainer.model.shape) },
  };
}

function teacherFacts({ model: { shape }, scores }: ScoredTeacher): NonNullable<Loaded['teacher']> {
  const { width, layers, heads } = shape;
  return { parameters: parameterSize(shape), width, layers, heads, scores };
}
