/** Links that version 0.1 of the page gave away open unchanged. */
import { expect, test } from 'vitest';
import { SETTINGS_OF_VERSION_1 } from '../test-support/settings-of-version-1';
import { decodeLink } from './comparison-link';
import { decodeHash } from './url';

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
  expect(experiment).toMatchObject(SETTINGS_OF_VERSION_1);
});

test('a link with every setting keeps every setting', () => {
  const { experiment, notices } = decodeHash(ALL);
  expect(notices).toEqual([]);
  const given = new URLSearchParams(ALL.slice(1));
  for (const [name, value] of Object.entries(SETTINGS_OF_VERSION_1)) {
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
    base: { ...SETTINGS_OF_VERSION_1, sftSteps: 300 },
  });
});
