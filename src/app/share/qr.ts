/** QR codes as paths. */
import { generate } from 'lean-qr';

export interface QrPath {
  /** Modules of a side, without the quiet zone. */
  readonly size: number;
  /** SVG path of the dark modules, one unit a module. */
  readonly path: string;
}

/** Modules that stay light around a code (ISO/IEC 18004). */
export const QUIET_ZONE = 4;

/** The code of a text; null where the text is longer than the largest code holds (2,953 bytes). */
export function qrPath(text: string): QrPath | null {
  try {
    const code = generate(text);
    const { size } = code;
    const places = Array.from({ length: size }, (_, at) => at);
    const path = places.flatMap((y) => places.filter((x) => code.get(x, y)).map((x) => `M${x} ${y}h1v1h-1z`));
    return { size, path: path.join('') };
  } catch {
    return null;
  }
}

/** The code as a file of its own. */
export function qrSvg({ size, path }: QrPath): string {
  const side = size + 2 * QUIET_ZONE;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${-QUIET_ZONE} ${-QUIET_ZONE} ${side} ${side}" shape-rendering="crispEdges"><path fill="#fff" d="M${-QUIET_ZONE} ${-QUIET_ZONE}h${side}v${side}h${-side}z"/><path d="${path}"/></svg>`;
}
