/** The transformer by its definition, in double precision. */
import { isEncoder, type ModelShape, parameterSpecs } from '../model/shape';
import { at, attended, geluOf, normalised, product, sum, transposed } from './numbers';

const plus = (a: readonly number[], b: readonly number[]): number[] => a.map((value, i) => value + at(b, i));

type Part = (name: string) => number[];

/** Embedded tokens, or patches and the class token behind or before those of each picture, with positions [batch, length, width]. */
function embedded(
  { width, patch, perPatch }: ModelShape,
  part: Part,
  input: readonly number[],
  length: number,
): number[] {
  const positions = part('wpe.weight').slice(0, length * width);
  const rows = (of: readonly number[], size: number): number[][] =>
    Array.from({ length: of.length / size }, (_, i) => of.slice(i * size, (i + 1) * size));
  if (patch === undefined) {
    const tokens = rows(part('wte.weight'), width);
    return rows(input, length).flatMap((ids) =>
      plus(
        ids.flatMap((id) => at(tokens, id)),
        positions,
      ),
    );
  }
  const count = length - 1;
  return rows(input, count * patch ** 2).flatMap((pixels) => {
    const patches = product(pixels, part('patch.weight'), count, patch ** 2, width);
    const token = part('cls');
    return plus(perPatch ? [...token, ...patches] : [...patches, ...token], positions);
  });
}

/**
 * Logits of the response.
 * @param flat parameters in the order of model/shape.ts
 * @param input ids [batch, length]; of an encoder pixels of patches [batch, length − 1, patch²]
 * @returns [batch, length − responseAt, vocabulary]
 */
export function logitsByDefinition(
  shape: ModelShape,
  flat: readonly number[],
  input: readonly number[],
  length: number,
  responseAt: number,
): number[] {
  const { vocabulary, width, layers, heads } = shape;
  const specs = parameterSpecs(shape);
  const part: Part = (name) => {
    const spec = specs.find((each) => each.name === name);
    if (!spec) throw new Error(`${name} is missing`);
    return flat.slice(spec.offset, spec.offset + spec.size);
  };
  let x = embedded(shape, part, input, length);
  const tokens = x.length / width;
  const sizes: [number, number, number] = [tokens / length, length, width];
  for (let i = 0; i < layers; i++) {
    const matrix = (name: string): number[] => part(`h.${i}.${name}.weight`);
    const qkv = product(normalised(x, width), matrix('attn.c_attn'), tokens, width, 3 * width);
    const mixed = attended(qkv, sizes, heads, !isEncoder(shape));
    x = plus(x, product(mixed, matrix('attn.c_proj'), tokens, width, width));
    const expanded = product(normalised(x, width), matrix('mlp.c_fc'), tokens, width, 4 * width);
    x = plus(x, product(expanded.map(geluOf), matrix('mlp.c_proj'), tokens, 4 * width, width));
  }
  const gain = part('ln_f.weight');
  const states = normalised(x, width).map((value, i) => value * at(gain, i % width));
  const head = isEncoder(shape) ? part('head.weight') : transposed(part('wte.weight'), vocabulary, width);
  const scores = product(states, head, tokens, width, vocabulary);
  return scores.filter((_, i) => Math.floor(i / vocabulary) % length >= responseAt);
}

/** A picture's pixels patch by patch, from row-major [side²]. */
function patchesOf({ patch = 1 }: ModelShape, pixels: readonly number[]): number[] {
  const side = Math.sqrt(pixels.length);
  const across = side / patch;
  return Array.from({ length: across ** 2 }, (_, p) =>
    Array.from({ length: patch ** 2 }, (_pixel, i) => {
      const row = Math.floor(p / across) * patch + Math.floor(i / patch);
      const column = (p % across) * patch + (i % patch);
      return at(pixels, row * side + column);
    }),
  ).flat();
}

type OfPicture = (shape: ModelShape, flat: readonly number[], pixels: readonly number[]) => number[];

/**
 * Logits of one picture.
 * @param pixels row-major [side²], from 0 to 1
 * @returns [vocabulary]
 */
export const classLogitsByDefinition: OfPicture = (shape, flat, pixels) =>
  logitsByDefinition(shape, flat, patchesOf(shape, pixels), shape.context, shape.context - 1);

/** The same of each patch [patches, vocabulary], of an encoder that answers them. */
export const patchLogitsByDefinition: OfPicture = (shape, flat, pixels) =>
  logitsByDefinition(shape, flat, patchesOf(shape, pixels), shape.context, 1);

/**
 * Logits of one sentence, of an encoder that reads words: those of its words' mean state, which are the mean of theirs.
 * @param words their ids, without padding
 * @returns [vocabulary]
 */
export function sentenceLogitsByDefinition(
  shape: ModelShape,
  flat: readonly number[],
  words: readonly number[],
): number[] {
  const all = logitsByDefinition(shape, flat, words, words.length, 0);
  return Array.from(
    { length: shape.vocabulary },
    (_, id) => sum(all.filter((_score, i) => i % shape.vocabulary === id)) / words.length,
  );
}
