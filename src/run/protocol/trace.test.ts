import fc from 'fast-check';
import { expect, test } from 'vitest';
import { problem } from '../../errors/problems';
import { DEFAULT_EXPERIMENT } from '../../experiment/fields';
import type { Command, RunEvent, TraceResult } from '.';
import { ProtocolError, parseCommand, parseEvent } from './parse';
import { traceBuffers } from './trace';

const trace = {
  type: 'trace',
  id: 1,
  request: {
    ...{ prompt: 'seven=', typed: false, writer: 'student', topK: 3, row: 2 },
    strip: { step: 4, row: 1, tokens: [4, 0, 2], again: true },
  },
  experiment: DEFAULT_EXPERIMENT,
} as const satisfies Command;

const judge = {
  type: 'judge-token',
  id: 2,
  request: { prompt: 'seven=', typed: false, response: [4], proposed: 5, topK: 0, row: 0 },
  experiment: DEFAULT_EXPERIMENT,
} as const satisfies Command;

const numbers = (length: number): Float32Array => new Float32Array(length).fill(0.5);

const anyResult: fc.Arbitrary<TraceResult> = fc
  .record({
    n: fc.nat(6),
    vocabulary: fc.array(fc.string(), { minLength: 3, maxLength: 9 }),
    step: fc.integer({ min: 1, max: 9 }),
    drawsTeacher: fc.boolean(),
  })
  .map(({ n, vocabulary, step, drawsTeacher }) => {
    const size = n * vocabulary.length;
    const draws = () => ({
      ...{ temperature: 1, topP: 0.9, uniforms: numbers(n), distributions: numbers(size) },
    });
    return {
      row: {
        prompt: 'a',
        tokens: Array.from({ length: n }, (_, i) => ({ id: i, source: 'accepted', proposed: i, rank: 0 })),
        teacher: numbers(size),
        student: numbers(size),
      },
      ...{ writer: 'interleaved', vocabulary, limit: 8, replay: 'exact' },
      rule: { acceptance: 'top-k', topK: 3, acceptanceTopP: 0.9 },
      address: { seed: 1, step, row: 0 },
      trainingProgress: { step: step - 1, sftSteps: 0 },
      studentDraws: draws(),
      teacherDraws: drawsTeacher ? draws() : null,
      loss: {
        ...{ name: 'divergence', divergence: 'forward-kl', temperature: 1 },
        ...{ target: numbers(size), student: numbers(size), shares: numbers(size), values: numbers(n) },
      },
    };
  });

test('good commands pass unchanged', () => {
  for (const command of [
    trace,
    judge,
    { ...trace, request: { ...trace.request, strip: null, writer: null } },
  ])
    expect(parseCommand(structuredClone(command))).toEqual(command);
});

test.each([
  [{ ...trace, request: { ...trace.request, row: 65_535 } }],
  [{ ...trace, request: { ...trace.request, writer: 'nobody' } }],
  [{ ...trace, request: { ...trace.request, topK: -1 } }],
  [{ ...trace, request: { ...trace.request, strip: { step: 0, row: 0, tokens: [], again: true } } }],
  [{ ...judge, request: { ...judge.request, proposed: -1 } }],
  [{ ...judge, experiment: {} }],
])('command %j is refused', (message) => {
  expect(() => parseCommand(message)).toThrow(ProtocolError);
});

test('a good answer passes unchanged, and its numbers change hands', () => {
  fc.assert(
    fc.property(anyResult, (result) => {
      const event: RunEvent = { type: 'trace', id: 3, result };
      const copy = structuredClone(event);
      const sent = structuredClone(event, { transfer: traceBuffers(result) });
      expect(result.row.teacher).toHaveLength(0);
      expect(result.loss.shares).toHaveLength(0);
      expect(parseEvent(sent)).toEqual(copy);
    }),
    { numRuns: 40 },
  );
  const refused: RunEvent = { type: 'trace-refused', id: 1, problem: problem('no-response-in-data') };
  expect(parseEvent(structuredClone(refused))).toEqual(refused);
});

test('an answer whose parts do not fit together is refused', () => {
  fc.assert(
    fc.property(anyResult, fc.nat(3), (result, kind) => {
      const { loss, vocabulary, row } = result;
      const broken = [
        { loss: { ...loss, shares: numbers(loss.shares.length + 1) } },
        { loss: { ...loss, values: numbers(loss.values.length + 1) } },
        { row: { ...row, tokens: [...row.tokens, { id: 0, source: 'student', proposed: 0, rank: 0 }] } },
        { studentDraws: { ...result.studentDraws, uniforms: numbers(row.tokens.length + 1), vocabulary } },
      ][kind];
      expect(() => parseEvent({ type: 'trace', id: 1, result: { ...result, ...broken } })).toThrow(
        ProtocolError,
      );
    }),
    { numRuns: 40 },
  );
});
