/** Rounds of sampling in the engine: the same request and result as the kernel of WebGPU in ops/sample/. */
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

export interface EngineRequest {
  readonly promptLength: number;
  readonly responseLength: number;
  readonly limit: number;
  /** int32 [batch, promptLength]. */
  readonly prompts: tf.Tensor2D;
  readonly endToken: number;
  readonly student: EngineModel;
  readonly teacher: EngineModel | null;
  readonly acceptance: { readonly rule: 'top-k' | 'nucleus'; readonly threshold: number };
  /** Keep raw logits: the teacher's, or the student's when it is alone. */
  readonly keepLogits: boolean;
}

export interface EngineRound {
  /** float32 [RECORD_FIELDS · batch · responseLength]. */
  readonly record: Float32Array;
  /** float32 [batch · responseLength · vocabulary], 0 after the end of a row. */
  readonly logits: Float32Array | null;
}

/** Tokens of prompts that go through a model as one product. */
const PROMPT_TOKENS = 128;

const bits = new DataView(new ArrayBuffer(4));
function floatBits(value: number): number {
  bits.setFloat32(0, value);
  return bits.getInt32(0);
}

interface Seat {
  readonly words: number;
  readonly resident: Resident;
  /** Whether its prompts will come again with the same parameters. */
  readonly isFixed: boolean;
}

/**
 * Draws responses. Row r at response position i uses `uniforms[r, i]` of each model and nothing else, so the result is
 * that of the composed samplers with the same numbers.
 * @throws RangeError when there is no memory left
 */
export function sampleInEngine(engine: Engine, request: EngineRequest): EngineRound {
  const { prompts, promptLength, responseLength, student, teacher, acceptance } = request;
  const batch = prompts.shape[0];
  const ids = prompts.dataSync<'int32'>();
  const field = batch * responseLength;
  const { vocabulary } = student.model;
  return engine.within((allocate) => {
    const taken: Resident[] = [];
    const seat = (participant: EngineModel, isFixed: boolean): Seat => {
      const resident = residentOf(engine, participant.model, participant.weights, taken);
      taken.push(resident);
      const { context, width, heads, layers } = participant.model;
      const depth = Math.ceil(width / heads / 4) * 4;
      const cache = layers * batch * heads * depth * Math.ceil(context / 4) * 4;
      const tokens = Math.max(batch, PROMPT_TOKENS);
      const words = allocate(at.MODEL_WORDS);
      const rooms = [
        allocate(cache),
        allocate(cache),
        allocate(engine.kernels.scratchSize(vocabulary, context, width, heads, tokens)),
        allocate(field),
      ] as const;
      writeShape(engine, words, resident);
      const view = engine.ints(words, at.MODEL_WORDS);
      view.set(rooms.slice(0, 3), at.KEYS);
      view[at.TOKENS] = tokens;
      view[at.ROWS] = batch;
      view[at.TEMPERATURE] = floatBits(participant.temperature);
      view[at.TOP_P] = floatBits(participant.topP);
      view[at.UNIFORMS] = rooms[3];
      engine.floats(rooms[3], field).set(participant.uniforms);
      return { words, resident, isFixed };
    };
    const seats = [seat(student, false), ...(teacher ? [seat(teacher, true)] : [])];
    const tokens = allocate(ids.length);
    const record = allocate(at.RECORD_FIELDS * field);
    const keepLogits = request.keepLogits || teacher !== null;
    const logits = keepLogits ? allocate(field * vocabulary) : 0;
    const room = allocate(3 * Math.max(batch, PROMPT_TOKENS) + 5 * batch + vocabulary + 16);
    const round = allocate(at.ROUND_WORDS);
    engine.ints(tokens, ids.length).set(ids);
    engine.floats(record, at.RECORD_FIELDS * field).fill(0);
    if (logits) engine.floats(logits, field * vocabulary).fill(0);
    const view = engine.ints(round, at.ROUND_WORDS);
    view[at.STUDENT] = seats[0]?.words ?? 0;
    view[at.TEACHER] = seats[1]?.words ?? 0;
    view[at.PROMPTS] = tokens;
    view[at.PROMPT_LENGTH] = promptLength;
    view[at.RESPONSE_LENGTH] = responseLength;
    view[at.LIMIT] = request.limit;
    view[at.END_TOKEN] = request.endToken;
    view[at.RULE] = acceptance.rule === 'nucleus' ? 1 : 0;
    view[at.THRESHOLD] = floatBits(acceptance.threshold);
    view[at.RECORD] = record;
    view[at.LOGITS] = logits;
    for (const one of seats) readPrompts(engine, round, one, ids, batch, promptLength, room);
    engine.kernels.sampleRows(round, 0, batch, room);
    return {
      record: engine.floats(record, at.RECORD_FIELDS * field).slice(),
      logits: logits ? engine.floats(logits, field * vocabulary).slice() : null,
    };
  });
}

/** Fills a cache with the prompts of all rows, those of a teacher from what was kept of them where it was. */
function readPrompts(
  engine: Engine,
  round: number,
  { words, resident, isFixed }: Seat,
  ids: ArrayLike<number>,
  batch: number,
  promptLength: number,
  room: number,
): void {
  const { kernels } = engine;
  if (!isFixed) {
    kernels.readPrompts(round, words, 0, batch, room);
    return;
  }
  const { width, heads, layers } = resident.shape;
  const size = kernels.promptSize(width, heads, layers, promptLength - 1);
  const keyOf = (row: number): string =>
    Array.from({ length: promptLength - 1 }, (_, i) => ids[row * promptLength + i]).join();
  for (let row = 0; row < batch; row++) {
    const key = keyOf(row);
    const kept = resident.prompts.get(key);
    if (kept !== undefined) {
      kernels.copyPrompt(words, row, promptLength - 1, kept, true);
      continue;
    }
    kernels.readPrompts(round, words, row, row + 1, room);
    const fresh = resident.keep(key, size);
    if (fresh !== null) kernels.copyPrompt(words, row, promptLength - 1, fresh, false);
  }
}
