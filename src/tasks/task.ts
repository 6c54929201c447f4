/**
 * A task: its examples, their tokenization, and the metrics of its answers.
 *
 * Layout of every sequence (constant shapes, so neither a mask nor a recompilation is ever needed):
 * `[PAD … PAD BOS prompt] [response EOS PAD … PAD]`, the prompt left-padded to `promptLength`, the response
 * right-padded to `responseLength`. The response therefore starts at the same position in every row.
 * With pictures it is `[grey levels, row by row] [class]`, without marks, in scenes with a class a patch; a prompt is written with one
 * hexadecimal digit a pixel. With sentences of few classes it is `[words, PAD … PAD] [class]`.
 */
import type { Tokenizer } from './tokenizer';
import type { WordTable } from './words';

export interface Example {
  readonly prompt: string;
  readonly response: string;
  /** The response is not to be learned from: it counts in no term of a loss that compares with it. */
  readonly unlabelled?: true;
  /** A class within the response, one of the task's `subclasses`: no model is trained on it, a probe asks for it. */
  readonly subclass?: string;
}

/** Disjoint by prompt. `train` and `test` are shuffled once with the task's own seed: a prefix is a fair sample. */
export interface Split {
  readonly train: readonly Example[];
  readonly validation: readonly Example[];
  readonly test: readonly Example[];
}

/** How a square picture is cut into square patches, in pixels along a side. */
export interface PictureLayout {
  readonly side: number;
  readonly patch: number;
}

export interface Task {
  readonly id: string;
  readonly title: string;
  /** One sentence a user understands. */
  readonly description: string;
  readonly tokenizer: Tokenizer;
  /** Tokens of a padded prompt, BOS included; for pictures the pixels, for sentences of few classes the words that are read. */
  readonly promptLength: number;
  /** Tokens of a padded response, EOS included; where it is a class 1, or the classes of all patches. */
  readonly responseLength: number;
  /** For tasks whose prompts are pictures and whose responses are classes. */
  readonly picture?: PictureLayout;
  /** For tasks whose prompts are sentences and whose responses are classes: the words that models know. */
  readonly words?: WordTable;
  /** Names of all subclasses of the examples, where they have them. */
  readonly subclasses?: readonly string[];
  /** Generated on the first call, then the same object. */
  readonly split: () => Split;
  /**
   * Examples that are in no part of the split, for tasks that make their own; the same for the same seed.
   * @throws RangeError when there are not as many
   */
  readonly fresh?: (count: number, seed: number) => readonly Example[];
  /** Turns what a user typed into a prompt of this task (for example by adding the closing `=`). */
  readonly toPrompt: (typed: string) => string;
  /** Prompts are windows of one running text, which begin and end anywhere. */
  readonly runningText?: boolean;
  /** The first is the headline: the score that tells students apart best, from the beginning of a run on. */
  readonly metrics: readonly Metric[];
  /** What early stopping watches, part of what a link means; the headline where it is left out. */
  readonly earlyStoppingMetric?: MetricId;
  /** For tasks of several kinds: the kind of an example, for a table of scores by kind. */
  readonly kindOf?: (example: Example) => string;
}

export type MetricId =
  | 'accuracy'
  | 'knn'
  | 'knn-average'
  | 'mean-iou'
  | 'patch-accuracy'
  | 'exact-match'
  | 'chrf'
  | 'rouge-l'
  | 'phoneme-error-rate'
  | 'partial-results';

export interface Metric {
  readonly id: MetricId;
  readonly title: string;
  /** `higher`: scores are in [0, 1] and 1 is perfect. `lower`: 0 is perfect, and there is no upper bound. */
  readonly better: 'higher' | 'lower';
  /** Score of a corpus. Empty input gives 0. */
  readonly score: (answers: readonly string[], references: readonly string[]) => number;
}
