/** Links that version 0.1 of the page gave away open unchanged. */
import { expect, test } from 'vitest';
import { decodeLink } from './comparison-link';
import { decodeHash } from './url';

/** Every setting of version 0.1 with its default, which a link leaves out. */
const DEFAULTS = {
  ...{
    seed: 1,
    task: 'translation',
    ownData: 0,
    trainSize: 200,
    teacher: 'shipped',
    ownTeacher: 0,
    ownStudent: 0,
  },
  ...{ studentWidth: 48, studentLayers: 2, studentHeads: 4, sftSteps: 0, sftExamples: 200, sftBatchSize: 32 },
  ...{ sftLearningRate: 0.004, method: 'skd', sampler: 'dataset', loss: 'divergence', tokenWeight: 'none' },
  ...{ methodSchedule: 'constant', topK: 3, acceptance: 'top-k', acceptanceTopP: 0.9, blockSize: 1 },
  ...{ responseLimit: 64, studentTemperature: 1, studentTopP: 1, teacherTemperature: 1, teacherTopP: 1 },
  ...{
    teacherText: 'greedy',
    mixture: 0.5,
    mixtureFinal: 0.5,
    topKFinal: 1,
    stageFraction: 0.5,
    switchFactor: 2,
  },
  ...{ divergence: 'forward-kl', jsdBeta: 0.5, skewAlpha: 0.1, lossTemperature: 1, lossTemperatureFinal: 1 },
  ...{ softTargetWeight: 0.5, auxiliaryWeight: 1, correlationTop: 16, attentionWeight: 1, hiddenWeight: 1 },
  ...{ layerMap: '', stepsPerLayer: 0, rejectedWeight: 0, keepFraction: 1, steps: 450, batchSize: 16 },
  ...{ learningRate: 0.004, warmUpSteps: 30, schedule: 'cosine', finalRateFraction: 0.1, weightDecay: 0.01 },
  ...{ clipNorm: 1, evaluateEvery: 50, evaluatePrompts: 64, patience: 0 },
};

/** Every setting of version 0.1 with another value than its default. */
const ALL =
  '#v=1&seed=2&task=own&ownData=1&trainSize=201&teacher=own&ownTeacher=1&ownStudent=1&studentWidth=32&studentLayers=3' +
  '&studentHeads=2&sftSteps=1&sftExamples=201&sftBatchSize=33&sftLearningRate=0.05&method=custom' +
  '&sampler=adaptive-switch&loss=internal&tokenWeight=relative-difficulty&methodSchedule=stacked-layers&topK=4' +
  '&acceptance=nucleus&acceptanceTopP=0.95&blockSize=2&responseLimit=65&studentTemperature=1.05&studentTopP=0.9' +
  '&teacherTemperature=1.05&teacherTopP=0.9&teacherText=sampled&mixture=0.55&mixtureFinal=0.55&topKFinal=2' +
  '&stageFraction=0.55&switchFactor=2.05&divergence=skew-reverse-kl&jsdBeta=0.55&skewAlpha=0.15&lossTemperature=1.05' +
  '&lossTemperatureFinal=1.05&softTargetWeight=0.55&auxiliaryWeight=1.05&correlationTop=17&attentionWeight=1.05' +
  '&hiddenWeight=1.05&layerMap=1-1&stepsPerLayer=1&rejectedWeight=0.05&keepFraction=0.5&steps=451&batchSize=17' +
  '&learningRate=0.05&warmUpSteps=31&schedule=constant&finalRateFraction=0.15&weightDecay=0.06&clipNorm=1.05' +
  '&evaluateEvery=51&evaluatePrompts=65&patience=1';

test('a short link means the defaults of that version', () => {
  const { experiment, notices } = decodeHash('#v=1&seed=1');
  expect(notices).toEqual([]);
  expect(experiment).toMatchObject(DEFAULTS);
});

test('a link with every setting keeps every setting', () => {
  const { experiment, notices } = decodeHash(ALL);
  expect(notices).toEqual([]);
  const given = new URLSearchParams(ALL.slice(1));
  for (const [name, value] of Object.entries(DEFAULTS)) {
    expect(String(experiment[name as keyof typeof experiment]), name).toBe(given.get(name));
    expect(given.get(name), name).not.toBe(String(value));
  }
});

test('a link to a comparison', () => {
  const { comparison, notices } = decodeLink(
    '#v=1&seed=1&sftSteps=300&compare=method:skd,imitkd,sft&seeds=3&budget=teacher-forwards',
  );
  expect(notices).toEqual([]);
  expect(comparison).toMatchObject({
    ...{ vary: 'method', values: ['skd', 'imitkd', 'sft'], seeds: 3, budget: 'teacher-forwards' },
    base: { ...DEFAULTS, sftSteps: 300 },
  });
});
