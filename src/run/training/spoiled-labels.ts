/** Training pictures as they come in practice: with wrong labels, and with classes of unequal size. */
import { STREAM, uniform } from '../../experiment/random';
import type { Example } from '../../tasks/task';

/**
 * Examples of which about a share has its label redrawn uniformly among all classes, its own included. The same seed redraws the
 * same ones, and a larger share those of a smaller one too.
 * @param share from 0 to 1
 */
export function withLabelNoise(
  examples: readonly Example[],
  classes: readonly string[],
  share: number,
  seed: number,
): readonly Example[] {
  const draw = (at: number, which: number): number => uniform(seed, STREAM.labelNoise, at, which, 0);
  return examples.map((example, at) => {
    const drawn = draw(at, 0) < share ? classes[Math.floor(draw(at, 1) * classes.length)] : undefined;
    return drawn === undefined ? example : { ...example, response: drawn };
  });
}

/**
 * Of each class c of C, counted from 0, the first n·γ^(c/(C − 1)) of its n examples, rounded and at least one, in their order.
 * @param gamma γ, in (0, 1]: what the last class keeps
 */
export function imbalanced(
  examples: readonly Example[],
  classes: readonly string[],
  gamma: number,
): readonly Example[] {
  const left = new Map(
    classes.map((name, at) => {
      const count = examples.filter(({ response }) => response === name).length;
      const share = gamma ** (at / Math.max(1, classes.length - 1));
      return [name, Math.max(1, Math.round(count * share))] as const;
    }),
  );
  return examples.filter(({ response }) => {
    const more = left.get(response) ?? 0;
    left.set(response, more - 1);
    return more > 0;
  });
}
