import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { problem } from '../../errors/problems';
import { DEFAULT_EXPERIMENT } from '../../experiment/fields';
import type { Command, Probe, RunEvent, StepReport } from '.';
import { EventSchema, ProtocolError, parseCommand, parseEvent } from './parse';

const report: StepReport = {
  step: 3,
  phase: 'running',
  loss: 1.2,
  acceptance: 0.5,
  acceptedAt: [1, 0],
  replacedAt: [0, 1],
  overlap: 0.4,
  entropy: 2,
  gradientNorm: 0.7,
  learningRate: 4e-3,
  tokens: 300,
  milliseconds: 20,
  tokensPerSecond: 15_000,
};

const PROBE: Probe = {
  adapter: 'acme',
  faster: 'processor',
  flopsPerSecond: 6e9,
  reason: problem('probe-late', { adapter: 'acme' }),
  milliseconds: 450,
};

const commands: Command[] = [
  { type: 'open', backend: 'auto', assets: 'https://example.org/app/' },
  { type: 'open', backend: 'auto', assets: 'https://example.org/app/', comparison: 'a' },
  { type: 'open', backend: 'wasm', assets: 'https://e.org/', threads: { asked: 2, framed: false } },
  { type: 'open', backend: 'auto', assets: 'https://e.org/', probe: PROBE },
  { type: 'start', experiment: DEFAULT_EXPERIMENT, mode: 'run', restore: null },
  { type: 'pause' },
  { type: 'resume' },
  { type: 'step' },
  { type: 'reset' },
  {
    type: 'start',
    experiment: DEFAULT_EXPERIMENT,
    changes: [{ step: 9, settings: { topK: 5 } }],
    mode: 'run',
    restore: null,
  },
  { type: 'tune', settings: {} },
  { type: 'tune', settings: { topK: 7, learningRate: 1e-3 } },
  { type: 'try', id: 1, prompt: 'forty-two', experiment: DEFAULT_EXPERIMENT },
  { type: 'graduate', experiment: DEFAULT_EXPERIMENT, changes: [{ step: 9, settings: { topK: 5 } }] },
];

const events: RunEvent[] = [
  { type: 'speed', flopsPerSecond: 2.5e10 },
  {
    type: 'backend',
    backend: {
      ...{ name: 'wasm', adapter: '', threads: 2, reasons: [PROBE.reason], advice: null },
      probe: PROBE,
    },
  },
  {
    type: 'phase',
    phase: 'downloading',
    step: 0,
    total: 450,
    progress: { done: 5, total: 10, unit: 'bytes' },
  },
  { type: 'phase', phase: 'idle', step: 0, total: 0, progress: null },
  {
    type: 'backend',
    backend: {
      name: 'wasm',
      adapter: '',
      reasons: [problem('webgpu-no-adapter'), problem('threads-asked', { threads: 2 })],
      threads: 2,
      advice: problem('advice-enable-webgpu'),
    },
  },
  {
    type: 'loaded',
    loaded: {
      vocabulary: ['PAD', 'BOS', 'EOS', 'a'],
      promptLength: 41,
      responseLength: 41,
      trainSize: 200,
      metrics: [{ id: 'phoneme-error-rate', better: 'lower' }],
      teacher: { parameters: 1, width: 128, layers: 4, heads: 4, scores: { 'exact-match': 0.9 } },
      student: { parameters: 1 },
    },
  },
  { type: 'report', report },
  {
    type: 'report',
    report: {
      ...report,
      phase: 'sft',
      acceptance: null,
      overlap: null,
      acceptedAt: [],
      replacedAt: [],
    },
  },
  { type: 'report', report: { ...report, loss: Number.NaN, gradientNorm: Number.POSITIVE_INFINITY } },
  {
    type: 'strip',
    rule: { acceptance: 'top-k', topK: 3, acceptanceTopP: 0.9 },
    step: 3,
    rows: [
      {
        prompt: 'one=',
        tokens: [
          { id: 4, source: 'replaced', proposed: 3, rank: 5 },
          { id: 2, source: 'data', proposed: -1, rank: -1 },
        ],
        teacher: new Float32Array(8),
        student: new Float32Array(8),
      },
      { prompt: '', tokens: [], teacher: new Float32Array(), student: new Float32Array() },
    ],
  },
  {
    type: 'evaluation',
    evaluation: {
      step: 50,
      prompts: 64,
      text: { length: 12.5, cutOff: 0.25, distinct: [0.1, 0.2, 0.3] },
      scores: { chrf: 0.4 },
      examples: [{ prompt: 'one=', reference: 'un', answer: 'deux' }],
    },
  },
  { type: 'answer', id: 1, prompt: 'one=', teacher: 'un', student: '', step: 0 },
  {
    type: 'refused',
    id: 1,
    problem: problem('unknown-characters', { characters: ['ü', 'Z'], known: 'a b' }),
  },
  {
    type: 'saved',
    run: { id: 'a', writer: 'b' },
    step: 50,
    earlier: false,
    experiment: DEFAULT_EXPERIMENT,
    changes: [{ step: 9, settings: { topK: 5 } }],
  },
  { type: 'changes', changes: [{ step: 9, settings: { topK: 5, learningRate: 1e-3 } }] },
  {
    type: 'notice',
    problem: problem('own-teacher-misfit', { name: 'x', cause: problem('model-character-twice') }),
  },
  {
    type: 'failure',
    failure: { problem: problem('diverged', { step: 3, loss: Number.NaN }), restorableStep: null },
    fatal: true,
  },
];

