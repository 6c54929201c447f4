/** Values of settings in words. */
import type { FieldName } from '../../experiment/fields';
import { fingerprintText } from '../../experiment/user-data';
import type { Labels } from './labels';

const FINGERPRINTS: readonly FieldName[] = ['ownData', 'ownTeacher', 'ownStudent'];

/** How a value of a setting is written where the setting is known. */
export function valueName(labels: Labels, name: FieldName, value: string | number): string {
  if (typeof value === 'number' && value !== 0 && FINGERPRINTS.includes(name)) return fingerprintText(value);
  const choices: Readonly<Partial<Record<FieldName, Readonly<Record<string, string>>>>> = labels.choices;
  return choices[name]?.[value] ?? (value === '' ? labels.automatic : String(value));
}
