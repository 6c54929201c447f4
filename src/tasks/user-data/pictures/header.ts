/** Formats and sizes of picture files, read before anything is decoded: a small file can hold a picture that fills the memory. */

export type PictureType = 'image/png' | 'image/jpeg';

export interface PictureSize {
  /** In pixels, as stored: a rotation that the file asks for is left out. */
  readonly width: number;
  readonly height: number;
}

const PNG = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
const JPEG = [0xff, 0xd8, 0xff];
const IHDR = 0x49484452;

const begins = (bytes: Uint8Array, start: readonly number[]): boolean =>
  start.every((byte, at) => bytes[at] === byte);

/** By the first bytes, whatever the file's name; null for other formats. */
export function pictureType(bytes: Uint8Array): PictureType | null {
  if (begins(bytes, PNG)) return 'image/png';
  return begins(bytes, JPEG) ? 'image/jpeg' : null;
}

/**
 * The size that a picture's header gives; null where there is none.
 * Sources: PNG (ISO/IEC 15948) 11.2.2, JPEG (ITU-T T.81) B.2.2.
 */
export function pictureSize(bytes: Uint8Array, type: PictureType): PictureSize | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const size = type === 'image/png' ? sizeOfPng(view) : sizeOfJpeg(view);
  return size && size.width > 0 && size.height > 0 ? size : null;
}

function sizeOfPng(view: DataView): PictureSize | null {
  if (view.byteLength < 24 || view.getUint32(12) !== IHDR) return null;
  return { width: view.getUint32(16), height: view.getUint32(20) };
}

/** Start of frame, of any coding; C4, C8 and CC are other segments. */
const isFrame = (marker: number): boolean =>
  marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
const START_OF_SCAN = 0xda;

function sizeOfJpeg(view: DataView): PictureSize | null {
  let at = 2;
  while (at + 9 <= view.byteLength && view.getUint8(at) === 0xff) {
    const marker = view.getUint8(at + 1);
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    if (isFrame(marker)) return { width: view.getUint16(at + 7), height: view.getUint16(at + 5) };
    if (marker === START_OF_SCAN) return null;
    at += 2 + view.getUint16(at + 2);
  }
  return null;
}
