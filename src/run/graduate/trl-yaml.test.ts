import { expect, test } from 'vitest';
import type { Experiment } from '../../experiment/fields';
import { defaultsOf } from '../../experiment/method-defaults';
import { translation } from '../../tasks/translation';
import { trlYaml } from './trl-yaml';

const yamlOf = (changes: Partial<Experiment>): string | null =>
  trlYaml({ ...defaultsOf('on-policy-kd'), ...changes }, translation);

test.each([
  [{}, 'beta: 0\n'],
  [{ divergence: 'reverse-kl' }, 'beta: 1\n'],
  [{ divergence: 'jsd', jsdBeta: 0.3 }, 'beta: 0.3\n'],
  [{ studentTemperature: 2, lossTemperature: 2 }, 'temperature: 2\n'],
] as const)('on-policy KD %o is configured for TRL', (changes, line) => {
  expect(yamlOf(changes)).toContain(line);
});

test.each([{ method: 'skd' }, { divergence: 'tvd' }, { lossTemperature: 2 }] as const)(
  'nothing is configured that TRL cannot do: %o',
  (changes) => {
    expect(yamlOf(changes)).toBeNull();
  },
);
