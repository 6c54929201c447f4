import * as v from 'valibot';
import { expect, test } from 'vitest';
import { DEFAULT_EXPERIMENT, type Experiment } from './fields';
import { METHODS, type MethodName } from './methods';
import { isPicturePrompt, learnsClasses, learnsText, methodFitsTask } from './picture-tasks';
import { matters } from './relevance';
import { repairExperiment } from './repair';
import { ExperimentSchema } from './schema';
import { decodeHash, encodeHash } from './url';

const names = Object.keys(METHODS) as (keyof typeof METHODS)[];

test('methods that read the data learn classes, those that write text or compare positions do not', () => {
  const learning = names.filter((name) => learnsClasses(METHODS[name]));
  expect(learning).toEqual([
    'sft',
    'hinton-kd',
    'supervised-kd',
    'selectkd',
    'adakd',
    'cmkd',
    'rdd',
    'rdd-labels',
    'internal-kd',
    'internal-pid',
    'internal-sid',
    'fitnet',
    'attention-transfer',
    'fsp',
    'similarity-preserving',
    'rkd',
    'kdiga',
    'bss',
    'taid',
    'todi',
    'abkd',
    'amid',
    'lelp',
    'dml',
    'one',
    'okd',
    'ikd',
    'lw-kd',
    'dino',
    'dino-distil',
  ]);
});

test.each(names)(
  '%s: on pictures it stays or gives way with a notice, on text, too',
  (method: MethodName) => {
    const wanted = { ...DEFAULT_EXPERIMENT, task: 'fashion', method, labels: 100 } as const;
    const { experiment, notices } = repairExperiment(wanted);
    const fits = methodFitsTask(wanted);
    expect(experiment.method).toBe(fits ? method : 'hinton-kd');
    expect(notices.map(({ code }) => code)).toEqual(fits ? [] : ['methodWritesText']);
    expect(v.is(ExperimentSchema, experiment)).toBe(true);
    expect(v.is(ExperimentSchema, wanted)).toBe(fits);
    const onText = repairExperiment({ ...wanted, task: 'summary' });
    const learns = learnsText(METHODS[method as keyof typeof METHODS]);
    expect(onText.experiment.method).toBe(learns ? method : 'skd');
    expect(onText.notices.map(({ code }) => code)).toEqual(learns ? [] : ['methodNeedsClasses']);
  },
);

test('scenes are learned by what learns classes, but for what needs one class a picture', () => {
  const fits = (method: MethodName, task: Experiment['task']): boolean =>
    methodFitsTask({ ...DEFAULT_EXPERIMENT, method, task });
  const refused = names.filter((method) => fits(method, 'digits') && !fits(method, 'scenes'));
  expect([...refused].sort()).toEqual(['bss', 'dino', 'dino-distil', 'kdiga', 'lelp', 'lw-kd']);
  expect(names.filter((method) => fits(method, 'scenes') && !fits(method, 'digits'))).toEqual([]);
  const { experiment, notices } = repairExperiment({ ...DEFAULT_EXPERIMENT, task: 'scenes', method: 'lelp' });
  expect(experiment.method).toBe('hinton-kd');
  expect(notices.map(({ code }) => code)).toEqual(['methodNeedsClasses']);
  expect(matters('labels', experiment)).toBe(true);
  expect(matters('labelNoise', experiment)).toBe(false);
});

test('sentences are learned by what compares answers or their states, and by nothing that compares pixels or layers', () => {
  const fits = (method: MethodName, task: Experiment['task']): boolean =>
    methodFitsTask({ ...DEFAULT_EXPERIMENT, method, task });
  expect(names.filter((method) => fits(method, 'sentences'))).toEqual([
    'sft',
    'hinton-kd',
    'supervised-kd',
    'selectkd',
    'adakd',
    'cmkd',
    'rdd',
    'rdd-labels',
    'similarity-preserving',
    'rkd',
    'taid',
    'todi',
    'abkd',
    'amid',
    'lelp',
    'dml',
    'one',
    'okd',
    'ikd',
  ]);
  const refused = { ...DEFAULT_EXPERIMENT, task: 'sentences' } as const;
  for (const [method, code] of [
    ['fitnet', 'methodNeedsClasses'],
    ['dino', 'methodNeedsClasses'],
    ['skd', 'methodWritesText'],
  ] as const) {
    const { experiment, notices } = repairExperiment({ ...refused, method });
    expect([experiment.method, ...notices.map((notice) => notice.code)]).toEqual(['hinton-kd', code]);
  }
  expect(matters('labelNoise', refused)).toBe(true);
  expect(matters('responseLimit', refused)).toBe(false);
});

test('labels, their noise and imbalance are in a link, and matter to pictures only', () => {
  const spoiled = { labels: 100, labelNoise: 0.25, imbalance: 0.1 } as const;
  const experiment: Experiment = { ...DEFAULT_EXPERIMENT, task: 'fashion', method: 'hinton-kd', ...spoiled };
  for (const name of ['labels', 'labelNoise', 'imbalance'] as const) {
    expect(encodeHash(experiment)).toContain(`${name}=${spoiled[name]}`);
    expect(matters(name, experiment)).toBe(true);
    expect(matters(name, { ...experiment, task: 'summary' })).toBe(false);
  }
  expect(decodeHash(encodeHash(experiment))).toEqual({ experiment, notices: [] });
});

test('a prompt is a picture when it has a digit for each pixel', () => {
  expect(isPicturePrompt('0f'.repeat(392))).toBe(true);
  expect(isPicturePrompt('0f'.repeat(391))).toBe(false);
  expect(isPicturePrompt('0g'.repeat(392))).toBe(false);
  expect(isPicturePrompt('forty-two=')).toBe(false);
});
