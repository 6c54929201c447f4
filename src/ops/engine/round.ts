/** What rounds of sampling share: models with caches, prompts, a record, and the seats that threads work at. */
import type { SampledModel } from '../sample/layout';
import type * as tf from '../tf';
import type { Engine } from './engine';
import * as at from './layout';
import { type Resident, residentOf, writeShape } from './resident';

export interface EngineModel {
  readonly model: SampledModel;
  /** Flat parameters, in the order of model/shape.ts. */
  readonly weights: tf.Tensor1D;
  readonly temperature: number;
  readonly topP: number;
  /** Row-major [batch, responseLength] in [0, 1). */
  readonly uniforms: Float32Array;
}

export interface RoundRequest {
  readonly promptLength: number;
  readonly responseLength: number;
  readonly limit: number;
  /** int32 [batch, promptLength]. */
  readonly prompts: tf.Tensor2D;
  readonly endToken: number;
  readonly student: EngineModel;
  readonly teacher: EngineModel | null;
}

/** What kinds of rounds differ in. Sizes are in numbers of four bytes. */
export interface RoundKind {
  readonly task: number;
  readonly recordSize: number;
  /** Tokens that a seat with so many rows gives a model at once. */
  readonly tokens: (sideBySide: number) => number;
  /** Room of a seat beside the tokens of a call. */
  readonly room: (sideBySide: number) => number;
  /** Words of a seat by their place. */
  readonly words: Readonly<Record<number, number>>;
}

/** Tokens of a prompt that go through a model as one product. */
const PROMPT_TOKENS = 128;
/** Rows that one thread draws side by side: so many share a reading of the weights. */
const SIDE_BY_SIDE = 16;
/** Rows of a tile of the products: with fewer, a thread reads the weights for nearly nothing. */
const TILE = 4;

const bits = new DataView(new ArrayBuffer(4));
/** The bits of a float32, as an integer. */
export function floatBits(value: number): number {
  bits.setFloat32(0, value);
  return bits.getInt32(0);
}

type Allocate = (count: number) => number;

/** A model in a round: what all seats share of it. */
interface Participant {
  readonly resident: Resident;
  readonly keys: number;
  readonly values: number;
  readonly uniforms: number;
  readonly given: EngineModel;
}

/** Room for floats, with these in it. */
export function roomWith(engine: Engine, allocate: Allocate, numbers: Float32Array): number {
  const room = allocate(numbers.length);
  engine.floats(room, numbers.length).set(numbers);
  return room;
}

/** Runs a round, and returns what it wrote down. */
export function runRound(
  engine: Engine,
  allocate: Allocate,
  request: RoundRequest,
  kind: RoundKind,
): Float32Array {
  const { prompts, promptLength, responseLength, student, teacher } = request;
  const batch = prompts.shape[0];
  const ids = prompts.dataSync<'int32'>();
  const taken: Resident[] = [];
  const participant = (given: EngineModel): Participant => {
    const resident = residentOf(engine, given.model, given.weights, taken);
    taken.push(resident);
    const { context, width, heads, layers } = given.model;
    const depth = Math.ceil(width / heads / 4) * 4;
    const cache = layers * batch * heads * depth * Math.ceil(context / 4) * 4;
    const [keys, values] = [allocate(cache), allocate(cache)];
    return { resident, keys, values, uniforms: roomWith(engine, allocate, given.uniforms), given };
  };
  const drawn = participant(student);
  const judge = teacher && participant(teacher);
  const tokens = allocate(ids.length);
  const record = allocate(kind.recordSize);
  const next = allocate(1);
  const kept = allocate(2 * batch);
  engine.ints(tokens, ids.length).set(ids);
  engine.ints(next, 1).fill(0);
  engine.floats(record, kind.recordSize).fill(0);
  const count = Math.max(1, Math.min(engine.threads, Math.ceil(batch / TILE)));
  const sideBySide = Math.min(SIDE_BY_SIDE, Math.ceil(batch / count));
  const most = Math.max(kind.tokens(sideBySide), PROMPT_TOKENS);
  const seats = Array.from({ length: count }, () => {
    const words = [drawn, ...(judge ? [judge] : [])].map((one) =>
      seatModel(engine, allocate, one, batch, most),
    );
    const round = allocate(at.ROUND_WORDS);
    const room = allocate(3 * most + kind.room(sideBySide));
    const view = engine.ints(round, at.ROUND_WORDS);
    view[at.STUDENT] = words[0] ?? 0;
    view[at.TEACHER] = words[1] ?? 0;
    view[at.PROMPTS] = tokens;
    view[at.PROMPT_LENGTH] = promptLength;
    view[at.RESPONSE_LENGTH] = responseLength;
    view[at.LIMIT] = request.limit;
    view[at.END_TOKEN] = request.endToken;
    view[at.RECORD] = record;
    view[at.NEXT_ROW] = next;
    view[at.SIDE_BY_SIDE] = sideBySide;
    view[at.KEPT] = kept;
    view[at.ROOM] = room;
    for (const [place, word] of Object.entries(kind.words)) view[Number(place)] = word;
    return round;
  });
  const places = judge?.resident.placesOf(ids, batch, promptLength);
  engine.ints(kept, 2 * batch).set(places ?? new Int32Array(2 * batch));
  engine.run(kind.task, seats);
  return engine.floats(record, kind.recordSize).slice();
}

/** A model's words for one seat, with a scratch of its own. */
function seatModel(
  engine: Engine,
  allocate: Allocate,
  { resident, keys, values, uniforms, given }: Participant,
  batch: number,
  tokens: number,
): number {
  const { vocabulary, context, width, heads } = given.model;
  const words = allocate(at.MODEL_WORDS);
  const scratch = allocate(engine.kernels.scratchSize(vocabulary, context, width, heads, tokens));
  writeShape(engine, words, resident);
  const view = engine.ints(words, at.MODEL_WORDS);
  view[at.KEYS] = keys;
  view[at.VALUES] = values;
  view[at.SCRATCH] = scratch;
  view[at.TOKENS] = tokens;
  view[at.ROWS] = batch;
  view[at.TEMPERATURE] = floatBits(given.temperature);
  view[at.TOP_P] = floatBits(given.topP);
  view[at.UNIFORMS] = uniforms;
  return words;
}
