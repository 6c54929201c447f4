/** Speculative decoding in the engine. */
import type { Engine } from './engine';
import * as at from './layout';
import { type EngineModel, type RoundRequest, roomWith, runRound } from './round';

export interface SpeculationRequest extends RoundRequest {
  readonly teacher: EngineModel;
  /** Uniform numbers that decide about drafts, row-major [batch, responseLength] in [0, 1). */
  readonly acceptance: Float32Array;
  /** Drafts a round, at least 1. */
  readonly drafts: number;
}

/**
 * Draws responses of the teacher with the student as drafter.
 * @returns float32 [batch, DRAFT_FIELD_COUNT, responseLength]: the record of distill/sampler/speculate.ts
 * @throws UserError `memory-full`
 */
export function speculateInEngine(engine: Engine, request: SpeculationRequest): Float32Array {
  const { prompts, responseLength, student, drafts } = request;
  return engine.within((allocate) =>
    runRound(engine, allocate, request, {
      task: at.SPECULATE,
      recordSize: prompts.shape[0] * at.DRAFT_FIELD_COUNT * responseLength,
      tokens: (sideBySide) => sideBySide * (Math.max(1, drafts) + 1),
      room: (sideBySide) => engine.kernels.speculateSize(sideBySide, drafts, student.model.vocabulary),
      words: {
        [at.DRAFT_LENGTH]: drafts,
        [at.ACCEPTANCE]: roomWith(engine, allocate, request.acceptance),
      },
    }),
  );
}
