/** Rounds of sampling in the engine: the same request and result as the kernel of WebGPU in ops/sample/. */
import type { Engine } from './engine';
import * as at from './layout';
import { floatBits, type RoundRequest, roomWith, runRound } from './round';

export interface EngineRequest extends RoundRequest {
  readonly acceptance: {
    /** `switch`: AdaSwitch, where the threshold is the factor. */
    readonly rule: 'top-k' | 'nucleus' | 'switch';
    readonly threshold: number;
  };
  /** Keep raw logits: the teacher's, or the student's when it is alone. */
  readonly keepLogits: boolean;
}

export interface EngineRound {
  /** float32 [RECORD_FIELDS · batch · responseLength]. */
  readonly record: Float32Array;
  /** float32 [batch · responseLength · vocabulary], 0 after the end of a row. */
  readonly logits: Float32Array | null;
}

const RULES = { 'top-k': at.TOP_K, nucleus: at.NUCLEUS, switch: at.SWITCH } as const;

const pad8 = (count: number): number => Math.ceil(count / 8) * 8;

/**
 * Draws responses. Row r at response position i uses `uniforms[r, i]` of each model and nothing else, so the result is
 * that of the composed samplers with the same numbers, however rows are shared among threads.
 * @throws UserError `memory-full`
 */
export function sampleInEngine(engine: Engine, request: EngineRequest): EngineRound {
  const { prompts, responseLength, student, teacher, acceptance } = request;
  const batch = prompts.shape[0];
  const field = batch * responseLength;
  const { vocabulary } = student.model;
  return engine.within((allocate) => {
    const size = request.keepLogits || teacher !== null ? field * vocabulary : 0;
    const logits = size > 0 ? roomWith(engine, allocate, new Float32Array(size)) : 0;
    const switching = acceptance.rule === 'switch' ? batch * at.SWITCH_WORDS : 0;
    const record = runRound(engine, allocate, request, {
      task: at.SAMPLE,
      recordSize: at.RECORD_FIELDS * field,
      tokens: (sideBySide) => sideBySide,
      room: (sideBySide) => 4 * sideBySide + 3 * pad8(vocabulary) + 8,
      words: {
        [at.RULE]: RULES[acceptance.rule],
        [at.THRESHOLD]: floatBits(acceptance.threshold),
        [at.LOGITS]: logits,
        [at.SWITCHES]: switching > 0 ? roomWith(engine, allocate, new Float32Array(switching)) : 0,
      },
    });
    return { record, logits: logits ? engine.floats(logits, size).slice() : null };
  });
}
