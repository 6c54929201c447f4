/** k-nearest neighbours on a model's states, as DINO is scored (Caron et al. 2021, arXiv 2104.14294, §4.1). */
import type { Model } from '../../model/model';
import type { Example, Task } from '../../tasks/task';
import { readClassStates } from '../class-states';

/** Neighbours that vote. */
const NEIGHBOURS = 10;
/** A vote counts exp(cosine / τ). */
const TEMPERATURE = 0.07;

export interface Labelled {
  /** Row-major [examples, width]. */
  readonly states: Float32Array;
  /** Index of the class of each. */
  readonly labels: readonly number[];
}

/** Rows of length 1; rows of zeros stay. */
function unitRows(states: Float32Array, width: number): Float32Array {
  const unit = new Float32Array(states.length);
  for (let start = 0; start < states.length; start += width) {
    let squares = 0;
    for (let i = start; i < start + width; i++) squares += (states[i] ?? 0) ** 2;
    const scale = squares > 0 ? squares ** -0.5 : 0;
    for (let i = start; i < start + width; i++) unit[i] = (states[i] ?? 0) * scale;
  }
  return unit;
}

/**
 * The class that the nearest neighbours of each state vote for.
 * @param queries row-major [examples, width]
 * @param classes how many there are
 */
export function neighbourAnswers(
  gallery: Labelled,
  queries: Float32Array,
  width: number,
  classes: number,
): number[] {
  const known = unitRows(gallery.states, width);
  const asked = unitRows(queries, width);
  return Array.from({ length: queries.length / width }, (_, row) => {
    const cosines = gallery.labels.map((label, other) => {
      let cosine = 0;
      for (let i = 0; i < width; i++)
        cosine += (asked[row * width + i] ?? 0) * (known[other * width + i] ?? 0);
      return { label, cosine };
    });
    const votes = new Array<number>(classes).fill(0);
    for (const { label, cosine } of cosines.sort((a, b) => b.cosine - a.cosine).slice(0, NEIGHBOURS)) {
      votes[label] = (votes[label] ?? 0) + Math.exp(cosine / TEMPERATURE);
    }
    return votes.indexOf(Math.max(...votes));
  });
}

/**
 * The share of examples whose class the neighbours say.
 * @param gallery training examples, with their labels
 * @param between awaited between batches; false gives up
 * @returns null when given up
 */
export async function neighbourAccuracy(
  task: Task,
  model: Model,
  gallery: readonly Example[],
  examples: readonly Example[],
  between: () => Promise<boolean>,
): Promise<number | null> {
  const { vocabulary } = task.tokenizer;
  const known = await readClassStates(task, model, gallery, between);
  const asked = known && (await readClassStates(task, model, examples, between));
  if (!known || !asked) return null;
  const labels = gallery.map(({ response }) => vocabulary.indexOf(response));
  const said = neighbourAnswers({ states: known, labels }, asked, model.shape.width, vocabulary.length);
  const right = said.filter((answer, i) => vocabulary[answer] === examples[i]?.response).length;
  return right / Math.max(1, examples.length);
}
