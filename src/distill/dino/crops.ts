/** Multi-crop views of pictures, drawn from counters alone: DINO's augmentation (Caron et al. 2021, arXiv 2104.14294), for grey levels. */
import type { Experiment } from '../../experiment/fields';
import { STREAM, uniformArray } from '../../experiment/random';
import { levelsOfPrompt } from '../../tasks/layout';

/** Views that show much of a picture; the teacher sees these alone. */
export const GLOBAL_CROPS = 2;

/** The least share of a picture that a local crop shows. */
const SMALLEST_SHARE = 0.15;
/** Width to height of a crop lies between 3/4 and 4/3. */
const ASPECT_SPAN = Math.log(4 / 3);
/** Contrast of a view lies within this of 1. */
const CONTRAST_SPAN = 0.4;
const BRIGHTEST = 15;

/** A box of a picture, in its pixels, and how the view differs from it. */
export interface Crop {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  readonly mirrored: boolean;
  readonly contrast: number;
}

const NUMBERS_PER_CROP = 6;

/**
 * A random crop.
 * @param numbers uniform ones, `NUMBERS_PER_CROP`
 * @param side of the picture
 * @param shares of its area that a crop shows, at least and at most
 * @param mirrors whether half of the views are mirrored
 */
export function drawCrop(
  numbers: ArrayLike<number>,
  side: number,
  [least, most]: readonly [number, number],
  mirrors: boolean,
): Crop {
  const [size = 0, shape = 0, x = 0, y = 0, mirror = 0, contrast = 0] = Array.from(numbers);
  const area = (least + size * (most - least)) * side ** 2;
  const aspect = Math.exp((2 * shape - 1) * ASPECT_SPAN);
  const width = Math.min(side, Math.sqrt(area * aspect));
  const height = Math.min(side, Math.sqrt(area / aspect));
  return {
    ...{ left: x * (side - width), top: y * (side - height), width, height },
    mirrored: mirrors && mirror < 0.5,
    contrast: 1 + (2 * contrast - 1) * CONTRAST_SPAN,
  };
}

/**
 * The view of a crop, by bilinear interpolation.
 * @param levels of the picture [side²], from 0 to 15
 * @param to side of the view
 * @returns [to²], from 0 to 15
 */
export function cutView(levels: ArrayLike<number>, side: number, crop: Crop, to: number): Float32Array {
  const { left, top, width, height, mirrored, contrast } = crop;
  const view = new Float32Array(to ** 2);
  const edge = (at: number): number => Math.min(side - 1, Math.max(0, at));
  const level = (row: number, column: number): number => levels[edge(row) * side + edge(column)] ?? 0;
  for (let row = 0; row < to; row++) {
    const y = top + ((row + 0.5) / to) * height - 0.5;
    const [above, down] = [Math.floor(y), y - Math.floor(y)];
    for (let column = 0; column < to; column++) {
      const across = (mirrored ? to - 1 - column : column) + 0.5;
      const x = left + (across / to) * width - 0.5;
      const [before, right] = [Math.floor(x), x - Math.floor(x)];
      const upper = level(above, before) * (1 - right) + level(above, before + 1) * right;
      const lower = level(above + 1, before) * (1 - right) + level(above + 1, before + 1) * right;
      view[row * to + column] = Math.min(BRIGHTEST, contrast * (upper * (1 - down) + lower * down));
    }
  }
  return view;
}

/** Views of the pictures of a batch, view by view: row v · batch + r is view v of picture r. Grey levels from 0 to 15. */
export interface Views {
  /** [2 · batch, side²] */
  readonly globals: Float32Array;
  /** [localCrops · batch, localSide²] */
  readonly locals: Float32Array;
  readonly localSide: number;
}

/** Tasks whose pictures mean the same in a mirror. */
const MIRRORED: ReadonlySet<Experiment['task']> = new Set<Experiment['task']>(['fashion']);

/**
 * The views of a step. Local crops have half as many patches a side.
 * @param step counted from 1
 * @param patch pixels along a side of a patch
 */
export function viewsOf(
  prompts: readonly string[],
  { seed, task, localCrops, cropShare }: Experiment,
  step: number,
  patch: number,
): Views {
  const side = Math.sqrt(prompts[0]?.length ?? 0);
  const localSide = Math.max(1, Math.floor(side / patch / 2)) * patch;
  const [batch, crops] = [prompts.length, GLOBAL_CROPS + localCrops];
  const numbers = uniformArray(seed, STREAM.crop, step, batch, crops * NUMBERS_PER_CROP);
  const globals = new Float32Array(GLOBAL_CROPS * batch * side ** 2);
  const locals = new Float32Array(localCrops * batch * localSide ** 2);
  prompts.forEach((prompt, row) => {
    const levels = levelsOfPrompt(prompt);
    for (let view = 0; view < crops; view++) {
      const start = (row * crops + view) * NUMBERS_PER_CROP;
      const own = numbers.subarray(start, start + NUMBERS_PER_CROP);
      const isGlobal = view < GLOBAL_CROPS;
      const shares = isGlobal
        ? ([cropShare, 1] as const)
        : ([Math.min(SMALLEST_SHARE, cropShare), cropShare] as const);
      const crop = drawCrop(own, side, shares, MIRRORED.has(task));
      const to = isGlobal ? side : localSide;
      const at = isGlobal ? view * batch + row : (view - GLOBAL_CROPS) * batch + row;
      (isGlobal ? globals : locals).set(cutView(levels, side, crop, to), at * to ** 2);
    }
  });
  return { globals, locals, localSide };
}

/** The most and the least patches of a picture that are hidden, as shares. */
const MASKED_SHARES = [0.1, 0.5] as const;

/**
 * Patches that are hidden from the student in iBOT (Zhou et al. 2022, arXiv 2111.07832), as DINOv2 draws them: in half of the pictures,
 * of the patches a share that goes evenly from the least to the most.
 * @returns 1 where a patch is hidden [rows, patches]
 */
export function drawMasks(seed: number, step: number, rows: number, patches: number): Float32Array {
  const numbers = uniformArray(seed, STREAM.patchMask, step, rows, patches + 1);
  const numberOf = (row: number, patch: number): number => numbers[row * (patches + 1) + patch] ?? 0;
  const order = (count: number, key: (i: number) => number): number[] =>
    Array.from({ length: count }, (_, i) => i).sort((a, b) => key(a) - key(b) || a - b);
  const chosen = order(rows, (row) => numberOf(row, patches)).slice(0, Math.floor(rows / 2));
  const masks = new Float32Array(rows * patches);
  const [least, most] = MASKED_SHARES;
  chosen.forEach((row, i) => {
    const share = least + ((i + 0.5) / chosen.length) * (most - least);
    const count = Math.max(1, Math.round(share * patches));
    for (const patch of order(patches, (at) => numberOf(row, at)).slice(0, count))
      masks[row * patches + patch] = 1;
  });
  return masks;
}
