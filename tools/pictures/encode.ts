/** Pictures from pictures, with sharp: installed here, once, because nothing else needs it. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const VERSION = '0.35.5';
const FOLDER = resolve('.cache/pictures');

interface Sharp {
  resize(width: number, height: number): Sharp;
  flatten(options: { background: string }): Sharp;
  extend(options: { top: number; bottom: number; left: number; right: number; background: string }): Sharp;
  webp(options: {
    quality: number;
    effort: number;
    delay: readonly number[];
    loop: number;
    minSize: boolean;
  }): Sharp;
  png(options: { palette: boolean; effort?: number }): Sharp;
  toFile(path: string): Promise<unknown>;
  toBuffer(): Promise<Buffer>;
}
type SharpModule = (
  input: Buffer | string | readonly Buffer[],
  options?: { join?: { animated: boolean }; density?: number },
) => Sharp;

let loaded: Promise<SharpModule> | null = null;

function sharp(): Promise<SharpModule> {
  loaded ??= load();
  return loaded;
}

async function load(): Promise<SharpModule> {
  const entry = join(FOLDER, 'node_modules/sharp/dist/index.mjs');
  if (!existsSync(entry)) {
    mkdirSync(FOLDER, { recursive: true });
    const { status } = spawnSync('npm', ['install', '--no-save', '--prefix', FOLDER, `sharp@${VERSION}`], {
      stdio: 'inherit',
      shell: process.platform === 'win32',
    });
    if (status !== 0) throw new Error(`sharp ${VERSION} could not be installed`);
  }
  const { default: module } = (await import(pathToFileURL(entry).href)) as { default: SharpModule };
  return module;
}

export interface Frame {
  /** A picture file. */
  readonly image: Buffer;
  readonly milliseconds: number;
}

/** Writes an animated WebP that starts again at its end. */
export async function writeAnimation(
  path: string,
  frames: readonly Frame[],
  { width, height, quality }: { readonly width: number; readonly height: number; readonly quality: number },
): Promise<void> {
  const open = await sharp();
  const scaled = await Promise.all(
    frames.map(({ image }) => open(image).resize(width, height).png({ palette: false }).toBuffer()),
  );
  await open(scaled, { join: { animated: true } })
    .webp({
      quality,
      effort: 6,
      delay: frames.map(({ milliseconds }) => milliseconds),
      loop: 0,
      minSize: true,
    })
    .toFile(path);
}

/** Writes a picture with at most 256 colours. */
export async function writeSmallPng(path: string, image: Buffer): Promise<void> {
  await (await sharp())(image).png({ palette: true, effort: 10 }).toFile(path);
}

/**
 * Writes a square PNG of an SVG file.
 * @param margin share of the size that stays free on each side, for systems that cut icons to a shape of their own
 */
export async function writeIcon(
  path: string,
  svg: string,
  size: number,
  { margin = 0, background }: { readonly margin?: number; readonly background?: string } = {},
): Promise<void> {
  const inner = Math.round(size * (1 - 2 * margin));
  const edge = (size - inner) / 2;
  const open = await sharp();
  const icon = open(svg, { density: 72 * Math.ceil(inner / 32) }).resize(inner, inner);
  if (!background) {
    await icon.png({ palette: false }).toFile(path);
    return;
  }
  const image = await icon.png({ palette: false }).toBuffer();
  await open(image)
    .extend({
      top: Math.floor(edge),
      bottom: Math.ceil(edge),
      left: Math.floor(edge),
      right: Math.ceil(edge),
      background,
    })
    .flatten({ background })
    .png({ palette: false })
    .toFile(path);
}
