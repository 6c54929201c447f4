/** Pictures of a prompt as addresses that an `img` shows. */

/** Bytes of a file's head: file header, bitmap header, and a palette of 16 greys. */
const HEAD = 14 + 40 + 4 * 16;

/**
 * A square picture as a bitmap file (BITMAPINFOHEADER, 4 bits a pixel) in a data URL.
 * @param pixels one hexadecimal digit a pixel, row by row, 0 black and f white; a square number of them, an even number a row
 */
export function pictureUrl(pixels: string): string {
  const side = Math.sqrt(pixels.length);
  // Rows are padded to four bytes, and the lowest comes first.
  const stride = 4 * Math.ceil(side / 8);
  const bytes = new Uint8Array(HEAD + side * stride);
  const view = new DataView(bytes.buffer);
  bytes.set([0x42, 0x4d]);
  view.setUint32(2, bytes.length, true);
  view.setUint32(10, HEAD, true);
  view.setUint32(14, 40, true);
  view.setInt32(18, side, true);
  view.setInt32(22, side, true);
  view.setUint16(26, 1, true);
  view.setUint16(28, 4, true);
  view.setUint32(46, 16, true);
  for (let level = 0; level < 16; level++) bytes.fill(17 * level, 54 + 4 * level, 57 + 4 * level);
  for (let row = 0; row < side; row++) {
    const start = HEAD + (side - 1 - row) * stride;
    for (let column = 0; column < side; column += 2) {
      const at = row * side + column;
      bytes[start + column / 2] = Number.parseInt(pixels.slice(at, at + 2), 16);
    }
  }
  return `data:image/bmp;base64,${btoa(String.fromCharCode(...bytes))}`;
}
