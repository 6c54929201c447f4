import fc from 'fast-check';
import { expect, test } from 'vitest';
import { problem } from '../../errors/problems';
import { DEFAULT_EXPERIMENT } from '../../experiment/fields';
import type { AttentionMaps, AttentionResult, Command, RunEvent } from '.';
import { buffersOf } from './attention';
import { ProtocolError, parseCommand, parseEvent } from './parse';

const attend: Command = {
  type: 'attend',
  id: 1,
  text: { prompt: 'forty-two=', typed: false, response: [4, 5, 2] },
  experiment: DEFAULT_EXPERIMENT,
};

const anyMaps = (n: number): fc.Arbitrary<AttentionMaps> =>
  fc
    .record({ layers: fc.integer({ min: 1, max: 4 }), heads: fc.integer({ min: 1, max: 4 }) })
    .map((size) => ({
      ...size,
      rows: new Float32Array(size.layers * size.heads * n * n).fill(1 / n),
    }));

const anyResult: fc.Arbitrary<AttentionResult> = fc
  .record({ n: fc.integer({ min: 1, max: 12 }), vocabulary: fc.array(fc.string(), { minLength: 3 }) })
  .chain(({ n, vocabulary }) =>
    fc.record({
      prompt: fc.string(),
      tokens: fc.array(fc.nat(vocabulary.length - 1), { minLength: n, maxLength: n }),
      promptLength: fc.integer({ min: 1, max: n }),
      vocabulary: fc.constant(vocabulary),
      trainingProgress: fc.record({ step: fc.nat(), sftSteps: fc.nat() }),
      teacher: anyMaps(n),
      student: anyMaps(n),
    }),
  );

test('a good command passes unchanged', () => {
  for (const response of [[4, 5, 2], [], 'quarante', '', null]) {
    const command = { ...attend, text: { ...attend.text, response } };
    expect(parseCommand(structuredClone(command))).toEqual(command);
  }
});

test('a good answer passes unchanged, and its numbers change hands', () => {
  fc.assert(
    fc.property(anyResult, fc.nat(), (result, id) => {
      const event: RunEvent = { type: 'attention', id, result };
      const copy = structuredClone(event);
      const sent = structuredClone(event, { transfer: buffersOf(result) });
      expect(result.teacher.rows).toHaveLength(0);
      expect(result.student.rows).toHaveLength(0);
      expect(parseEvent(sent)).toEqual(copy);
    }),
    { numRuns: 50 },
  );
  const refused: RunEvent = { type: 'attention-refused', id: 1, problem: problem('text-of-another-task') };
  expect(parseEvent(structuredClone(refused))).toEqual(refused);
});

test.each([
  [{ ...attend, id: -1 }],
  [{ ...attend, experiment: {} }],
  [{ ...attend, text: 'forty-two=' }],
  [{ ...attend, text: { ...attend.text, typed: 1 } }],
  [{ ...attend, text: { ...attend.text, response: [0.5] } }],
  [{ ...attend, text: { ...attend.text, response: [-1] } }],
  [{ ...attend, text: { prompt: 'a', typed: true } }],
])('command %j is refused', (message) => {
  expect(() => parseCommand(message)).toThrow(ProtocolError);
});

test('an answer whose parts do not fit together is refused', () => {
  fc.assert(
    fc.property(anyResult, fc.nat(4), (result, kind) => {
      const { teacher, tokens, promptLength, vocabulary } = result;
      const broken = [
        { teacher: { ...teacher, rows: new Float32Array(teacher.rows.length + 1) } },
        { teacher: { ...teacher, layers: teacher.layers + 1 } },
        { student: { layers: 1, heads: 1, rows: [1] } },
        { tokens: tokens.with(0, vocabulary.length) },
        { promptLength: promptLength + tokens.length },
      ][kind];
      expect(() => parseEvent({ type: 'attention', id: 1, result: { ...result, ...broken } })).toThrow(
        ProtocolError,
      );
    }),
    { numRuns: 50 },
  );
});