describe('good messages pass unchanged', () => {
  test.each(commands.map((command) => [command.type, command] as const))('command %s', (_type, command) => {
    expect(parseCommand(structuredClone(command))).toEqual(command);
  });
  test.each(events.map((event) => [event.type, event] as const))('event %s', (_type, event) => {
    expect(parseEvent(structuredClone(event))).toEqual(event);
  });
});

const started = { type: 'start', experiment: DEFAULT_EXPERIMENT, mode: 'run', restore: null };

test.each([
  [null],
  ['pause'],
  [{}],
  [{ type: 'fly' }],
  [{ type: 'open', backend: 'cuda', assets: 'https://example.org/' }],
  [{ type: 'open', backend: 'auto', assets: '../teachers' }],
  [{ type: 'start', experiment: {}, mode: 'run', restore: null }],
  [{ type: 'start', experiment: { ...DEFAULT_EXPERIMENT, extra: 1 }, mode: 'run', restore: null }],
  [{ type: 'start', experiment: { ...DEFAULT_EXPERIMENT, batchSize: 0 }, mode: 'run', restore: null }],
  [{ type: 'start', experiment: { ...DEFAULT_EXPERIMENT, batchSize: 1.5 }, mode: 'run', restore: null }],
  [
    {
      type: 'start',
      experiment: { ...DEFAULT_EXPERIMENT, learningRate: Number.NaN },
      mode: 'run',
      restore: null,
    },
  ],
  [{ type: 'start', experiment: { ...DEFAULT_EXPERIMENT, studentWidth: 50 }, mode: 'run', restore: null }],
  [{ type: 'start', experiment: { ...DEFAULT_EXPERIMENT, method: 'x' }, mode: 'run', restore: null }],
  [{ type: 'tune', settings: { batchSize: 2 } }],
  [{ ...started, changes: [{ step: 0, settings: { topK: 2 } }] }],
  [{ ...started, changes: [{ step: 1, settings: { batchSize: 2 } }] }],
  [{ ...started, changes: [null] }],
  [{ type: 'tune', settings: { topK: undefined } }],
  [{ type: 'tune', settings: { learningRate: Number.POSITIVE_INFINITY } }],
])('command %j is refused', (message) => {
  expect(() => parseCommand(message)).toThrow(ProtocolError);
});

