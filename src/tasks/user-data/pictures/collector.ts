/** Takes in pictures one by one, keeps the usable ones, and counts the others with the reason and a few samples. */
import { type LabelColumn, USER_DATA_LIMITS as LIMITS, PICTURE_LIMITS } from '../../../experiment/user-data';
import type { Example } from '../../task';
import { fingerprintOf, splitSizes } from '../dataset';
import { compareClasses, isClassName, largestClasses } from './classes';

/** Why a picture was left out. */
export type PictureExclusion =
  /** Neither PNG nor JPEG. */
  | 'format'
  /** In no folder, or without a label. */
  | 'no-class'
  /** Too long a name of the class, or one with characters that cannot be kept. */
  | 'class-name'
  /** Not among the classes with the most pictures. */
  | 'classes'
  /** Too large a file. */
  | 'bytes'
  /** Too many pixels. */
  | 'pixels'
  /** The browser cannot decode it. */
  | 'damaged'
  /** The same pixels occurred before. */
  | 'same'
  /** A row with another number of cells. */
  | 'cells'
  /** A cell that is no grey level. */
  | 'levels'
  /** Beyond the most pictures that are kept. */
  | 'most';

export interface ExcludedPictures {
  readonly reason: PictureExclusion;
  readonly count: number;
  /** Paths, or lines of a table (1-based), of the first few. */
  readonly samples: readonly string[];
}

export interface PictureClass {
  readonly name: string;
  readonly count: number;
  /** The first pictures of it, as prompts. */
  readonly samples: readonly string[];
}

/** Preview of pictures before they are used. */
export interface PicturePreview {
  readonly kind: 'pictures';
  /** Column with the classes; null where pictures were files. */
  readonly label: LabelColumn | null;
  /** Pictures seen: `used` and the counts of `excluded` add up to it. */
  readonly found: number;
  readonly used: number;
  readonly classes: readonly PictureClass[];
  readonly excluded: readonly ExcludedPictures[];
  readonly split: { readonly train: number; readonly validation: number; readonly test: number };
  /** Fingerprint of the usable pictures; 0 when there are too few of them, or of their classes. */
  readonly fingerprint: number;
}

export interface ImportedPictures {
  readonly preview: PicturePreview;
  readonly examples: readonly Example[];
}

const SAMPLES = 3;
const PICTURES_SHOWN = 12;

export class PictureCollector {
  readonly #kept: (Example & { readonly where: string })[] = [];
  readonly #prompts = new Set<string>();
  readonly #excluded = new Map<PictureExclusion, { count: number; samples: string[] }>();
  #found = 0;

  /** There are as many as are kept: others need not be decoded, only counted. */
  get full(): boolean {
    return this.#kept.length >= PICTURE_LIMITS.pictures;
  }

  leaveOut(reason: PictureExclusion, where: string, count = 1): void {
    this.#found += count;
    this.#count(reason, where, count);
  }

  /** Why a class cannot have pictures; null where it can. */
  static objection(name: string): PictureExclusion | null {
    if (name === '') return 'no-class';
    return isClassName(name) ? null : 'class-name';
  }

  /** @param where path, or line of a table */
  add(prompt: string, name: string, where: string): void {
    const objection =
      PictureCollector.objection(name) ?? (this.#prompts.has(prompt) ? 'same' : this.full ? 'most' : null);
    if (objection) {
      this.leaveOut(objection, where);
      return;
    }
    this.#found += 1;
    this.#prompts.add(prompt);
    this.#kept.push({ prompt, response: name, where });
  }

  #count(reason: PictureExclusion, where: string, count = 1): void {
    const entry = this.#excluded.get(reason) ?? { count: 0, samples: [] };
    this.#excluded.set(reason, entry);
    entry.count += count;
    if (entry.samples.length < SAMPLES) entry.samples.push(where);
  }

  /** Settles the classes. To be called once. @param label column of a table that holds them */
  finish(label: LabelColumn | null): ImportedPictures {
    const largest = largestClasses(this.#kept.map(({ response }) => response));
    const examples: Example[] = [];
    for (const { prompt, response, where } of this.#kept) {
      if (largest.has(response)) examples.push({ prompt, response });
      else this.#count('classes', where);
    }
    const enough = examples.length >= LIMITS.fewest && largest.size >= PICTURE_LIMITS.fewestClasses;
    return {
      examples,
      preview: {
        kind: 'pictures',
        label,
        found: this.#found,
        used: examples.length,
        classes: classesOf(examples),
        excluded: [...this.#excluded]
          .map(([reason, entry]) => ({ reason, ...entry }))
          .sort((a, b) => b.count - a.count),
        split: splitSizes('pictures', examples.length),
        fingerprint: enough ? fingerprintOf('pictures', examples) : 0,
      },
    };
  }
}

function classesOf(examples: readonly Example[]): PictureClass[] {
  const classes = new Map<string, { count: number; samples: string[] }>();
  for (const { prompt, response } of examples) {
    const entry = classes.get(response) ?? { count: 0, samples: [] };
    classes.set(response, entry);
    entry.count += 1;
    if (entry.samples.length < PICTURES_SHOWN) entry.samples.push(prompt);
  }
  return [...classes]
    .map(([name, entry]) => ({ name, ...entry }))
    .sort((a, b) => compareClasses(a.name, b.name));
}
