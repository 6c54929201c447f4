/**
 * A run as a student hands it in: who, which settings, what came out, in one JSON text. As a file it is that text, in a link it
 * is the text in base64url. A checksum tells what was changed afterwards by accident or by hand; it is no signature, because a
 * page has no secret.
 */
import * as v from 'valibot';
import { UserError } from '../errors/user-error';
import type { LiveChange } from './changes';
import { decodeLink } from './comparison-link';
import type { Experiment } from './fields';
import type { Notice } from './notices';
import { LONGEST_HASH } from './url';

const FORMAT = 'distillery-hand-in';
const VERSION = 1;

/** Characters of a name, after what cannot be seen has been taken out. */
export const LONGEST_HANDED_NAME = 40;
/** Most points of a curve. */
export const MOST_CURVE_POINTS = 32;
/** Characters of a hand-in that are read: one with the longest settings has less. */
export const LONGEST_HAND_IN = 2 * LONGEST_HASH;
/** Milliseconds since 1970 that a date can hold. */
const LAST_DATE = 8.64e15;

const Steps = v.pipe(v.number(), v.safeInteger(), v.minValue(0), v.maxValue(1_000_000));
const Value = v.pipe(v.number(), v.finite(), v.minValue(-1e6), v.maxValue(1e6));
const Time = v.pipe(v.number(), v.safeInteger(), v.minValue(0), v.maxValue(LAST_DATE));
const MetricId = v.pipe(v.string(), v.regex(/^[a-z][a-z-]{0,39}$/));
const Digest = v.pipe(v.string(), v.regex(/^[\da-f]{16}$/));
const curveOf = <T extends v.GenericSchema>(item: T) =>
  v.pipe(v.array(item), v.maxLength(2 * MOST_CURVE_POINTS), v.readonly());

const HandInSchema = v.pipe(
  v.strictObject({
    /** As typed; see `cleanName`. */
    name: v.pipe(v.string(), v.maxLength(400)),
    /** Milliseconds since 1970 at which the run began, and was handed in. */
    created: Time,
    made: Time,
    /** Version of the page. */
    page: v.pipe(v.string(), v.maxLength(40)),
    /** Hash of the link that repeats the run, changes during it included. */
    settings: v.pipe(v.string(), v.maxLength(LONGEST_HASH)),
    /** Distillation steps done. */
    step: Steps,
    finished: v.boolean(),
    /** Checksum of the recording; the same for all hand-ins of one run at one step. */
    recording: Digest,
    /** Metric → newest score on held-out prompts; the first is the headline. */
    scores: v.pipe(
      v.array(v.tuple([MetricId, Value])),
      v.maxLength(8),
      v.check((scores) => new Set(scores.map(([id]) => id)).size === scores.length),
      v.readonly(),
    ),
    /** Steps between two points of `loss` and `acceptance`, each the mean of the steps up to it; the last is at `step`. */
    stride: v.pipe(Steps, v.minValue(1)),
    loss: curveOf(v.nullable(Value)),
    acceptance: curveOf(v.nullable(v.pipe(v.number(), v.minValue(0), v.maxValue(1)))),
    /** The headline by step. */
    score: curveOf(v.tuple([Steps, Value])),
  }),
  v.readonly(),
);
export type HandIn = v.InferOutput<typeof HandInSchema>;

/** A hand-in that was read, with what its settings mean. */
export interface ReadHandIn {
  /** As it came, its checksum included. */
  readonly text: string;
  readonly handIn: HandIn;
  /** As it is shown: see `cleanName`; empty where none was given. */
  readonly name: string;
  readonly experiment: Experiment;
  readonly changes: readonly LiveChange[];
  /** Its checksum does not fit: it was changed after it was made. */
  readonly altered: boolean;
  /** What of its settings is not understood. */
  readonly notices: readonly Notice[];
}

const TWO_TO_32 = 2 ** 32;

/** 64-bit FNV-1a (Fowler, Noll, Vo) as 16 hexadecimal digits. `crypto.subtle` is missing on sites without TLS. */
export function checksum(bytes: Uint8Array): string {
  let [high, low] = [0xcbf29ce4, 0x84222325];
  // The prime is 2⁴⁰ + 435: a shift by 8 from the low half to the high one, and a product that a double holds exactly.
  for (const byte of bytes) {
    low = (low ^ byte) >>> 0;
    const product = low * 435;
    high = (high * 435 + Math.floor(product / TWO_TO_32) + ((low << 8) >>> 0)) % TWO_TO_32;
    low = product >>> 0;
  }
  return [high, low].map((half) => half.toString(16).padStart(8, '0')).join('');
}