test.each([
  [undefined],
  [{ type: 'saved', step: Number.NaN, earlier: false, experiment: DEFAULT_EXPERIMENT }],
  [{ type: 'saved', step: -1, earlier: false, experiment: DEFAULT_EXPERIMENT }],
  [{ type: 'report', report: { ...report, step: 0.5 } }],
  [{ type: 'report', report: { ...report, loss: null } }],
  [{ type: 'report', report: { ...report, acceptance: 1.1 } }],
  [{ type: 'report', report: { ...report, acceptance: Number.NaN } }],
  [{ type: 'report', report: { ...report, milliseconds: Number.POSITIVE_INFINITY } }],
  [{ type: 'report', report: { ...report, acceptedAt: [1, '2'] } }],
  [
    {
      type: 'strip',
      rule: DEFAULT_EXPERIMENT,
      step: 0,
      rows: [{ prompt: '', tokens: [], teacher: [], student: [] }],
    },
  ],
  [
    {
      type: 'strip',
      rule: { acceptance: 'top-k', topK: 3, acceptanceTopP: 0.9 },
      step: 0,
      rows: [{ prompt: '', tokens: [], teacher: new Float32Array(3), student: new Float32Array(3) }],
    },
  ],
  [
    {
      type: 'failure',
      failure: { problem: { code: 'other', values: {} }, restorableStep: null },
      fatal: true,
    },
  ],
  // A value that the sentence needs is missing, or is no value.
  [{ type: 'notice', problem: { code: 'diverged', values: { step: 3 } } }],
  [{ type: 'notice', problem: { code: 'diverged', values: { step: 3, loss: null } } }],
  [{ type: 'notice', problem: 'The run diverged.' }],
])('event %j is refused', (message) => {
  expect(() => parseEvent(message)).toThrow(ProtocolError);
});

test('the error names the place and is short, whatever was sent', () => {
  expect(() => parseEvent({ type: 'report', report: { ...report, step: 'x'.repeat(1e6) } })).toThrow(
    /^The event is malformed at report\.step: .{1,170}$/,
  );
  expect(() => parseCommand({ type: 'y'.repeat(1e6) })).toThrow(
    /^The command is malformed at type: .{1,170}$/,
  );
});

describe('fuzz: a message passes or is a ProtocolError', () => {
  const attempt = (parse: (data: unknown) => unknown, data: unknown): void => {
    try {
      parse(data);
    } catch (error) {
      expect(error).toBeInstanceOf(ProtocolError);
    }
  };
  const anything = fc.anything({
    withBigInt: true,
    withDate: true,
    withMap: true,
    withNullPrototype: true,
    withTypedArray: true,
  });

  test('anything', () => {
    fc.assert(
      fc.property(anything, (data) => {
        attempt(parseCommand, data);
        attempt(parseEvent, data);
      }),
      { numRuns: 1000 },
    );
  });

  test('a good message with one part replaced', () => {
    const good = fc.constantFrom<Command | RunEvent>(...commands, ...events);
    fc.assert(
      fc.property(good, fc.nat(), anything, (message, pick, value) => {
        const keys = Object.keys(message);
        const changed = { ...message, [keys[pick % keys.length] ?? 'type']: value };
        attempt(parseCommand, changed);
        attempt(parseEvent, changed);
      }),
      { numRuns: 1000 },
    );
  });
});

test('no event carries a sentence: what users read travels as a problem', () => {
  const sentences: string[] = [];
  const walk = (schema: unknown, path: string): void => {
    if (typeof schema !== 'object' || schema === null || (schema as { type?: unknown }).type === 'lazy')
      return;
    const { type, entries, options, item, wrapped } = schema as Readonly<Record<string, unknown>>;
    if (
      type === 'string' &&
      /\.(message|reason|advice|failure|note|notes|problem|why|interruption)$/.test(path)
    ) {
      sentences.push(path);
    }
    for (const [name, entry] of Object.entries(entries ?? {})) walk(entry, `${path}.${name}`);
    for (const option of Array.isArray(options) ? options : []) walk(option, path);
    for (const inner of [item, wrapped]) walk(inner, path);
  };
  walk(EventSchema, 'event');
  // What the user writes of a run or a comparison is nobody else's sentence.
  const others = sentences.filter((path) => !/\b(?:facts|comparisons)\.notes$/.test(path));
  // What an earlier version of the page stored.
  expect([...new Set(others)]).toEqual(['event.snapshot.runs.note', 'event.run.note']);
});
