/** Raw results for tests. */
import type { Outcome, RawResult } from './raw';

const measured = (value: number) => ({ value, interval: null });

/** A finished run with one score on test and validation prompts. */
export function outcomeWith(id: string, score: number, changes: Partial<Outcome> = {}): Outcome {
  const drafts = { overlap: measured(0.8), acceptance: measured(0.7), acceptedPerCall: measured(2.5) };
  return {
    updates: 300,
    teacherForwards: 4800,
    seconds: 60,
    curve: { steps: [100, 200, 300], loss: [2, 1, 0.5], acceptance: [0.2, 0.6, 0.9] },
    progress: { steps: [0, 300], scores: { [id]: [0, score] } },
    validation: { prompts: 256, scores: { [id]: score }, forwardKl: 0.5, topOne: 0.8 },
    probe: null,
    test: { prompts: 1000, scores: { [id]: measured(score) } },
    drafting: {
      ...{ prompts: 32, draftLength: 4, temperature: 1 },
      before: { ...drafts, acceptance: measured(0.1) },
      after: drafts,
    },
    times: null,
    memory: { steps: [100, 300], tensors: [135, 135], bytes: [7_680_000, 7_680_000] },
    ...changes,
  };
}

export const resultOf = (
  link: string,
  outcome: Outcome | null,
  changes: Partial<RawResult> = {},
): RawResult => ({
  format: 1,
  link,
  teacher: 7,
  sources: '0123456789ab',
  machine: {
    processor: 'Processor',
    cores: 2,
    system: 'linux x64',
    backend: 'wasm',
    adapter: 'processor, one thread',
    node: '20.0.0',
    tfjs: '4.22.0',
    commit: 'abc',
  },
  finished: '2026-01-02T03:04:05.000Z',
  failure: outcome ? null : 'The run diverged.',
  outcome,
  ...changes,
});