/** Values in the order of the schema, whatever the order of the text was. */
const checksumOf = (handIn: HandIn): string =>
  checksum(new TextEncoder().encode(JSON.stringify(v.parse(HandInSchema, handIn))));

/** A name without control characters and marks of direction, on one line, at most `LONGEST_HANDED_NAME` characters. */
export const cleanName = (typed: string): string =>
  [
    ...typed
      .normalize('NFC')
      .replace(/[\p{C}\s]+/gu, ' ')
      .trim(),
  ]
    .slice(0, LONGEST_HANDED_NAME)
    .join('')
    .trim();

/** The text of a file. */
export const writeHandIn = (handIn: HandIn): string =>
  JSON.stringify({ format: FORMAT, version: VERSION, ...handIn, checksum: checksumOf(handIn) });

/**
 * @param source name of the file or the beginning of the link, for the sentence of an error
 * @throws UserError when it is no hand-in, is too long, was cut off, or is of a newer version
 */
export function readHandIn(text: string, source: string): ReadHandIn {
  if (text.length > LONGEST_HAND_IN) throw new UserError('hand-in-unknown', { file: source });
  const stored = parseJson(text);
  if (!stored)
    throw new UserError(text.includes(FORMAT) ? 'hand-in-damaged' : 'hand-in-unknown', { file: source });
  const { format, version, checksum: given, ...rest } = stored;
  if (format !== FORMAT) throw new UserError('hand-in-unknown', { file: source });
  if (version !== VERSION) throw new UserError('hand-in-newer', { file: source });
  const parsed = v.safeParse(HandInSchema, rest);
  if (!parsed.success) throw new UserError('hand-in-damaged', { file: source });
  const handIn = parsed.output;
  const { experiment, changes, comparison, notices } = decodeLink(handIn.settings);
  if (notices.some(({ code }) => code === 'linkVersion'))
    throw new UserError('hand-in-newer', { file: source });
  if (comparison) throw new UserError('hand-in-damaged', { file: source });
  return {
    ...{ text, handIn, experiment, changes, notices },
    name: cleanName(handIn.name),
    altered: checksumOf(handIn) !== given,
  };
}

function parseJson(text: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : null;
  } catch {
    return null;
  }
}

/** The value of a link's pair for the text of a hand-in: base64url. */
export const encodeHandIn = (text: string): string =>
  btoa(Array.from(new TextEncoder().encode(text), (byte) => String.fromCharCode(byte)).join(''))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');

/**
 * Reads the value of a link's pair.
 * @throws UserError as `readHandIn` does
 */
export function decodeHandIn(encoded: string): ReadHandIn {
  const source = `handin=${encoded.slice(0, 12)}…`;
  if (encoded.length > 2 * LONGEST_HAND_IN) throw new UserError('hand-in-unknown', { file: source });
  let text: string;
  try {
    const bytes = atob(encoded.replaceAll('-', '+').replaceAll('_', '/'));
    text = new TextDecoder('utf-8', { fatal: true }).decode(
      Uint8Array.from(bytes, (one) => one.charCodeAt(0)),
    );
  } catch {
    throw new UserError('hand-in-damaged', { file: source });
  }
  try {
    return readHandIn(text, source);
  } catch (error) {
    // A link that says what it is and is none was cut off.
    if (error instanceof UserError && error.code === 'hand-in-unknown')
      throw new UserError('hand-in-damaged', { file: source });
    throw error;
  }
}

/** The hand-ins that links in a text hold, each once, as `decodeHandIn` takes them. */
export const handInsIn = (text: string): readonly string[] => [
  ...new Set([...text.matchAll(/[#&]handin(?:=|%3D)([\w-]+)/gi)].map(([, encoded = '']) => encoded)),
];

/** A measured value at a step. */
export type CurvePoint = readonly [step: number, value: number];

/** The points of a curve. */
export function curve(handIn: HandIn, which: 'loss' | 'acceptance' | 'score'): readonly CurvePoint[] {
  if (which === 'score') return handIn.score;
  const { stride, step } = handIn;
  return handIn[which].flatMap((value, at): CurvePoint[] =>
    value === null ? [] : [[Math.min((at + 1) * stride, step), value]],
  );
}
