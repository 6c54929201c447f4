/** Pictures by the browser's own decoders: rotation (EXIF), colour profiles, palettes, CMYK and 16 bits come with them. */
import { UserError } from '../../../errors/user-error';
import { PICTURE_LIMITS as LIMITS } from '../../../experiment/user-data';
import type { PictureExclusion } from '../../../tasks/user-data/pictures/collector';
import { pictureSize, pictureType } from '../../../tasks/user-data/pictures/header';
import { lumaOf, PictureShrinker } from '../../../tasks/user-data/pictures/shrink';

/** Pixels that are read back at a time: a large picture is in memory once, not twice. */
const STRIP_PIXELS = 1 << 20;
/** A colour that noise does not meet by chance. */
const PROBE = [12, 34, 56] as const;

export type Decoded = { readonly prompt: string } | { readonly refused: PictureExclusion };

/** A canvas to read pictures from. */
export class PictureDecoder {
  readonly #context: OffscreenCanvasRenderingContext2D;

  /** @throws UserError when the browser lacks what this needs, or gives pages noise in the place of pixels */
  constructor() {
    const able = typeof OffscreenCanvas === 'function' && typeof createImageBitmap === 'function';
    const context = able ? new OffscreenCanvas(2, 2).getContext('2d', { willReadFrequently: true }) : null;
    if (!context) throw new UserError('pictures-not-decoded');
    context.fillStyle = `rgb(${PROBE.join(' ')})`;
    context.fillRect(0, 0, 2, 2);
    const { data } = context.getImageData(0, 0, 2, 2);
    if (data.some((value, at) => at % 4 < 3 && value !== PROBE[at % 4]))
      throw new UserError('pictures-hidden');
    this.#context = context;
  }

  /** A file's picture as a prompt, or why there is none. The header is read before anything is decoded. */
  async decode(bytes: Uint8Array<ArrayBuffer>): Promise<Decoded> {
    const type = pictureType(bytes);
    if (!type) return { refused: 'format' };
    const size = pictureSize(bytes, type);
    if (!size) return { refused: 'damaged' };
    if (size.width * size.height > LIMITS.pixels) return { refused: 'pixels' };
    let bitmap: ImageBitmap;
    try {
      bitmap = await createImageBitmap(new Blob([bytes], { type }));
    } catch {
      return { refused: 'damaged' };
    }
    try {
      return { prompt: this.#shrink(bitmap) };
    } finally {
      bitmap.close();
    }
  }

  #shrink(bitmap: ImageBitmap): string {
    const { width, height } = bitmap;
    const context = this.#context;
    const rows = Math.min(height, Math.max(1, Math.floor(STRIP_PIXELS / width)));
    Object.assign(context.canvas, { width, height: rows });
    // Transparent parts are white, as on a page.
    context.fillStyle = 'white';
    const shrinker = new PictureShrinker(width, height);
    const grey = new Float64Array(width);
    for (let top = 0; top < height; top += rows) {
      context.fillRect(0, 0, width, rows);
      context.drawImage(bitmap, 0, -top);
      const { data } = context.getImageData(0, 0, width, rows);
      for (let y = 0; y < Math.min(rows, height - top); y++) {
        shrinker.addRow(lumaOf(data, 4 * y * width, grey));
      }
    }
    return shrinker.finish();
  }
}
