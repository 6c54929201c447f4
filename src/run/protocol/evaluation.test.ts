import { describe, expect, test } from 'vitest';
import { problem } from '../../errors/problems';
import { DEFAULT_EXPERIMENT } from '../../experiment/fields';
import type { Command, Estimate, EvaluationResult, RunEvent } from '.';
import { ProtocolError, parseCommand, parseEvent } from './parse';

const measure: Estimate = { value: 0.5, interval: [0.4, 0.6] };
const side = {
  scores: { 'exact-match': measure, chrf: { value: 0.7, interval: null } },
  length: { value: 12, interval: [11, 13] },
  cutOff: { value: 0, interval: [0, 0.1] },
  distinct: [0.1, 0.2, 0.3],
  entropy: measure,
  probe: measure,
} satisfies EvaluationResult['student'];

const result: EvaluationResult = {
  request: { split: 'validation', prompts: 64, decoding: { kind: 'greedy' } },
  trainingProgress: { step: 120, sftSteps: 0 },
  metrics: [
    { id: 'exact-match', better: 'higher' },
    { id: 'chrf', better: 'higher' },
  ],
  milliseconds: 1234.5,
  items: [
    {
      prompt: 'six=',
      reference: 'six',
      kind: null,
      teacher: { text: 'six', ended: true, error: null, edits: '' },
      student: { text: 'dix', ended: true, error: 'one-edit', edits: 'X==' },
    },
  ],
  teacher: side,
  student: side,
  agreement: { identical: measure, topOne: measure, forwardKl: measure, jsd: measure },
  variety: 'repetitive',
};

const evaluate = {
  type: 'evaluate',
  id: 1,
  request: {
    split: 'test',
    prompts: 1000,
    decoding: { kind: 'sampled', temperature: 0.7, topP: 0.9, seed: 3 },
  },
  experiment: DEFAULT_EXPERIMENT,
} satisfies Command;

const commands: Command[] = [
  evaluate,
  { ...evaluate, request: { split: 'validation', prompts: 1, decoding: { kind: 'greedy' } } },
  { type: 'cancel-evaluation' },
];

const events: RunEvent[] = [
  { type: 'evaluation-progress', id: 1, trainingProgress: { step: 0, sftSteps: 9 }, done: 16, total: 128 },
  { type: 'evaluation-result', id: 1, result },
  // A run that has diverged: its numbers must reach the page, not be refused.
  {
    type: 'evaluation-result',
    id: 1,
    result: { ...result, student: { ...side, entropy: { value: Number.NaN, interval: null } } },
  },
  { type: 'evaluation-stopped', id: 1, failure: null },
  { type: 'evaluation-stopped', id: 2, failure: problem('question-failed', { message: 'x' }) },
];

describe('good messages pass unchanged', () => {
  test.each(commands)('command %j', (command) => {
    expect(parseCommand(structuredClone(command))).toEqual(command);
  });
  test.each(events.map((event) => [event.type, event] as const))('event %s', (_type, event) => {
    expect(parseEvent(structuredClone(event))).toEqual(event);
  });
});

test.each([
  [{ ...evaluate, id: -1 }],
  [{ ...evaluate, request: { ...evaluate.request, split: 'train' } }],
  [{ ...evaluate, request: { ...evaluate.request, prompts: 0 } }],
  [{ ...evaluate, request: { ...evaluate.request, prompts: 1e9 } }],
  [{ ...evaluate, request: { ...evaluate.request, decoding: { kind: 'beam' } } }],
  [{ ...evaluate, request: { ...evaluate.request, decoding: { kind: 'sampled' } } }],
  [
    {
      ...evaluate,
      request: { ...evaluate.request, decoding: { ...evaluate.request.decoding, temperature: Number.NaN } },
    },
  ],
  [{ ...evaluate, experiment: {} }],
])('command %j is refused', (message) => {
  expect(() => parseCommand(message)).toThrow(ProtocolError);
});

const itemWith = (student: object): unknown => ({
  type: 'evaluation-result',
  id: 1,
  result: { ...result, items: [{ ...result.items[0], student }] },
});

test.each([
  [{ type: 'evaluation-result', id: 1, result: { ...result, variety: 'fine' } }],
  [{ type: 'evaluation-result', id: 1, result: { ...result, agreement: {} } }],
  [itemWith({ text: 'dix', ended: true, error: 'strange', edits: 'X==' })],
  [itemWith({ text: 'dix', ended: true, error: 'other', edits: 'X=?' })],
  [{ type: 'evaluation-progress', id: 1, trainingProgress: { step: 0 }, done: 0, total: 1 }],
  [{ type: 'evaluation-stopped', id: 1 }],
])('event %j is refused', (message) => {
  expect(() => parseEvent(message)).toThrow(ProtocolError);
});
