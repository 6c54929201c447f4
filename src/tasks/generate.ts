/** Shared parts of the generated tasks: seeded draws, different prompts, and the split into train, validation and test. */
import { STREAM, shuffle, threefry2x32 } from '../experiment/random';
import type { Example, Split } from './task';

const HELD_OUT = 1_000;
/** Attempts in a row whose prompts were all taken; then there are no more to be found in a sensible time. */
const PATIENCE = 100_000;

/** Draws a whole number from 0 to `below` − 1. */
export type Draw = (below: number) => number;

/** One element of a list that is not empty. */
export function oneOf<const T extends readonly [unknown, ...unknown[]]>(draw: Draw, items: T): T[number] {
  return items[draw(items.length)] ?? items[0];
}

/**
 * `count` examples with different prompts. Attempt i draws from counters of its own, so an example does not depend on
 * how many numbers the ones before took.
 *
 * @param make one example; `made` says how many there are already. An example whose prompt is taken is made anew.
 * @param others examples whose prompts are taken, too; with any, other random numbers are drawn
 * @throws RangeError when there are fewer different prompts
 */
export function generate(
  count: number,
  seed: number,
  make: (draw: Draw, made: number) => Example,
  others: readonly Example[] = [],
): Example[] {
  const prompts = new Set(others.map(({ prompt }) => prompt));
  const stream = others.length > 0 ? STREAM.freshExamples : STREAM.examples;
  const examples: Example[] = [];
  let inVain = 0;
  for (let attempt = 0; examples.length < count; attempt++) {
    let drawn = 0;
    const draw: Draw = (below) => {
      const [word] = threefry2x32(seed, stream, attempt, drawn++);
      return Math.floor((word / 2 ** 32) * below);
    };
    const example = make(draw, examples.length);
    if (prompts.has(example.prompt)) {
      if (++inVain < PATIENCE) continue;
      throw new RangeError(`Only ${examples.length} of ${count} different prompts were found.`);
    }
    inVain = 0;
    prompts.add(example.prompt);
    examples.push(example);
  }
  return examples;
}

/**
 * A split that is made on the first call: 1,000 examples for testing, 1,000 for validation, the rest for training.
 * @throws RangeError (the function that is returned) when nothing is left for training
 */
export function splitOnce(examples: () => readonly Example[], seed: number): () => Split {
  let split: Split | undefined;
  return () => {
    if (split === undefined) {
      const shuffled = shuffle(examples(), seed);
      if (shuffled.length <= 2 * HELD_OUT) {
        throw new RangeError(
          `A task needs more than ${2 * HELD_OUT} examples; these are ${shuffled.length}.`,
        );
      }
      split = {
        test: shuffled.slice(0, HELD_OUT),
        validation: shuffled.slice(HELD_OUT, 2 * HELD_OUT),
        train: shuffled.slice(2 * HELD_OUT),
      };
    }
    return split;
  };
}

/** Examples of no part of a split, made anew: `Task.fresh`. */
export const freshBeside =
  (split: () => Split, make: (draw: Draw, made: number) => Example) =>
  (count: number, seed: number): readonly Example[] =>
    generate(count, seed, make, Object.values(split()).flat());
