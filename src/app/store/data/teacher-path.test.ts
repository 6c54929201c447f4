import { expect, test } from 'vitest';
import { DEFAULT_EXPERIMENT, type Experiment } from '../../../experiment/fields';
import type { ModelCard } from '../../../run/protocol';
import { positionOnPath } from './teacher-path';

const DATA = 9;
const own = (changes: Partial<Experiment> = {}): Experiment => ({
  ...DEFAULT_EXPERIMENT,
  task: 'own',
  ownData: DATA,
  ...changes,
});
const card = (fingerprint: number, ownData = DATA): ModelCard => ({
  fingerprint,
  name: `model ${fingerprint}`,
  task: 'own',
  taskTitle: 'Mine',
  ownData,
  shape: { vocabulary: 5, context: 9, width: 8, layers: 1, heads: 1 },
  created: 0,
  origin: 'trained',
  scores: {},
});
const NO_RUN = { active: false, phase: 'idle', running: null } as const;
const run = (phase: 'running' | 'paused' | 'finished', experiment = own({ method: 'sft' })) =>
  ({ active: phase !== 'finished', phase, running: experiment }) as const;

test.each([
  ['new data', own(), NO_RUN, 0, [], 'train', false],
  ['training is set up', own({ method: 'sft' }), NO_RUN, 0, [], 'train', true],
  ['a teacher is being trained', own({ method: 'sft' }), run('running'), 9, [], 'train', true],
  ['its training is paused', own({ method: 'sft' }), run('paused'), 9, [], 'keep', true],
  ['its training has finished', own({ method: 'sft' }), run('finished'), 9, [], 'keep', true],
  ['it is kept', own({ method: 'sft' }), run('finished'), 0, [card(4)], 'teach', false],
  ['a model of other data is none', own(), NO_RUN, 0, [card(4, 8)], 'train', false],
  ['it teaches', own({ teacher: 'own', ownTeacher: 4 }), run('finished'), 0, [card(4)], 'teach', true],
  ['the teacher has been deleted', own({ teacher: 'own', ownTeacher: 4 }), NO_RUN, 0, [], 'train', false],
  ['a run of a student is no teacher’s', own(), run('paused', own()), 9, [card(4)], 'teach', false],
] as const)('%s', (_what, experiment, state, unsaved, models, station, ready) => {
  expect(positionOnPath(experiment, state, unsaved, models)).toMatchObject({ station, ready });
});
