/** Values of settings in words. */
import { changedSettings, type LiveChange } from '../../experiment/changes';
import { diffExperiments } from '../../experiment/diff';
import { DEFAULT_EXPERIMENT, type Experiment, type FieldName } from '../../experiment/fields';
import { fingerprintText } from '../../experiment/user-data';
import type { Labels } from './labels';

const FINGERPRINTS: readonly FieldName[] = ['ownData', 'ownTeacher', 'ownStudent'];

/** How a value of a setting is written where the setting is known. */
export function valueName(labels: Labels, name: FieldName, value: string | number): string {
  if (typeof value === 'number' && value !== 0 && FINGERPRINTS.includes(name)) return fingerprintText(value);
  const choices: Readonly<Partial<Record<FieldName, Readonly<Record<string, string>>>>> = labels.choices;
  return choices[name]?.[value] ?? (value === '' ? labels.automatic : String(value));
}

/** The settings that differ from those of the first screen, and the changes during the run; empty without any. */
export function settingsText(
  labels: Labels,
  experiment: Experiment,
  changes: readonly LiveChange[],
  markText: (step: number, change: string) => string,
): string {
  const differing = diffExperiments(DEFAULT_EXPERIMENT, experiment).map(
    ({ name, to }) => `${labels.fields[name].label} ${valueName(labels, name, to)}`,
  );
  const marks = changedSettings(experiment, changes).map(({ step, name, from, to }) =>
    markText(step, `${labels.fields[name].label} ${from} → ${to}`),
  );
  return [...differing, ...marks].join(', ');
}
