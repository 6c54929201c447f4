import { expect, test } from 'vitest';
import { decodeHash, encodeHash } from '../../src/experiment/url';
import { TASKS } from '../../src/tasks';
import { beats, CLAIMS, METHOD_STUDIES } from './claims';
import { primaryOf } from './findings';
import { runsOfStudy, wholePlan } from './plan';
import { runName } from './raw';
import { SEEDS, STUDIES, STUDY_IDS, type Study } from './studies';

const plan = wholePlan();

test('every run is planned once, under a name of its own', () => {
  expect(new Set(plan.map(({ link }) => link)).size).toBe(plan.length);
  expect(new Set(plan.map(({ experiment }) => runName(experiment))).size).toBe(plan.length);
});

test('every study is in the plan, with each of its learning rates', () => {
  const planned = new Set(plan.map(({ link }) => link));
  for (const id of STUDY_IDS) {
    const { rates }: Study = STUDIES[id];
    for (const rate of rates) {
      for (const { link } of runsOfStudy(id, rate)) expect(planned, `${id} at ${rate}`).toContain(link);
    }
  }
});

test('a run is what its link says: nothing had to be repaired', () => {
  for (const { link, experiment } of plan) {
    const { experiment: read, notices } = decodeHash(link);
    expect(notices).toEqual([]);
    expect(read).toEqual(experiment);
    expect(encodeHash(read)).toBe(link);
  }
});

test('names stay as they are: results that lie there are found again', () => {
  const names = plan.map(({ experiment }) => runName(experiment));
  expect(names[0]).toBe('phonemes_method-sft_steps-300_seed-1');
  expect(names).toContain('translation_seed-1');
  expect(names).toContain('translation_topK-0_seed-3');
  expect(names).toContain(
    'phonemes_trainSize-1000_sftSteps-400_sftExamples-1000_method-imitkd_steps-500_learningRate-0.003_seed-2',
  );
});

test('within a study all runs have the same number of updates, prompts and seeds', () => {
  for (const id of STUDY_IDS) {
    const { values, base }: Study = STUDIES[id];
    const runs = runsOfStudy(id, base.learningRate);
    expect(runs).toHaveLength(values.length * SEEDS);
    for (const { experiment } of runs) {
      expect(experiment.steps * experiment.batchSize).toBe(base.steps * base.batchSize);
      expect(experiment.trainSize).toBe(base.trainSize);
    }
  }
});

test('tasks are compared by a score that they have', async () => {
  for (const id of STUDY_IDS) {
    const { task } = STUDIES[id].base;
    if (task === 'phonemes') continue;
    const { metrics } = await TASKS[task].load(() => Promise.reject(new Error('no data is needed')));
    expect(metrics.map((metric) => metric.id)).toContain(primaryOf(id).id);
  }
});

test('claims speak of arms that are planned', () => {
  const parts = [
    ...CLAIMS.flatMap(({ settings }) => settings.flatMap((setting) => setting.parts)),
    ...METHOD_STUDIES.map((study) => beats(study, 'sft')),
  ];
  for (const { better, worse } of parts) {
    for (const { study, value } of [better, worse]) {
      const { values }: Study = STUDIES[study];
      expect(values, study).toContain(value);
    }
  }
});
